import OrreryKit
import TestSupport
import Testing

@testable import Pipeline

/// A density of rows: how likely the held-out ones are, and how like them its samples.
struct RowSamplesTests {
  @Test("Samples of a density are held against the held-out rows, column by column")
  func rows() throws {
    let workspace = try Workspace()
    var random = RandomStream(seed: 7)
    var table = "id,a,b\n"
    for row in 0..<600 {
      let a = random.normal()
      table += "\(row),\(a),\(0.5 * a + 0.4 * random.normal())\n"
    }
    try workspace.write(table, to: "rows.csv")
    let recipe = try workspace.write(
      """
      orrery: 1
      data: { table: rows.csv, id: id, columns: [a, b] }
      split: { validation: 0.1, test: 0.4 }
      model: { plugin: kernel-density, weights: none }
      seed: 1
      """, to: "recipe.yaml")
    let registry = try Installation.builtIns()
    let read = try RecipeReader(registry: registry, dataFolder: workspace.path).read(file: recipe)
    #expect(Evaluation.plainMethods(for: read, in: registry) == ["kernel-density"])
    let models = try Evaluation(ModelLibrary(registry: registry)).models(of: read)
    let samples = try #require(models.first?.samples)
    #expect(samples.quantities.map(\.name) == ["a", "b"])
    #expect(samples.quantities.allSatisfy { $0.test.distance < 0.2 })
    #expect(samples.classifier.heldOut > 100 && samples.classifier.accuracy < 0.75)
    let density = try #require(EvaluationReport(models).densities.first)
    // The truth has -ln(2 pi 0.4) - 1 = -1.92.
    #expect(abs(density.mean + 1.92) < 0.35, "\(density.mean)")
    #expect(try EvaluationFigure.picture(of: samples).width > 100)
  }
}
