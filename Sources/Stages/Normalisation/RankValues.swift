import Foundation
import OrreryKit

/// Replaces values by their ranks, so that only their order counts.
struct RankValues: ImageStage {
  enum Output: String, Codable, CaseIterable { case uniform, normal }

  var output = Output.uniform
  var per = Scope.channel

  static let info = StageInfo(
    name: "rank-values",
    summary: "Replaces values by their ranks; equal values share their mean rank.",
    category: .normalisation, accepts: [.image],
    settings: [
      Setting(
        "output", "Even from 0 to 1, or as a normal distribution of mean 0 and deviation 1",
        choices: Output.allCases.map(\.rawValue)), Scope.setting,
    ],
    missingData:
      "NaN and masked pixels have no rank; a masked pixel with a value takes that of its "
      + "neighbours in order. A constant channel becomes 0 and is flagged. The uncertainty is dropped."
  )

  func process(_ image: inout Image, of object: inout SkyObject) {
    object.flagDegenerate(image)
    for range in image.ranges(per: per) {
      let ordered = OrderedValues(image.goodValues(in: range))
      guard let first = ordered.values.first, let last = ordered.values.last else { continue }
      guard first < last else {
        image.flatten(in: range)
        object.notesFlat(range, of: image, by: Self.self)
        continue
      }
      let count = Double(ordered.count)
      image.mapValues(in: range) { value in
        let share = ordered.share(below: value)
        guard output == .normal else { return Float(share) }
        return Float(Self.normalQuantile((share * (count - 1) + 0.5) / count))
      }
    }
    image.uncertainty = nil
    image.unit = nil
    object.history.append("rank-values: \(output.rawValue)")
  }

  /// The value below which a standard normal variable lies with this probability, to 1e-6.
  ///
  /// A rational start (Abramowitz & Stegun 1964, 26.2.23) and two steps of Newton's.
  static func normalQuantile(_ probability: Double) -> Double {
    let tail = min(probability, 1 - probability)
    let t = (-2 * log(tail)).squareRoot()
    let above = 2.515517 + t * (0.802853 + t * 0.010328)
    let below = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
    var x = above / below - t  // negative: the lower tail
    for _ in 0..<2 {
      let error = 0.5 * erfc(-x * 0.5.squareRoot()) - tail
      x -= error / (exp(-0.5 * x * x) / (2 * Double.pi).squareRoot())
    }
    return probability < 0.5 ? x : -x
  }
}
