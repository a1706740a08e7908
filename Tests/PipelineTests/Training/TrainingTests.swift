import Foundation
import OrreryKit
import TestSupport
import Testing

@testable import Pipeline

struct TrainingTests {
  @Test("A miniature training learns, and its card says how it was made")
  func learns() throws {
    let recipe = try TestRecipe.read()
    let registry = try Installation.builtIns()
    var training = ModelTraining(recipe, library: ModelLibrary(registry: registry), threads: 1)
    training.robustnessObjects = 3
    let outcome = try training.run(checkpoint: nil, date: "2026-11-21", command: "test") { _ in }
    let card = outcome.card
    #expect(card.metrics["fgsm-objects"] == 3 && card.metrics["fgsm-flipped"] ?? 0 > 0)
    #expect(outcome.end == .finished)
    #expect(card.metrics["balanced-accuracy"] ?? 0 > 0.85)
    #expect(card.training.objects.values.reduce(0, +) == 240)
    #expect(card.specification.shape == [32, 32])
    #expect(card.stages.map(\.name) == ["stretch", "standardise"])
    // Statistics that were fitted to the training part are in the card.
    guard case .object(let settings) = card.stages[1].settings,
      case .array(let center) = settings["center"]
    else {
      Issue.record("standardise has no fitted statistics in the card")
      return
    }
    #expect(center.count == 1)

    // What is stored: weights, card, and some of both classes of the training part.
    let workspace = try Workspace()
    let store = ModelStore(folder: workspace.path, name: "tiny")
    try store.write(outcome)
    let library = ModelLibrary(registry: registry, folders: [workspace.path])
    #expect(library.entries(for: "morphology-cnn").map(\.name).contains("tiny"))
    #expect(!library.entries(for: "morphology-cnn").map(\.name).contains("tiny-examples"))
    let model = try library.load(library.find("tiny", for: "morphology-cnn"))
    let examples = try #require(try model.trainingExamples())
    #expect(examples == outcome.examples && Set(examples.labels) == [0, 1])
    #expect(examples.count > 60 && examples.looks?.picture(0)?.width == 32)
    // Other weights have no examples, and what is left of the last ones goes.
    var other = outcome
    other.examples = nil
    try store.write(other)
    #expect(!FileManager.default.fileExists(atPath: store.examples))
  }

  @Test("The same recipe gives the same weights, whatever the number of threads")
  func deterministic() throws {
    var recipe = try TestRecipe.read()
    recipe.epochs = 1
    let weights = try [0, 1, 3].map { threads in
      try ModelTraining(
        recipe, library: ModelLibrary(registry: Installation.builtIns()), threads: threads
      )
      .run(checkpoint: nil, date: "2026-11-21", command: "test") { _ in }.weights.bytes
    }
    #expect(weights[0] == weights[1] && weights[1] == weights[2])
  }

  @Test("A stopped training goes on from its checkpoint to the same weights")
  func resumes() throws {
    var recipe = try TestRecipe.read()
    recipe.epochs = 2
    let registry = try Installation.builtIns()
    let training = ModelTraining(recipe, library: ModelLibrary(registry: registry), threads: 1)
    let whole = try training.run(checkpoint: nil, date: "2026-11-21", command: "test") { _ in }
    let workspace = try Workspace()
    let checkpoint = workspace["c.safetensors"]
    let stop = StopFlag()
    let first = try training.run(
      checkpoint: checkpoint, date: "2026-11-21", command: "test", stop: stop
    ) { event in
      if case .training(.step(epoch: 1, step: 1, _, _, _)) = event { stop.request() }
    }
    #expect(first.end == .interrupted)
    let resumed = try training.run(
      checkpoint: checkpoint, date: "2026-11-21", command: "test"
    ) { _ in }
    #expect(resumed.end == .finished)
    #expect(resumed.weights.bytes == whole.weights.bytes)
  }

  @Test("An object's part of the split depends on its id and the seed alone")
  func split() {
    let split = TrainingRecipe.Split(validation: 0.2, test: 0.3)
    let parts = (0..<2000).map { split.part(of: "galaxy \($0)", seed: 1) }
    #expect(parts == (0..<2000).map { split.part(of: "galaxy \($0)", seed: 1) })
    #expect(parts != (0..<2000).map { split.part(of: "galaxy \($0)", seed: 2) })
    #expect(abs(Double(parts.count { $0 == .test }) / 2000 - 0.3) < 0.04)
    #expect(abs(Double(parts.count { $0 == .validation }) / 2000 - 0.2) < 0.04)
  }

  @Test("Mistakes in a recipe are told with line, key and the nearest names")
  func mistakes() throws {
    let text = TestRecipe.text
      .replacing("learning-rate", with: "learnign-rate")
      .replacing("simulator: galaxies", with: "simulator: galaxes")
      .replacing("- flip", with: "- flop")
      .replacing("epochs: 12", with: "epochs: 0")
      .replacing("width: 4", with: "widht: 4")
    let found = try TestRecipe.problems(text)
    #expect(
      found.contains {
        $0.hasPrefix("3: data.simulator: unknown simulator; did you mean 'galaxies'")
      })
    #expect(found.contains { $0.hasPrefix("10: augment.flop: unknown stage; did you mean 'flip'") })
    #expect(
      found.contains {
        $0.hasPrefix("11: model.configuration.widht: unknown key; did you mean 'width'")
      })
    #expect(
      found.contains {
        $0.hasPrefix("12: optimizer.learnign-rate: unknown key; did you mean 'learning-rate'")
      })
    #expect(found.contains { $0.hasPrefix("13: epochs: 0 must be from 1") })
    #expect(found.count == 5, "\(found)")
  }

  @Test(
    "The recipes of light curves are good as they stand, but for data that are not here",
    arguments: ["simulated", "eros", "asas", "plasticc"])
  func lightCurveRecipes(_ name: String) throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../Plugins/LightCurveClassifier/Recipes").standardized.path
    let reader = RecipeReader(registry: try Installation.builtIns(), dataFolder: "/nowhere")
    do {
      #expect(try reader.read(file: "\(folder)/\(name).yaml").model.weights == name)
    } catch let problems as Problems {
      for problem in problems.all {
        #expect(problem.reason.hasPrefix("no file"), "\(problem)")
        #expect(problem.reason.contains("'/nowhere/"), "\(problem)")
      }
    }
  }

  @Test("The shipped recipes are good as they stand")
  func shipped() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../Plugins/Morphology/Recipes").standardized.path
    let reader = RecipeReader(registry: try Installation.builtIns(), dataFolder: "/nowhere")
    #expect(try reader.read(file: folder + "/simulated.yaml").model.weights == "simulated")
    let fields = folder + "/../../Segmenter/Recipes/fields.yaml"
    #expect(try reader.read(file: fields).keeps == ["truth"])
    // The stamps of Galaxy Zoo are not part of the repository: only their absence is told.
    #expect {
      _ = try reader.read(file: folder + "/galaxy-zoo.yaml")
    } throws: { error in
      (error as? Problems)?.all.allSatisfy { $0.reason.hasPrefix("no file '/nowhere/") } ?? false
    }
  }
}
