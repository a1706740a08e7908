import OrreryKit
import Testing

@testable import Pipeline

struct CardEvaluationTests {
  @Test("The principal figures carry the names of questions, quantities and days")
  func figures() {
    var model = EvaluatedModel(
      name: "net", classes: ["star", "galaxy", "quasar"],
      test: Answers(
        ids: ["a", "b"], labels: [0, 1], probabilities: [0.7, 0.2, 0.1, 0.5, 0.4, 0.1],
        numbers: ["z": Answers.Numbers(predicted: [0.1, 0.5], errors: [], truth: [0.1, 1])]))
    model.questions = [
      ClassQuestion(
        name: "point-like", answers: [["star", "quasar"], ["galaxy"]], of: model.classes)
    ]
    model.test.courses = [
      TimeEvaluation.Course(days: [0, 20], answers: [0, 0]),
      TimeEvaluation.Course(days: [0, 15], answers: [0, 1]),
    ]
    model.metrics = ["me/purity": 0.25]
    let figures = model.principalFigures()
    #expect(figures["accuracy"] == 0.5)
    #expect(figures["point-like balanced-accuracy"] == 0.5)
    #expect(figures["z outliers"] == 0.5)
    #expect(figures["accuracy after 20 days"] == 1)
    #expect(figures["accuracy after 10 days"] == 0.5)
    #expect(figures["me/purity"] == 0.25)
    // Without errors there is no interval, and what is not there has no figure.
    #expect(figures["z coverage-68"] == nil)
    #expect(figures.values.allSatisfy { $0.isFinite })
  }

  @Test("A card keeps one evaluation for each command")
  func card() {
    var card = ModelCard(
      architecture: "net", name: "tiny", summary: "", configuration: .object([:]),
      specification: ModelSpecification(input: .row, channels: 1, shape: [], classes: []),
      stages: [],
      training: ModelCard.Training(
        data: "", objects: [:], seed: 0, epochs: 0, date: "", recipe: ""), metrics: [:],
      command: "orrery train r.yaml")
    card.record(ModelCard.Evaluation(command: "a", metrics: ["accuracy": 0.5]))
    card.record(ModelCard.Evaluation(command: "b", metrics: [:]))
    card.record(ModelCard.Evaluation(command: "a", metrics: ["accuracy": 0.75]))
    #expect(card.evaluations?.map(\.command) == ["a", "b"])
    #expect(card.evaluations?.first?.metrics == ["accuracy": 0.75])
  }
}
