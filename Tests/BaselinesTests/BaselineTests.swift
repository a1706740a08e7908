import Foundation
import OrreryKit
import Testing

@testable import Baselines

/// The methods as architectures, on objects.
@Suite("Baselines on objects")
struct BaselineTests {
  /// Round and long galaxies in two bands.
  static func galaxy(_ index: Int) -> SkyObject {
    var random = RandomStream(seed: 5, key: "\(index)")
    let isLong = index % 2 == 1
    let angle = Double.pi * random.uniform()
    let axis = isLong ? random.uniform(0.2, 0.35) : random.uniform(0.8, 1)
    var image = Image(repeating: 0, channels: 2, height: 20, width: 20)
    for y in 0..<20 {
      for x in 0..<20 {
        let (dx, dy) = (Double(x) - 9.5, Double(y) - 9.5)
        let u = dx * cos(angle) + dy * sin(angle)
        let v = (dy * cos(angle) - dx * sin(angle)) / axis
        let light = 100 * exp(-(u * u + v * v).squareRoot() / 2)
        image[0, y, x] = Float(light + random.normal())
        image[1, y, x] = Float(0.6 * light + random.normal())
      }
    }
    var object = SkyObject(id: "\(index)", content: .image(image))
    object.truth = [isLong ? "long" : "round": 1]
    return object
  }

  static func fit<Method: BaselineMethod>(
    _ type: Baseline<Method>.Type, _ objects: [SkyObject], classes: [String]
  ) throws -> Baseline<Method> {
    var random = RandomStream(seed: 1)
    let specification = ModelSpecification(of: objects[0], classes: classes)
    let fresh = try Baseline<Method>(
      Method.Configuration(), specification: specification, random: &random)
    return try fresh.fitted(to: objects, random: &random)
  }

  func check<Method: BaselineMethod>(_ type: Baseline<Method>.Type) throws {
    let objects = (0..<30).map(Self.galaxy)
    let model = try Self.fit(type, objects, classes: ["round", "long"])
    // It goes to a file's dictionary and back into a fresh model.
    var random = RandomStream(seed: 2)
    let loaded = try Baseline<Method>(
      Method.Configuration(), specification: model.specification, random: &random)
    _ = try loaded.module.load(model.module.stateDictionary())
    var pass = Pass.inference
    let tests = (100..<112).map(Self.galaxy)
    let predictions = try loaded.predict(tests, &pass)
    let right = zip(tests, predictions).count { object, prediction in
      (prediction.probabilities[1] > 0.5) == (object.truth["long"] != nil)
    }
    #expect(right >= 11, "\(Method.name)")
    #expect(
      predictions.allSatisfy { abs($0.probabilities.reduce(0, +) - 1) < 1e-4 }, "\(Method.name)")
    #expect(predictions.allSatisfy { !$0.features.isEmpty && $0.flags.isEmpty }, "\(Method.name)")
  }

  @Test("Each method tells long galaxies from round ones, and comes back from its weights")
  func galaxies() throws {
    try check(Baseline<NearestNeighbours>.self)
    try check(Baseline<LogisticRegression>.self)
    try check(Baseline<RandomForest>.self)
    try check(Baseline<ExtraTrees>.self)
    try check(Baseline<GradientBoosting>.self)
  }

  @Test("Hard objects give flags and NaN, an unfitted method an error")
  func hardCases() throws {
    let objects = (0..<20).map(Self.galaxy)
    let model = try Self.fit(
      Baseline<NearestNeighbours>.self, objects, classes: ["round", "long"])
    let empty = Image(
      pixels: [Float](repeating: .nan, count: 2 * 20 * 20), channels: 2, height: 20, width: 20)
    let flat = Image(repeating: 3, channels: 2, height: 20, width: 20)
    let hard = [empty, flat].map { SkyObject(id: "hard", content: .image($0)) }
    var pass = Pass.inference
    let predictions = try model.predict([hard[0], objects[0], hard[1]], &pass)
    for place in [0, 2] {
      #expect(predictions[place].flags == [.noValidData])
      #expect(predictions[place].probabilities.allSatisfy { $0.isNaN })
    }
    #expect(predictions[1].probabilities[0] > 0.5)
    #expect(throws: DataError.self) {
      let one = SkyObject(id: "1", content: .image(Image(repeating: 1, height: 20, width: 20)))
      _ = try model.predict([one], &pass)
    }
    var random = RandomStream(seed: 1)
    let fresh = try Baseline<RandomForest>(
      ForestConfiguration(), specification: model.specification, random: &random)
    #expect(throws: DataError.self) { _ = try fresh.predict(objects, &pass) }
    #expect(throws: DataError.self) { _ = try fresh.fitted(to: hard, random: &random) }
  }

  @Test("Light curves: the period is found, and pulsators are told from noise")
  func lightCurves() throws {
    func star(_ index: Int) -> SkyObject {
      var random = RandomStream(seed: 6, key: "\(index)")
      let times = (0..<60).map { _ in 40 * random.uniform() }.sorted()
      let isPulsator = index % 2 == 0
      let values = times.map { time in
        Float(
          15 + (isPulsator ? 0.3 * sin(2 * Double.pi * time / 1.7) : 0) + 0.05 * random.normal())
      }
      var object = SkyObject(
        id: "\(index)",
        content: .lightCurve(
          LightCurve(
            time: times, value: values, uncertainty: times.map { _ in 0.05 },
            bands: ["V"], quantity: .magnitude)))
      object.truth = [isPulsator ? "pulsator" : "constant": 1]
      return object
    }
    let features = ObjectFeatures(
      specification: ModelSpecification(of: star(0), classes: []), highestFrequency: 3, bins: 1)
    let values = try #require(try features.values(star(0)))
    let period = values[try #require(features.names.firstIndex(of: "log-period"))]
    #expect(abs(pow(10, period) - 1.7) < 0.01)
    let amplitude = values[try #require(features.names.firstIndex(of: "fourier-amplitude"))]
    #expect(abs(amplitude - 0.3) < 0.05)
    var objects = (0..<16).map(star)
    let model = try Self.fit(
      Baseline<ExtraTrees>.self, objects, classes: ["constant", "pulsator"])
    objects = (50..<60).map(star)
    objects.append(
      SkyObject(
        id: "one point",
        content: .lightCurve(
          LightCurve(time: [1], value: [15], bands: ["V"], quantity: .magnitude))))
    var pass = Pass.inference
    let predictions = try model.predict(objects, &pass)
    for (object, prediction) in zip(objects.dropLast(), predictions) {
      #expect((prediction.probabilities[1] > 0.5) == (object.truth["pulsator"] != nil))
    }
    #expect(predictions[10].flags == [.noValidData] && predictions[10].probabilities[0].isNaN)
  }

  @Test("Spectra are averaged over bins relative to their level")
  func spectra() throws {
    var spectrum = Spectrum(
      wavelength: (0..<100).map { 400 + Double($0) }, unit: .nanometre,
      flux: (0..<100).map { $0 < 50 ? 2 : 4 })
    spectrum.flux[99] = .nan
    let values = try #require(SpectrumFeatures.values(spectrum, bins: 4))
    let expected: [Float] = [1, 1, 2, 2, Float(log10(2.0))]
    #expect(values == expected)
    spectrum.flux = [Float](repeating: .nan, count: 100)
    #expect(SpectrumFeatures.values(spectrum, bins: 4) == nil)
  }
}
