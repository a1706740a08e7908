import Foundation
import OrreryKit
import Testing

@testable import Stages

@Suite("Threshold detection as a model")
struct ThresholdDetectionTests {
  /// Two Gaussian sources on noise of deviation 1, with the map of what exceeds it.
  private func field(seed: UInt64) -> SkyObject {
    var random = RandomStream(seed: seed)
    let places = [(20.0, 22.0), (44.0, 40.0)]
    var pixels: [Float] = []
    var truth: [Float] = []
    for y in 0..<64 {
      for x in 0..<64 {
        let light = places.map { place in
          let (dx, dy) = (Double(x) - place.0, Double(y) - place.1)
          return 30 * exp(-(dx * dx + dy * dy) / 8)
        }
        let sum = light.reduce(0, +)
        pixels.append(Float(sum + random.normal()))
        truth.append(sum > 1 ? (light[0] > light[1] ? 1 : 2) : 0)
      }
    }
    let image = Image(pixels: pixels, channels: 1, height: 64, width: 64)
    var object = SkyObject(id: "field \(seed)", content: .image(image))
    object.layers["truth"] = Image(pixels: truth, channels: 1, height: 64, width: 64)
    return object
  }

  private func model() throws -> ThresholdDetection {
    var random = RandomStream(seed: 1)
    let fields = (0..<4).map { field(seed: UInt64($0)) }
    return try ThresholdDetection(
      ThresholdDetection.defaults,
      specification: ModelSpecification(of: fields[0], classes: []), random: &random
    ).fitted(to: fields, random: &random)
  }

  @Test("With the fitted threshold both sources of another field are found, and their pixels")
  func found() throws {
    var pass = Pass.inference
    let field = field(seed: 99)
    let answer = try #require(try model().predict([field], &pass).first)
    let table = try #require(answer.tables["sources"])
    let x = try #require(table["x"]?.doubles).sorted()
    #expect(x.count == 2 && abs(x[0] - 20) < 0.3 && abs(x[1] - 44) < 0.3)
    var report = PixelReport()
    report.add(
      probabilities: try #require(answer.layers["source-probability"]).pixels,
      isSource: try #require(field.layers["truth"]).pixels.map { $0 > 0 })
    #expect(report.f1 > 0.85)
  }

  @Test("A field of nothing is flagged, fields without truth cannot be learned from")
  func hard() throws {
    var pass = Pass.inference
    var empty = field(seed: 1)
    empty.content = .image(
      Image(pixels: [Float](repeating: .nan, count: 4096), channels: 1, height: 64, width: 64))
    #expect(try model().predict([empty], &pass)[0].flags == [.noValidData])
    var random = RandomStream(seed: 1)
    empty.layers = [:]
    let fresh = ThresholdDetection(
      ThresholdDetection.defaults, specification: ModelSpecification(of: empty, classes: []),
      random: &random)
    #expect(throws: DataError.self) { try fresh.fitted(to: [empty], random: &random) }
    #expect(throws: DataError.self) { try fresh.predict([empty], &pass) }
  }
}
