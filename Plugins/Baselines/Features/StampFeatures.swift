import Foundation
import OrreryKit

/// What an astronomer measures on a stamp: size, shape and colours.
enum StampFeatures {
  static func names(channels: Int) -> [String] {
    var names = [
      "log-flux", "log-half-light-radius", "concentration", "asymmetry", "clumpiness", "gini",
      "m20",
      "ellipticity", "winding", "log-peak", "log-area", "surface-brightness",
    ]
    guard channels > 1 else { return names }
    for channel in 1..<channels { names.append("colour-\(channel - 1)-\(channel)") }
    for channel in 0..<channels {
      for name in ["concentration", "asymmetry", "clumpiness", "winding", "relative-radius"] {
        names.append("\(name)-\(channel)")
      }
    }
    return names
  }

  /// - Returns: `nil` where there is no object in the middle; NaN for what cannot be measured.
  static func values(_ image: Image) -> [Float]? {
    guard let whole = StampShape(image) else { return nil }
    let radius = max(whole.halfLightRadius, 0.25)
    var result: [Double] = [
      log10(whole.flux), log10(radius), whole.concentration, whole.asymmetry, whole.clumpiness,
      whole.gini, whole.m20, whole.ellipticity, whole.winding, log10(whole.peak),
      log10(Double(whole.area)), log10(whole.flux / (radius * radius)),
    ]
    let channels =
      image.channels > 1 ? (0..<image.channels).map { StampShape(image, channel: $0) } : []
    for (one, next) in zip(channels, channels.dropFirst()) {
      let (a, b): (Double, Double) = (one?.flux ?? .nan, next?.flux ?? .nan)
      result.append(log10(a / b))
    }
    for shape in channels {
      guard let shape else {
        result += [Double](repeating: .nan, count: 5)
        continue
      }
      result += [
        shape.concentration, shape.asymmetry, shape.clumpiness, shape.winding,
        shape.halfLightRadius / radius,
      ]
    }
    return result.map { $0.isFinite ? Float($0) : .nan }
  }
}
