import Foundation
import OrreryKit

/// Blends two training images and their labels (Zhang et al. 2018, arXiv:1710.09412).
///
/// `x = λ x₁ + (1 − λ) x₂`, the same for the labels, with `λ ~ Beta(α, α)`. In a run, where there is
/// no partner, the object passes unchanged.
struct MixUp: MixingStage {
  var alpha = 0.2
  var probability = 1.0

  static let info = StageInfo(
    name: "mix-up", summary: "Blends two training images and their labels.",
    category: .augmentation, accepts: [.image],
    settings: [
      Setting("alpha", "Parameter of the symmetric Beta distribution", range: 0.01...100),
      Setting("probability", "Share of the objects that are changed", range: 0...1),
    ], missingData: "A pixel missing in either image is missing.",
    reference: "arXiv:1710.09412")

  func run(_ object: SkyObject, random: inout RandomStream) throws -> SkyObject { object }

  func mix(
    _ object: SkyObject, with partner: SkyObject, random: inout RandomStream
  ) throws -> SkyObject {
    guard random.uniform() < probability else { return object }
    guard var image = object.image, let other = partner.image,
      (image.channels, image.height, image.width) == (other.channels, other.height, other.width)
    else {
      throw DataError(
        .invalidValue, "mix-up needs two images of one shape: \(object.id) and \(partner.id)")
    }
    let first = gamma(&random), second = gamma(&random)
    let lambda = Float(first / (first + second))
    for index in image.pixels.indices {
      image.pixels[index] = lambda * image.pixels[index] + (1 - lambda) * other.pixels[index]
      if let bits = other.mask?[index], bits != 0 { image.flag(index, PixelFlags(rawValue: bits)) }
    }
    image.uncertainty = nil
    image.wcs = nil
    var result = object
    result.image = image
    result.truth = object.truth.mapValues { $0 * lambda }
    for (name, weight) in partner.truth { result.truth[name, default: 0] += (1 - lambda) * weight }
    result.flag(.augmented)
    return result
  }

  /// Gamma(α, 1) by Marsaglia & Tsang 2000, with their boost for α < 1.
  private func gamma(_ random: inout RandomStream) -> Double {
    let d = (alpha < 1 ? alpha + 1 : alpha) - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = random.normal()
      let v = pow(1 + c * x, 3)
      let u = 1 - random.uniform()
      if v > 0, log(u) < 0.5 * x * x + d - d * v + d * log(v) {
        // Not below 1e-300: two zeros would make 0/0 of the blend.
        return alpha < 1 ? max(d * v * pow(1 - random.uniform(), 1 / alpha), 1e-300) : d * v
      }
    }
  }
}
