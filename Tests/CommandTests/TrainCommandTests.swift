import Foundation
import TestSupport
import Testing

/// What `train` leaves and says, from the real command.
struct TrainCommandTests {
  private let recipe = """
    orrery: 1
    data: { simulator: galaxies, count: 40, seed: 5, settings: { size: 16, classes: [elliptical, edge-on] } }
    classes: [elliptical, edge-on]
    stages: [standardise]
    model: { plugin: morphology-cnn, weights: tiny, configuration: { width: 4, depth: 2 } }
    batch: 4
    """

  @Test("Looking for a learning rate trains nothing: a picture, and a number on stdout")
  func learningRate() throws {
    let workspace = try Workspace()
    let file = try workspace.write(recipe, to: "recipe.yaml")
    let command = try Command(
      ["train", file, "--find-learning-rate", "--output", workspace["models"]])
    #expect(command.status == 0)
    let rate = try #require(Double(command.output.trimmingCharacters(in: .newlines)))
    #expect(rate > 1e-6 && rate < 10)
    #expect(command.errors.contains("wrote \(workspace["models/tiny-learning-rate.png"])"))
    #expect(try workspace.tree("models").keys.sorted() == ["tiny-learning-rate.png"])
    let json = try Command(
      ["train", file, "--find-learning-rate", "--json", "--quiet", "--output", workspace["models"]])
    #expect(json.errors.isEmpty && json.output.contains("\"smoothLoss\""))
  }

  @Test("Several seeds share their parts, and the card tells their mean and spread")
  func seeds() throws {
    let workspace = try Workspace()
    let file = try workspace.write(recipe + "\nepochs: 1", to: "recipe.yaml")
    let arguments = ["train", file, "--seeds", "2", "--output", workspace["models"]]
    let command = try Command(arguments)
    #expect(command.status == 0)
    #expect(command.errors.contains("2 seeds, mean ± spread:"))
    func card(_ name: String) throws -> [String: Any] {
      let data = try Data(contentsOf: URL(fileURLWithPath: workspace["models/\(name).json"]))
      return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }
    let (first, second) = (try card("tiny"), try card("tiny-seed1"))
    let figures = try [first, second].map {
      try #require(($0["metrics"] as? [String: Double])?["nll"])
    }
    let seeds = try #require(first["seeds"] as? [String: Any])
    let mean = try #require((seeds["mean"] as? [String: Double])?["nll"])
    let spread = try #require((seeds["spread"] as? [String: Double])?["nll"])
    #expect(seeds["count"] as? Int == 2 && second["seeds"] == nil)
    #expect(figures[0] != figures[1])
    #expect(abs(mean - (figures[0] + figures[1]) / 2) < 1e-12)
    #expect(abs(spread - abs(figures[0] - figures[1]) / 2.0.squareRoot()) < 1e-12)
    // The second seed stands: only the first is trained again.
    let again = try Command(arguments)
    #expect(again.errors.contains("tiny-seed1.safetensors is there"))
    #expect(try card("tiny")["seeds"] != nil)
  }
}
