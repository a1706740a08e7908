import OrreryKit
import TestSupport
import Testing

@testable import Pipeline

/// Learning from a part of the labels.
struct FewLabelsTests {
  private func set(_ labels: Int?) throws -> TrainingSet {
    var recipe = try TestRecipe.read()
    recipe.labels = labels
    return try TrainingSet(recipe, threads: 2) { _, _ in }
  }

  @Test("So many training objects stay, more of them hold the fewer, and the other parts are whole")
  func parts() throws {
    let all = try set(nil), twenty = try set(20), ten = try set(10)
    #expect(ten[.train].count == 10 && twenty[.train].count == 20)
    let ids = Set(twenty[.train].map(\.id))
    #expect(ten[.train].allSatisfy { ids.contains($0.id) })
    #expect(ten[.test].map(\.id) == all[.test].map(\.id))
    #expect(ten[.validation].map(\.id) == all[.validation].map(\.id))
    #expect(ten.leftOut["has a label beyond the 10 of the recipe"] == all[.train].count - 10)
    #expect(try set(100_000)[.train].count == all[.train].count)
  }

  @Test("A split with a seed of its own stays where the recipe's seed changes")
  func split() throws {
    var recipe = try TestRecipe.read()
    let first = try TrainingSet(recipe, threads: 2) { _, _ in }[.test].map(\.id)
    recipe.split.seed = Int(recipe.seed)
    recipe.seed += 1
    #expect(try TrainingSet(recipe, threads: 2) { _, _ in }[.test].map(\.id) == first)
    recipe.split.seed = nil
    #expect(try TrainingSet(recipe, threads: 2) { _, _ in }[.test].map(\.id) != first)
  }

  @Test("A learning curve has every training of every kind, and more labels do not make it worse")
  func curve() throws {
    var recipe = try TestRecipe.read()
    recipe.epochs = 10
    let library = ModelLibrary(registry: try Installation.builtIns())
    var told: [Int] = []
    let curve = try LearningCurve(
      of: recipe, library: library, sizes: [8, 96], seeds: 2, threads: 1
    ) { done, _ in told.append(done) }
    #expect(told == [0, 1, 2, 3, 4])
    #expect(curve.points.map(\.labels) == [8, 8, 96, 96])
    #expect(curve.points.allSatisfy { $0.way == .scratch })
    let course = curve.course(of: .scratch)
    #expect(course.map(\.labels) == [8, 96])
    #expect(course[1].mean > course[0].mean - 0.1 && course[1].mean > 0.7, "\(course)")
    #expect(curve.course(of: .transfer).isEmpty)
    #expect(try EvaluationFigure.picture(of: curve).width > 100)
  }
}
