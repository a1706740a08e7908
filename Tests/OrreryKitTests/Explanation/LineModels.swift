import Foundation
import OrreryKit

/// A spectrum model that is no `Classifier`: how much stands out at one line, by `predict` alone.
struct LineModel: Architecture {
  struct Configuration: Codable, Sendable {}
  struct Nothing: Module {}

  static let defaults = Configuration()
  static let info = ArchitectureInfo(
    name: "test/line", summary: "One line.", version: "1.0.0", task: .classification,
    accepts: .spectrum, settings: [])

  let specification: ModelSpecification
  var module: any Module { Nothing() }

  init(
    _ configuration: Configuration, specification: ModelSpecification, random: inout RandomStream
  ) throws { self.specification = specification }

  init() {
    specification = ModelSpecification(
      input: .spectrum, channels: 1, shape: [Self.length], classes: ["line", "none"])
  }

  static let length = 480
  /// Pixels of the line.
  static let line = 200..<208

  func predict(_ objects: [SkyObject], _ pass: inout Pass) throws -> [Prediction] {
    objects.map { object in
      let flux = object.spectrum?.flux ?? []
      let line = flux[Self.line].reduce(0, +) / Float(Self.line.count)
      let logit = 4 * (line - 1.5)
      let p = 1 / (1 + exp(-logit))
      return Prediction(probabilities: [p, 1 - p])
    }
  }

  static func object() -> SkyObject {
    var random = RandomStream(seed: 9, key: "spectrum")
    var flux = (0..<length).map { 1 + 0.2 * Float($0) / 480 + Float(0.02 * random.normal()) }
    for pixel in line { flux[pixel] += 1.5 }
    return SkyObject(
      id: "line",
      content: .spectrum(
        Spectrum(
          wavelength: (0..<length).map { 4000 + Double($0) }, unit: .angstrom, flux: flux)))
  }
}

/// A light-curve model by `predict` alone: how far the faintest good points lie below magnitude 15.
struct DipModel: Architecture {
  typealias Configuration = LineModel.Configuration

  static let defaults = Configuration()
  static let info = ArchitectureInfo(
    name: "test/dip", summary: "A dip.", version: "1.0.0", task: .classification,
    accepts: .lightCurve, settings: [])

  let specification = ModelSpecification(
    input: .lightCurve, channels: 1, bands: ["r"], shape: [], classes: ["none", "dip"])
  var module: any Module { LineModel.Nothing() }

  init() {}
  init(
    _ configuration: Configuration, specification: ModelSpecification, random: inout RandomStream
  ) throws {}

  static let dip = 40..<45

  func predict(_ objects: [SkyObject], _ pass: inout Pass) throws -> [Prediction] {
    objects.map { object in
      guard let curve = object.lightCurve else { return Prediction() }
      let good = curve.value.indices.filter(curve.isGood).map { curve.value[$0] }.sorted()
      // The mean of the five faintest is smooth in each.
      let depth = good.suffix(5).reduce(0, +) / 5 - 15
      let p = 1 / (1 + exp(-10 * (depth - 0.5)))
      return Prediction(probabilities: [1 - p, p])
    }
  }

  /// 100 points with a dip, one of them not good.
  static func object() -> SkyObject {
    var random = RandomStream(seed: 4, key: "curve")
    var value = (0..<100).map { _ in Float(15 + 0.02 * random.normal()) }
    for point in dip { value[point] += 1 }
    value[70] = .nan
    var curve = LightCurve(
      time: (0..<100).map { Double($0) * 0.7 }, value: value,
      uncertainty: [Float](repeating: 0.02, count: 100), bands: ["r"], quantity: .magnitude)
    curve.flag(70, .missing)
    return SkyObject(id: "dip", content: .lightCurve(curve))
  }
}
