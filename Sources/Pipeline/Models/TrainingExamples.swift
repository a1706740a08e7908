import Foundation
import OrreryKit

/// Some of the objects that a model was trained on, by its features: what is a new object like?
///
/// Near means a small root mean square difference of the features, each in units of its standard
/// deviation among the examples: two that have nothing to do with each other are about 1.4 apart.
public struct TrainingExamples: Sendable, Equatable {
  /// An example, and how far from an object it lies.
  public struct Neighbour: Sendable, Equatable {
    /// Of the example, from 0.
    public var place: Int
    public var id: String
    /// Its true class from 0; `nil` of a model without classes.
    public var label: Int?
    public var distance: Double
  }

  public let ids: [String]
  /// True classes from 0; -1 of a model without classes.
  public let labels: [Int]
  /// How they look; `nil` of rows of a table.
  public let looks: ExampleLooks?
  /// How many features each has.
  public let width: Int
  /// Of each feature among the examples.
  let means: [Float]
  /// 0 for a feature that never varies: it counts nothing.
  let deviations: [Float]
  /// `[N, width]`, less the means, in deviations; as Float16 holds them.
  let rows: [Float]
  /// The median distance from an example to the nearest other one; `nil` of a single example.
  public let typicalDistance: Double?

  public var count: Int { ids.count }

  /// - Parameter features: a row for each example, all of the same length and finite.
  /// - Precondition: there is an example.
  init(ids: [String], labels: [Int], features: [[Float]], looks: ExampleLooks?) {
    let width = features.first?.count ?? 0
    precondition(
      !ids.isEmpty && labels.count == ids.count && features.count == ids.count
        && looks?.count ?? ids.count == ids.count && features.allSatisfy { $0.count == width },
      "TrainingExamples: \(ids.count) names, \(labels.count) classes, \(features.count) rows")
    self.ids = ids
    self.labels = labels
    self.looks = looks
    let count = Double(ids.count)
    let means = (0..<width).map { f in features.reduce(0) { $0 + Double($1[f]) } / count }
    let deviations = (0..<width).map { f in
      (features.reduce(0) { $0 + pow(Double($1[f]) - means[f], 2) } / count).squareRoot()
    }
    self.means = means.map { Float($0) }
    // What differs by rounding alone does not vary.
    self.deviations = zip(deviations, means).map { $0 > 1e-6 * abs($1) ? Float($0) : 0 }
    let rows = features.flatMap { [means = self.means, deviations = self.deviations] row in
      Self.standardised(row, means, deviations).map { Float(Float16($0)) }
    }
    self.rows = rows
    self.width = width
    let varying = max(1, self.deviations.count { $0 > 0 })
    let nearest = ids.indices.map { place -> Float in
      let own = Array(rows[place * width..<(place + 1) * width])
      return ids.indices.reduce(Float.infinity) { least, other in
        other == place ? least : min(least, Self.square(own, rows, other * width))
      }
    }
    typicalDistance =
      ids.count > 1
      ? (OrderedValues(nearest).median / Double(varying)).squareRoot() : nil
  }

  /// As they were stored.
  init(
    ids: [String], labels: [Int], means: [Float], deviations: [Float], rows: [Float],
    typicalDistance: Double?, looks: ExampleLooks?
  ) {
    self.ids = ids
    self.labels = labels
    self.means = means
    self.deviations = deviations
    self.rows = rows
    self.typicalDistance = typicalDistance
    self.looks = looks
    width = means.count
  }

  private static func standardised(
    _ features: [Float], _ means: [Float], _ deviations: [Float]
  ) -> [Float] {
    features.indices.map { f in
      deviations[f] > 0 ? (features[f] - means[f]) / deviations[f] : 0
    }
  }

  /// The examples that are nearest to an object, the nearest first; none where a feature is not
  /// finite.
  /// - Throws: `DataError.mismatch` for another number of features.
  public func nearest(to features: [Float], count: Int) throws -> [Neighbour] {
    guard features.count == width else {
      throw DataError(
        .mismatch, "the examples have \(width) features, the model gives \(features.count)")
    }
    guard features.allSatisfy(\.isFinite) else { return [] }
    let object = Self.standardised(features, means, deviations)
    let varying = Double(max(1, deviations.count { $0 > 0 }))
    let distances = ids.indices.map {
      (Double(Self.square(object, rows, $0 * width)) / varying).squareRoot()
    }
    return ids.indices.sorted { (distances[$0], $0) < (distances[$1], $1) }.prefix(count).map {
      Neighbour(
        place: $0, id: ids[$0], label: labels[$0] < 0 ? nil : labels[$0], distance: distances[$0])
    }
  }

  /// Σ (a - b)² of a row and the one that begins at `start` of `rows`.
  private static func square(_ row: [Float], _ rows: [Float], _ start: Int) -> Float {
    row.withUnsafeBufferPointer { row in
      rows.withUnsafeBufferPointer { rows in
        var sum: Float = 0
        for f in row.indices {
          let difference = row[f] - rows[start + f]
          sum += difference * difference
        }
        return sum
      }
    }
  }
}
