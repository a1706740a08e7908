import Foundation
import OrreryKit
import Testing

@testable import Spectrum

struct SpectrumRedshiftTests {
  private static let classes = ["star", "galaxy", "quasar"]
  private static let length = 256

  private func model(
    templates: [String] = [], maximumRedshift: Double = 1, width: Int = 6
  ) throws -> SpectrumRedshift {
    var random = RandomStream(seed: 1, purpose: "weights")
    return try SpectrumRedshift(
      .init(
        templates: templates, nearby: ["star"], maximumRedshift: maximumRedshift, width: width,
        channels: 4, depth: 1),
      specification: ModelSpecification(
        input: .spectrum, channels: 1, shape: [Self.length], classes: Self.classes),
      random: &random)
  }

  /// A flat continuum with emission lines at rest wavelengths, redshifted.
  private func spectrum(
    _ id: String, lines: [Double], z: Double, noise: Double = 0.1, seed: UInt64 = 1
  ) -> SkyObject {
    var random = RandomStream(seed: seed, key: id)
    let step = log(10_200.0 / 3650) / Double(Self.length - 1)
    let wavelength = (0..<Self.length).map { 3650 * exp(step * Double($0)) }
    let flux = wavelength.map { at -> Float in
      let bumps = lines.reduce(0.0) { sum, line in
        sum + 3 * exp(-0.5 * pow(log(at / (line * (1 + z))) / step, 2))
      }
      return Float(1 + bumps + noise * random.normal())
    }
    return SkyObject(
      id: id,
      content: .spectrum(
        Spectrum(
          wavelength: wavelength, unit: .angstrom, flux: flux,
          uncertainty: [Float](repeating: Float(noise), count: flux.count))))
  }

  private func labelled(_ object: SkyObject, _ name: String, z: Double) -> SkyObject {
    var object = object
    object.truth = [name: 1]
    object.truthValues["z"] = z
    return object
  }

  @Test("A score is the product of the features with a template that lies at the redshift")
  func scores() throws {
    let model = try model()
    let batch = try model.batch([
      labelled(spectrum("a", lines: [5000], z: 0.1), "galaxy", z: 0.1)
    ])
    var pass = Pass.inference
    let features = model.body(batch.spectra, &pass).scalars
    let scores = model.scores(batch.spectra, &pass).scalars
    let templates = model.template.value.scalars
    let (length, steps) = (Self.length / 4, model.posterior.grid.count)
    let taps = length + steps - 1
    for (k, s) in [(1, 0), (1, 7), (2, steps - 1)] {
      var sum = Double(model.bias.value.scalars[k])
      for c in 0..<4 {
        for u in 0..<length {
          sum +=
            Double(features[c * length + u])
            * Double(templates[(k * 4 + c) * taps + u - s + steps - 1])
        }
      }
      #expect(abs(Double(scores[k * steps + s]) - sum) < 1e-4 * max(1, abs(sum)), "\(k) \(s)")
    }
  }

  @Test("Templates that stand at rest have no probability at other redshifts")
  func nearby() throws {
    var pass = Pass.inference
    let object = spectrum("a", lines: [5000], z: 0.3)
    let prediction = try #require(try model().predict([object], &pass).first)
    let table = try #require(prediction.tables["redshift-density"])
    let z = try #require(table["z"]?.doubles)
    let star = try #require(table["star"]?.doubles)
    #expect(zip(z, star).allSatisfy { abs($0) < 0.018 || $1 == 0 })
    #expect(zip(z, star).contains { abs($0) < 0.018 && $1 > 0 })
    #expect(abs(prediction.probabilities.reduce(0, +) - 1) < 1e-4)
  }

  @Test("The target is spread over the two steps around the true redshift, whose mean it is")
  func targets() throws {
    let posterior = try model(templates: ["star", "galaxy/A", "galaxy/B", "quasar"]).posterior
    var object = labelled(spectrum("a", lines: [], z: 0), "galaxy", z: 0.2345)
    object.truthNames["subclass"] = "B"
    let target = try posterior.target(of: object)
    let (steps, places) = (posterior.grid.count, target.indices.filter { target[$0] > 0 })
    #expect(places.count == 2 && places.allSatisfy { $0 / steps == 2 })
    let mean = places.reduce(0.0) { $0 + Double(target[$1]) * Double($1 % steps) }
    #expect(abs(posterior.grid.redshift(at: mean) - 0.2345) < 1e-6)
    #expect(throws: DataError.self) {
      try posterior.target(of: labelled(object, "galaxy", z: 1.5))
    }
  }

  @Test("A miniature training finds class and redshift of noisy lines, with honest errors")
  func learns() throws {
    let model = try model(maximumRedshift: 0.4)
    var random = RandomStream(seed: 7)
    func draw(_ index: Int) -> SkyObject {
      let kind = index % 3
      let z = kind == 0 ? 0 : random.uniform(0.02, 0.35)
      let lines = [[4300.0, 6563, 8500], [4863, 5008, 6565], [4100, 7000]][kind]
      return labelled(
        spectrum("\(index)", lines: lines, z: z, noise: 0.3), Self.classes[kind], z: z)
    }
    let training = (0..<360).map(draw)
    let test = (1000..<1060).map(draw)
    let steps = 100
    let optimizer = Adam(model, learningRate: 1)
    var adam = optimizer
    for step in 0..<steps {
      adam.zeroGradients()
      var pass = Pass.training(RandomStream(seed: UInt64(step)))
      let start = step * 24 % 360
      let outcome = try model.loss(of: model.batch(Array(training[start..<start + 24])), &pass)
      outcome.loss.backward()
      adam.rateFactor = 0.02 * (1 - Double(step) / Double(steps))
      adam.step()
    }
    var pass = Pass.inference
    var (right, close, within) = (0, 0, 0)
    for (object, answer) in zip(test, try model.predict(test, &pass)) {
      let truth = Self.classes.firstIndex { object.truth[$0] == 1 }
      if answer.probabilities.firstIndex(of: answer.probabilities.max() ?? 0) == truth {
        right += 1
      }
      guard case .real(let z)? = answer.measurements.first(where: { $0.name == "z_model" })?.value,
        case .real(let error)? = answer.measurements.first(where: { $0.name == "z_error" })?.value,
        let true_z = object.truthValues["z"]
      else { continue }
      if abs(z - true_z) < 0.008 { close += 1 }
      if abs(z - true_z) < 3 * error { within += 1 }
    }
    #expect(right >= 54 && close >= 50 && within >= 50, "\(right) \(close) \(within)")
  }

  @Test("Features tell kinds apart, not redshifts, and are those of the network that scores")
  func features() throws {
    let model = try model()
    func features(_ lines: [Double], z: Double) throws -> [Float] {
      var pass = Pass.inference
      let object = spectrum("a", lines: lines, z: z)
      return try model.predict([object], &pass)[0].features
    }
    func distance(_ a: [Float], _ b: [Float]) -> Float {
      zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    }
    let one = try features([5000, 5600], z: 0.1)
    let moved = try features([5000, 5600], z: 0.14)
    let other = try features([], z: 0)
    #expect(one.count == 2 * 6 + Self.classes.count)
    // What the network sees moves along; templates that nobody trained have no say here.
    let means = [one, moved, other].map { Array($0.prefix(2 * 6)) }
    #expect(distance(means[0], means[1]) < 0.3 * distance(means[0], means[2]))
    // One template is the best; the others lie below it.
    #expect(one.suffix(3).min() == 0 && one.suffix(3).allSatisfy { $0 >= 0 && $0.isFinite })
    // Alone or beside others, the answer is the same.
    var pass = Pass.inference
    let both = [spectrum("b", lines: [], z: 0), spectrum("a", lines: [5000, 5600], z: 0.1)]
    #expect(try distance(model.predict(both, &pass)[1].features, one) < 1e-5)
  }

  @Test("Spectra without data, of one value or on another grid never get a number")
  func hardCases() throws {
    let model = try model()
    var pass = Pass.inference
    var empty = spectrum("empty", lines: [], z: 0)
    empty.spectrum?.flux = [Float](repeating: .nan, count: Self.length)
    var flat = spectrum("flat", lines: [], z: 0)
    flat.spectrum?.flux = [Float](repeating: 2, count: Self.length)
    let answers = try model.predict([empty, spectrum("good", lines: [5000], z: 0.1), flat], &pass)
    for (index, flag, warning) in [(0, ObjectFlag.noValidData, Int64(9)), (2, .constant, 8)] {
      let told = answers[index].measurements.first { $0.name == "z_warning" }?.value
      #expect(told == .integer(warning))
      #expect(answers[index].flags.contains(flag))
      #expect(answers[index].probabilities.allSatisfy { $0.isNaN })
      #expect(answers[index].features.isEmpty)
    }
    #expect(answers[1].probabilities.allSatisfy { $0.isFinite })
    var shifted = spectrum("other grid", lines: [], z: 0)
    let wavelength = shifted.spectrum?.wavelength ?? []
    shifted.spectrum?.wavelength = wavelength.map { $0 * 1.1 }
    #expect(throws: DataError.self) { try model.predict([shifted], &pass) }
  }

  @Test("A wrong configuration is told by its key")
  func wrong() {
    #expect(throws: Settings.Failure.self) { try model(templates: ["star", "galaxy"]) }
    #expect(throws: Settings.Failure.self) {
      try model(templates: ["star", "galaxy", "quasar", "planet"])
    }
  }
}
