import OrreryKit
import Testing

@testable import Pipeline

struct ClassQuestionTests {
  let classes = ["elliptical", "clockwise", "anticlockwise", "merger"]

  @Test("A recipe lists the answers of each question; a list among them counts as one")
  func recipe() throws {
    let text = TestRecipe.text.replacing("edge-on]\nsplit", with: "edge-on, star]\nsplit")
    let questions = try TestRecipe.read(
      text,
      adding: "questions:\n  both: [edge-on, elliptical]\n  one: [[elliptical, edge-on], star]"
    ).questions
    #expect(questions.map(\.name) == ["both", "one"])
    #expect(questions.map(\.members) == [[[1], [0]], [[0, 1], [2]]])
    #expect(questions.last?.answers == ["elliptical+edge-on", "star"])
  }

  @Test(
    "What is no question is told with its place",
    arguments: [
      ("questions: [elliptical, edge-on]", "questions: must be a map, not a list"),
      ("questions: { one: [elliptical] }", "questions.one: must be a list of two classes or more"),
      ("questions: { one: elliptical }", "questions.one: must be a list of two classes or more"),
      (
        "questions: { one: [elliptical, edge-no] }",
        "questions.one: names no class of this recipe; did you mean 'edge-on'?"
      ),
      ("questions: { one: [elliptical, elliptical] }", "'elliptical' stands there twice"),
      ("questions: { one: [elliptical, []] }", "questions.one: has an answer without a class"),
    ])
  func refused(_ line: String, _ reason: String) throws {
    let problems = try TestRecipe.problems(adding: line)
    #expect(problems.contains { $0.contains(reason) }, "\(problems)")
  }

  @Test("Weights do not depend on the questions: the digest stays")
  func digest() throws {
    let plain = try TestRecipe.read().digest
    #expect(
      try TestRecipe.read(adding: "questions: { both: [elliptical, edge-on] }").digest == plain)
    #expect(try TestRecipe.read(adding: "prior: uniform").digest != plain)
  }

  @Test("Only objects of the question count, by the probabilities of its answers alone")
  func answers() {
    let question = ClassQuestion(
      name: "sense", answers: [["clockwise"], ["anticlockwise"]], of: classes)
    let found = question.answers(
      [
        0.5, 0.3, 0.1, 0.1,  // a spiral that looks elliptical
        0.9, 0.1, 0, 0,  // an elliptical
        1, 0, 0, 0,  // a spiral that can be none
        .nan, .nan, .nan, .nan,
      ], classes: 4, labels: [1, 0, 2, 1])
    #expect(found.labels == [0, 1, 0])
    #expect(found.probabilities.prefix(4) == [0.75, 0.25, 0.5, 0.5])
    #expect(found.probabilities.suffix(2).allSatisfy { $0.isNaN })
  }

  @Test("Classes that count as one answer share their probability")
  func merged() throws {
    let question = ClassQuestion(
      name: "types", answers: [["elliptical"], ["clockwise", "anticlockwise"]], of: classes)
    // Each spiral class is less probable than the elliptical, both together are more.
    let report = try #require(
      question.report(
        [0.4, 0.3, 0.2, 0.1, 0.6, 0.2, 0.1, 0.1], labels: [1, 0], prior: nil, classes: 4))
    #expect(report.confusion.accuracy == 1)
    #expect(question.metrics(report)["types balanced-accuracy"] == 1)
    #expect(question.shares([0.1, 0.2, 0.3, 0.4]) == [0.1, 0.5])
    #expect(question.report([0, 0, 0, 1], labels: [3], prior: nil, classes: 4) == nil)
  }

  @Test("An evaluation reports each question beside the whole")
  func evaluation() {
    var model = EvaluatedModel(
      name: "net", classes: classes,
      test: Answers(
        ids: ["a", "b", "c"], labels: [0, 1, 2],
        probabilities: [0.7, 0.1, 0.1, 0.1, 0.6, 0.3, 0.1, 0, 0.6, 0.3, 0.1, 0]))
    model.questions = [
      ClassQuestion(name: "sense", answers: [["clockwise"], ["anticlockwise"]], of: classes)
    ]
    let found = EvaluationReport([model]).classifiers
    #expect(found.map(\.name) == ["net", "net: sense"])
    #expect(found.map(\.report.confusion.total) == [3, 2])
    #expect(found.map(\.report.confusion.accuracy) == [1.0 / 3, 0.5])
  }
}
