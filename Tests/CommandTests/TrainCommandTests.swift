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
}
