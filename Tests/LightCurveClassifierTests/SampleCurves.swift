import Foundation
import OrreryKit

@testable import LightCurveClassifier

/// Light curves and small models for the tests.
enum SampleCurves {
  /// A sine in two bands with noise, in magnitudes, at irregular times.
  static func object(_ name: String = "a", points: Int = 40, period: Double = 3) -> SkyObject {
    var random = RandomStream(seed: 4, key: name)
    var time: [Double] = []
    var value: [Float] = []
    for index in 0..<points {
      time.append(58_000 + 2 * Double(index) + random.uniform())
      let wave = 0.4 * sin(2 * .pi * time[index] / period)
      value.append(Float(17 + 0.5 * Double(index % 2) + wave + 0.02 * random.normal()))
    }
    var curve = LightCurve(
      time: time, value: value, uncertainty: [Float](repeating: 0.02, count: points),
      band: time.indices.map { $0 % 2 }, bands: ["g", "r"], quantity: .magnitude, name: name)
    curve.timeReference = 2_400_000.5
    var object = SkyObject(id: name, content: .lightCurve(curve))
    object.measure(Measurement("ls_period", .real(period)))
    object.measure(Measurement("ls_epoch", .real(58_000)))
    return object
  }

  static func model(
    classes: [String] = ["x", "y", "z"],
    _ change: (inout LightCurveConfiguration) -> Void = { _ in }
  ) throws -> LightCurveClassifier {
    var configuration = LightCurveConfiguration()
    (configuration.width, configuration.layers, configuration.dropout) = (6, 2, 0)
    change(&configuration)
    var random = RandomStream(seed: 1, purpose: "weights")
    return try LightCurveClassifier(
      configuration,
      specification: ModelSpecification(
        input: .lightCurve, channels: 2, bands: ["g", "r"], shape: [], classes: classes),
      random: &random)
  }

  static func predict(
    _ model: LightCurveClassifier, _ objects: [SkyObject]
  ) throws -> [Prediction] {
    var pass = Pass.inference
    return try model.predict(objects, &pass)
  }

  /// The object with its curve changed.
  static func changed(
    _ object: SkyObject, _ change: (inout LightCurve) -> Void
  ) -> SkyObject {
    var object = object
    if var curve = object.lightCurve {
      change(&curve)
      object.lightCurve = curve
    }
    return object
  }
}

/// Whether two rows of probabilities are the same within rounding.
func isClose(_ a: [Float], _ b: [Float], _ tolerance: Float = 1e-5) -> Bool {
  a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= tolerance }
}
