import Foundation
import OrreryKit
import Stages

/// A change of an object or of its preparation, to see how a prediction moves.
public enum Variation: Sendable {
  /// `stage.key=value` of a preparation stage.
  case setting(String)
  /// A band of an image or light curve taken away, by name or number from 0.
  case dropBand(String)
  /// Noise added, in units of the noise that there is.
  case noise(Double)
  /// An image turned, degrees from +x towards +y.
  case rotate(Double)

  /// As on the command line.
  public var label: String {
    switch self {
    case .setting(let text): "--set \(text)"
    case .dropBand(let name): "--drop-band \(name)"
    case .noise(let factor): "--noise \(factor.short)"
    case .rotate(let angle): "--rotate \(angle.short)"
    }
  }

  /// The object with the change; of a setting the object itself.
  /// - Throws: `DataError.invalidValue` where the object has no such thing.
  func applied(to object: SkyObject) throws -> SkyObject {
    var object = object
    switch (self, object.content) {
    case (.setting, _): break
    case (.dropBand(let name), .image(var image)):
      let band = try Self.band(name, among: image.bands, count: image.channels)
      for index in image.planeRange(band) {
        image.pixels[index] = .nan
        image.flag(index, .missing)
      }
      object.content = .image(image)
    case (.dropBand(let name), .lightCurve(let curve)):
      let band = try Self.band(name, among: curve.bands, count: curve.bands.count)
      object.content = .lightCurve(
        curve.selecting(curve.time.indices.filter { curve.band[$0] != band }))
    case (.noise(let factor), .image(var image)):
      var random = RandomStream(seed: 0, key: "noise", purpose: "variation")
      for channel in 0..<image.channels {
        let good = image.planeRange(channel).filter { image.isGood($0) }
        let known = ClippedStatistics(
          OrderedValues(good.map { image.pixels[$0] }), clip: 3, iterations: 20)
        let deviation = factor * (known?.deviation ?? 0)
        for index in good { image.pixels[index] += Float(deviation * random.normal()) }
      }
      object.content = .image(image)
    case (.noise(let factor), .spectrum(var spectrum)):
      let noise = Self.noise(spectrum.flux, spectrum.uncertainty, spectrum.isGood)
      for (index, value) in noise { spectrum.flux[index] += Float(factor) * value }
      object.content = .spectrum(spectrum)
    case (.noise(let factor), .lightCurve(var curve)):
      let noise = Self.noise(curve.value, curve.uncertainty, curve.isGood)
      for (index, value) in noise { curve.value[index] += Float(factor) * value }
      object.content = .lightCurve(curve)
    case (.rotate(let angle), .image(let image)):
      object.content = .image(image.turned(byDegrees: angle))
    default:
      throw DataError(.invalidValue, "\(object.kind.singular) cannot be changed so")
    }
    return object
  }

  private static func band(_ name: String, among names: [String], count: Int) throws -> Int {
    if let place = names.firstIndex(of: name) { return place }
    if let number = Int(name), (0..<count).contains(number) { return number }
    throw DataError(
      .invalidValue,
      "no band '\(name)'; there are "
        + (names.isEmpty ? "0 to \(count - 1)" : names.joined(separator: ", ")))
  }

  /// A draw of the noise of each good value: its uncertainty, or the scatter between neighbours.
  private static func noise(
    _ values: [Float], _ uncertainty: [Float]?, _ isGood: (Int) -> Bool
  ) -> [(Int, Float)] {
    let good = values.indices.filter(isGood)
    let steps = zip(good, good.dropFirst()).map { abs(values[$1] - values[$0]) }
    let scatter = steps.isEmpty ? 0 : Float(OrderedValues(steps).median * 1.0484)
    var random = RandomStream(seed: 0, key: "noise", purpose: "variation")
    return good.map { index in
      let sigma = uncertainty?[index] ?? scatter
      return (index, (sigma.isFinite ? sigma : scatter) * Float(random.normal()))
    }
  }
}

extension Double {
  fileprivate var short: String { String(format: "%g", self) }
}
