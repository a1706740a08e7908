import Foundation
import OrreryKit
import Testing

@testable import Pipeline

/// The weights that come with the built-in plug-ins.
struct ShippedWeightsTests {
  @Test("Every card loads with its weights, whole and finite, and was measured on a test part")
  func cards() throws {
    let library = ModelLibrary(registry: try Installation.builtIns())
    let cards = BuiltInPlugins.files("Models", ".json")
    #expect(cards.count >= 7)
    for path in cards {
      let entry = try library.find(path)
      let card = try library.card(of: entry)
      let model = try library.load(entry)
      let report = try model.architecture.module.load(
        try Safetensors(reading: entry.weights).tensors)
      #expect(report.missing.isEmpty && report.unexpected.isEmpty, "\(path)")
      #expect(!card.metrics.isEmpty && card.metrics.values.allSatisfy(\.isFinite), "\(path)")
      #expect(card.training.objects["test"] ?? 0 >= 10, "\(path)")
      #expect(card.calibration.temperature > 0 && card.command.hasPrefix("orrery train"), "\(path)")
      let info = type(of: model.architecture).info
      #expect(
        (info.task == .classification) == (card.metrics["balanced-accuracy"] != nil), "\(path)")
    }
  }

  @Test("Every card belongs to a recipe of its plug-in, and has the recipe's name and classes")
  func recipes() throws {
    let library = ModelLibrary(registry: try Installation.builtIns())
    // Their data need not be here: no more than names is read.
    let recipes = try BuiltInPlugins.files("Recipes", ".yaml").map { try YAMLReader.read(file: $0) }
    for path in BuiltInPlugins.files("Models", ".json") {
      let card = try library.card(of: library.find(path))
      let recipe = recipes.first {
        $0["model"]?["plugin"]?.value == .string(card.architecture)
          && $0["model"]?["weights"]?.value == .string(card.name)
      }
      #expect(recipe != nil, "\(path)")
      let classes = card.specification.classes
      #expect(
        classes.isEmpty || recipe?["classes"]?.value == .array(classes.map(JSONValue.string)),
        "\(path)")
    }
  }

  @Test("All weights together are small enough to keep beside the code")
  func size() throws {
    let bytes = try BuiltInPlugins.files("Models", "").reduce(0) { sum, path in
      sum + (try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0)
    }
    #expect(bytes < 40 << 20)
  }
}
