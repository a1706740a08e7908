import Foundation

/// Features cut into at most 255 bins, so that a split is found by adding up.
struct BinnedColumns: Sendable {
  /// Upper edges of all bins of a column but the last: a value at most the edge is in the bin.
  let edges: [[Float]]
  /// Bin of each value, `[features, rows]`.
  let bins: [UInt8]
  let rows: Int
  /// Most bins of a column.
  let width: Int

  static let limit = 255

  /// Edges lie half-way between values; of more than `limit` values, at equal shares of the rows.
  init(_ matrix: FeatureMatrix) {
    let (rows, columns) = (matrix.rows, matrix.transposed)
    var edges: [[Float]] = []
    var bins = [UInt8](repeating: 0, count: columns.count)
    for feature in 0..<matrix.columns {
      let values = columns[(feature * rows)..<((feature + 1) * rows)]
      let own = Self.edges(values.sorted())
      for (place, value) in values.enumerated() {
        var (low, high) = (0, own.count)
        while low < high {
          let middle = (low + high) / 2
          if own[middle] < value { low = middle + 1 } else { high = middle }
        }
        bins[feature * rows + place] = UInt8(low)
      }
      edges.append(own)
    }
    self.edges = edges
    self.bins = bins
    self.rows = rows
    width = (edges.map(\.count).max() ?? 0) + 1
  }

  private static func edges(_ ordered: [Float]) -> [Float] {
    var distinct: [Float] = []
    for value in ordered where value != distinct.last { distinct.append(value) }
    if distinct.count <= limit {
      return zip(distinct, distinct.dropFirst()).map { $0 / 2 + $1 / 2 }
    }
    var result: [Float] = []
    for k in 1..<limit {
      let place = Double(k) / Double(limit) * Double(ordered.count - 1)
      let (below, above) = (ordered[Int(place)], ordered[Int(place.rounded(.up))])
      let edge = below / 2 + above / 2
      if edge != result.last { result.append(edge) }
    }
    return result
  }
}
