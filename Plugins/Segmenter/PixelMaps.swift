import Foundation
import OrreryKit

/// What the network says of every pixel of one image, in memory, row by row from the bottom.
struct PixelMaps: MapRows {
  let height: Int
  let width: Int
  /// `[4, height, width]`: logits of source and centre, offsets in x and y.
  private let values: [Float]

  /// - Parameter values: `[4, height, width]`.
  init(_ values: [Float], height: Int, width: Int) {
    precondition(
      values.count == 4 * height * width,
      "PixelMaps: \(values.count) values for [4, \(height), \(width)]")
    (self.values, self.height, self.width) = (values, height, width)
  }

  func row(_ y: Int) -> MapRow {
    MapRow(source: plane(0, y), x: plane(2, y), y: plane(3, y), centre: plane(1, y))
  }

  /// Peaks of the centres.
  func peaks(_ configuration: Segmenter.Configuration) -> [Segments.Centre] {
    var finder = PeakFinder(width: width, threshold: configuration.centreThreshold)
    for y in 0..<height { finder.add(plane(1, y)) }
    finder.finish()
    return finder.peaks
  }

  private func plane(_ plane: Int, _ y: Int) -> [Float] {
    let start = (plane * height + y) * width
    return Array(values[start..<start + width])
  }

  /// False where a logit or an offset is NaN or infinite.
  var isFinite: Bool {
    // A sum is not finite where a term is not; these cannot overflow otherwise.
    var sum: Float = 0
    for value in values { sum += value * 0 }
    return sum == 0
  }

  /// The logit of a probability: what is above one is above the other.
  static func logit(_ probability: Double) -> Float {
    Float(log(probability / (1 - probability)))
  }
}
