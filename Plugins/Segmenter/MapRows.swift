import OrreryKit

/// What the network says of one row of pixels, from the left.
struct MapRow {
  /// Logit of the probability that a pixel belongs to a source.
  var source: [Float]
  /// Where source pixels point to, in `Segmenter.offsetScale`; of others it may not be known.
  var x: [Float]
  var y: [Float]
  /// Logit of the probability that a centre lies on a source pixel; of others it may not be known.
  var centre: [Float]

  /// Where a pixel of row `row` believes the centre of its object to be.
  func target(x column: Int, y row: Int) -> SIMD2<Float> {
    SIMD2(Float(column), Float(row)) + SIMD2(x[column], y[column]) * Segmenter.offsetScale
  }

  /// Probability of each pixel to belong to a source.
  static func probability(_ logits: [Float]) -> [Float] {
    Tensor(logits, shape: [logits.count]).sigmoid().scalars
  }
}

/// What the network says of an image, row by row from the bottom: in memory or in a file.
protocol MapRows: Sendable {
  var height: Int { get }
  var width: Int { get }
  func row(_ y: Int) throws -> MapRow
}
