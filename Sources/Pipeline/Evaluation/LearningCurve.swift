import Foundation
import OrreryKit

/// How good a classifier gets with few labels: from the weights that its recipe starts from, and from
/// scratch.
///
/// Each training takes as many steps as the one with the most labels; the test part is the same for
/// all, and so is the validation part that chooses the epoch.
public struct LearningCurve: Sendable {
  public enum Way: String, Sendable, CaseIterable {
    /// As the recipe says: from other weights, parts of them frozen.
    case transfer
    case scratch

    public var name: String { self == .transfer ? "from other weights" : "from scratch" }
  }

  /// One training.
  public struct Point: Sendable {
    public var way: Way
    public var labels: Int
    public var seed: UInt64
    public var accuracy: Double
    public var balancedAccuracy: Double
  }

  public let name: String
  /// Objects of the test part.
  public let objects: Int
  public let points: [Point]

  /// Trains a recipe with so many labels, several times.
  /// - Parameters:
  ///   - sizes: numbers of labels, ascending.
  ///   - seeds: how many trainings of each kind.
  ///   - report: told of each training that is done, and of how many.
  /// - Throws: `DataError` where the recipe is of no classifier, and as a training does.
  public init(
    of recipe: TrainingRecipe, library: ModelLibrary, sizes: [Int], seeds: Int, threads: Int,
    report: (_ done: Int, _ total: Int) -> Void
  ) throws {
    let ways = recipe.model.start == nil ? [Way.scratch] : Way.allCases
    let largest = sizes.max() ?? 1
    var points: [Point] = []
    var objects = 0
    let total = ways.count * sizes.count * seeds
    for labels in sizes {
      for way in ways {
        for number in 0..<seeds {
          report(points.count, total)
          var trained = recipe
          // The parts stay; what is drawn from them and the initial weights change.
          trained.split.seed = trained.split.seed ?? Int(clamping: recipe.seed)
          trained.seed = recipe.seed + UInt64(number)
          trained.labels = labels
          trained.epochs = max(1, recipe.epochs * largest / labels)
          if way == .scratch { trained.model.start = nil }
          let outcome = try ModelTraining(trained, library: library, threads: threads)
            .run(checkpoint: nil, date: "", command: "") { _ in }
          guard let test = outcome.test else {
            throw DataError(
              .unsupported, "has no classes or no test part: there is no accuracy to follow",
              file: recipe.file)
          }
          objects = test.confusion.total
          points.append(
            Point(
              way: way, labels: labels, seed: trained.seed, accuracy: test.confusion.accuracy,
              balancedAccuracy: test.confusion.balancedAccuracy))
        }
      }
    }
    report(total, total)
    name = "\(recipe.model.architecture) \(recipe.model.weights)"
    self.objects = objects
    self.points = points
  }

  /// Mean and spread (standard deviation of one training) of the balanced accuracy by labels.
  public func course(of way: Way) -> [(labels: Int, mean: Double, spread: Double)] {
    let own = Dictionary(grouping: points.filter { $0.way == way }, by: \.labels)
    return own.sorted { $0.key < $1.key }.map { labels, points in
      let values = points.map(\.balancedAccuracy)
      let mean = values.reduce(0, +) / Double(values.count)
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return (
        labels, mean, values.count > 1 ? (squares / Double(values.count - 1)).squareRoot() : 0
      )
    }
  }

  public var json: JSONValue {
    .object([
      "model": .string(name), "objects": .integer(Int64(objects)),
      "trainings": .array(
        points.map { point in
          .object([
            "way": .string(point.way.rawValue), "labels": .integer(Int64(point.labels)),
            "seed": .integer(Int64(clamping: point.seed)), "accuracy": .figure(point.accuracy),
            "balanced-accuracy": .figure(point.balancedAccuracy),
          ])
        }),
    ])
  }
}
