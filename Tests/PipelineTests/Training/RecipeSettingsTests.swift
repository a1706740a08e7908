import OrreryKit
import Testing

@testable import Pipeline

struct RecipeSettingsTests {
  @Test(
    "Every schedule can be described, and goes as its settings say",
    arguments: [
      ("{ method: constant }", [1, 1, 1, 1]),
      ("{ method: step, every: 2, factor: 0.5 }", [1, 1, 0.5, 0.5]),
      ("{ method: step, every: 1 }", [1, 0.1, 0.01, 0.001]),
      ("{ method: exponential }", [1, 0.95, 0.9025, 0.857375]),
      ("{ method: exponential, factor: 0.5 }", [1, 0.5, 0.25, 0.125]),
      ("{ method: plateau, patience: 0, factor: 0.5, minimum: 0.3 }", [1, 1, 0.5, 0.3]),
      ("{ method: cosine, warm-up: 0, minimum: 0.2 }", [1, 0.88284, 0.6, 0.31716]),
      ("{ method: cosine, warm-up: 0.5 }", [0.5, 1, 1, 0.5]),
    ])
  func schedules(text: String, expected: [Double]) throws {
    var recipe = try TestRecipe.read(adding: "schedule: \(text)")
    recipe.epochs = 4
    var schedule = recipe.schedule(batches: 1)
    for (count, factor) in expected.enumerated() {
      #expect(abs(schedule.factor(at: count) - factor) < 1e-5, "count \(count)")
      schedule.observe(1)  // the same score in every epoch
    }
  }

  @Test("A schedule over the whole training counts the steps of the optimiser, not the batches")
  func accumulatedSteps() throws {
    var recipe = try TestRecipe.read(adding: "accumulate: 4\nschedule: { method: cosine }")
    recipe.epochs = 10
    let schedule = try #require(recipe.schedule(batches: 9) as? CosineDecay)
    #expect(schedule.total == 30 && schedule.warmUp == 9)  // 4 + 4 + 1 batches in each epoch
    #expect(recipe.trainingSettings.accumulation == 4)
    #expect(recipe.trainingSettings.patience == nil)
  }

  @Test("A recipe may ask for products of bfloat16, and the card says which were used")
  func precision() throws {
    #expect(try TestRecipe.read(adding: "").trainingSettings.precision == .float32)
    var recipe = try TestRecipe.read(adding: "precision: bfloat16")
    #expect(recipe.trainingSettings.precision == .bfloat16)
    recipe.epochs = 1
    let outcome = try ModelTraining(
      recipe, library: ModelLibrary(registry: Installation.builtIns()), threads: 1
    ).run(checkpoint: nil, date: "2026-11-21", command: "test") { _ in }
    #expect(outcome.card.training.precision == .bfloat16)
    #expect(throws: Problems.self) { try TestRecipe.read(adding: "precision: float16") }
  }

  @Test("Another schedule is asked for by taking back the settings of the recipe's own")
  func takenBack() throws {
    let recipe = try TestRecipe.read(
      adding: "schedule: { method: step, warm-up: null, every: 2, factor: null }")
    #expect(recipe.schedule.method == .step && recipe.schedule.every == 2)
    #expect(throws: Problems.self) {
      try TestRecipe.read(adding: "schedule: { method: step, warm-up: 0.1 }")
    }
  }

  @Test("Patience ends a training that does not get better")
  func patience() throws {
    var recipe = try TestRecipe.read(
      adding: "accumulate: 3\npatience: 2\nschedule: { method: plateau, patience: 0 }")
    recipe.optimizer.learningRate = 0
    let outcome = try ModelTraining(
      recipe, library: ModelLibrary(registry: Installation.builtIns()), threads: 1
    ).run(checkpoint: nil, date: "2026-11-21", command: "test") { _ in }
    #expect(outcome.end == .stoppedEarly)
    #expect(outcome.history.count < 12)
  }

  @Test("Balanced weights count every class alike, whatever the sampling draws")
  func balanced() {
    let labels = [0, 0, 0, 0, 0, 0, 0, 0, 0, 2]
    func weights(_ balance: Double) -> [Float] {
      PlannedLoss.balanced(labels: labels, classes: 3, balance: balance)
    }
    let plain = weights(0)  // scikit-learn's, of the classes that there are
    #expect(abs(plain[0] - 5.0 / 9) < 1e-6 && plain[1] == 0 && abs(plain[2] - 5) < 1e-6)
    #expect(weights(1) == [1, 0, 1])
    let half = weights(0.5)  // drawn 3 to 1
    #expect(abs(half[0] - 2.0 / 3) < 1e-6 && abs(half[2] - 2) < 1e-6)
  }

  @Test("The loss of a recipe is the network's with its class weights, smoothing and gamma")
  func losses() throws {
    let logits = Tensor([2, -1, 0.5, 0.25, -3, 1], shape: [3, 2])
    let truth = Tensor([1, 0, 0.5, 0.5, 0, 1], shape: [3, 2])
    func value(_ text: String) throws -> Float {
      let recipe = try TestRecipe.read(adding: "loss: \(text)")
      let loss = try #require(recipe.loss)
      return loss.function(labels: [0, 1, 1], classes: 2, balance: 0)(
        Comparison(.classes, output: logits, target: truth)
      ).item
    }
    #expect(try value("{}") == CrossEntropy()(logits, probabilities: truth).item)
    #expect(try value("focal") == FocalLoss()(logits, probabilities: truth).item)
    #expect(
      try value("{ class-weights: balanced, label-smoothing: 0.1, gamma: null }")
        == CrossEntropy(classWeights: [1.5, 0.75], labelSmoothing: 0.1)(
          logits, probabilities: truth
        ).item)
    #expect(
      try value("{ function: focal, class-weights: balanced, gamma: 1.5 }")
        == FocalLoss(focus: 1.5, classWeights: [1.5, 0.75])(logits, probabilities: truth).item)
  }

  @Test("What is wrong with losses, schedules and counts is told with its line")
  func mistakes() throws {
    let found = try TestRecipe.problems(
      adding: """
        loss:
          function: focall
        schedule:
          method: plateau
          patience: -1
          factor: 2
        accumulate: 0
        patience: soon
        patiense: 3
        """)
    for expected in [
      "18: loss.function: unknown loss 'focall'; did you mean 'focal'?",
      "21: schedule.patience: -1 must be from 0 to 100000",
      "22: schedule.factor: 2 must be from 1e-09 to 1",
      "23: accumulate: 0 must be from 1 to 65536",
      "24: patience: must be a whole number, not a text",
      "25: patiense: unknown key; did you mean 'patience'?",
    ] {
      #expect(found.contains(expected), "\(expected)")
    }
    #expect(found.count == 6, "\(found)")
  }

  @Test("A setting that the chosen method does not use is told, not passed over")
  func unused() throws {
    let found = try TestRecipe.problems(
      TestRecipe.text.replacing("0.01 }", with: "0.01, momentum: 0.5 }"),
      adding: "loss: { gamma: 1 }\nschedule: { method: step, warm-up: 0.1 }")
    #expect(
      found == [
        "12: optimizer.momentum: is a setting of sgd, rmsprop, not of adamw",
        "17: loss.gamma: is a setting of binary-focal, focal, not of cross-entropy",
        "18: schedule.warm-up: is a setting of cosine, one-cycle, not of step",
      ])
  }
}
