import Foundation
import OrreryKit

/// What the network says of every pixel of one image, row by row from the bottom.
struct PixelMaps {
  let height: Int
  let width: Int
  /// `[4, height, width]`: logits of source and centre, offsets in x and y.
  private let values: [Float]

  init(_ values: [Float], tiles: Tiles) {
    self.init(values, height: tiles.height, width: tiles.width)
  }

  /// - Parameter values: `[4, height, width]`.
  init(_ values: [Float], height: Int, width: Int) {
    precondition(
      values.count == 4 * height * width,
      "PixelMaps: \(values.count) values for [4, \(height), \(width)]")
    (self.values, self.height, self.width) = (values, height, width)
  }

  var count: Int { height * width }
  /// Logit of the probability that a pixel belongs to a source.
  var source: ArraySlice<Float> { values[..<count] }
  /// Logit of the probability that a centre lies on it.
  var centre: ArraySlice<Float> { values[count..<2 * count] }

  /// Where a pixel believes the centre of its object to be.
  func target(of pixel: Int) -> SIMD2<Float> {
    let offset = SIMD2(values[2 * count + pixel], values[3 * count + pixel])
    return SIMD2(Float(pixel % width), Float(pixel / width)) + offset * Segmenter.offsetScale
  }

  /// False where a logit or an offset is NaN or infinite.
  var isFinite: Bool {
    // A sum is not finite where a term is not; these cannot overflow otherwise.
    var sum: Float = 0
    for value in values { sum += value * 0 }
    return sum == 0
  }

  /// Probability of each pixel to belong to a source.
  var probability: [Float] {
    Tensor(Array(source), shape: [count]).sigmoid().scalars
  }

  /// The logit of a probability: what is above one is above the other.
  static func logit(_ probability: Double) -> Float {
    Float(log(probability / (1 - probability)))
  }
}
