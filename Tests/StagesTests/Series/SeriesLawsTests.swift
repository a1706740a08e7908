import Foundation
import OrreryKit
import Testing

@testable import Stages

/// Light curves and spectra on which a careless stage crashes or makes a number that looks fine.
private let hard: [(name: String, object: SkyObject)] = {
  func curve(_ name: String, _ times: [Double], _ values: [Float], mask: UInt8? = nil)
    -> (String, SkyObject)
  {
    var curve = LightCurve(
      time: times, value: values, uncertainty: values.map { _ in 0.1 }, quantity: .flux)
    curve.mask = mask.map { [UInt8](repeating: $0, count: times.count) }
    return (name, SkyObject(id: name, content: .lightCurve(curve)))
  }
  func spectrum(_ name: String, _ flux: [Float], sigma: Float = 0.1, mask: UInt8? = nil)
    -> (String, SkyObject)
  {
    var spectrum = Spectrum(
      wavelength: flux.indices.map { 4000 + 5 * Double($0) }, unit: .angstrom, medium: .vacuum,
      flux: flux, uncertainty: flux.map { _ in sigma })
    spectrum.redshift = 0.1
    spectrum.mask = mask.map { [UInt8](repeating: $0, count: flux.count) }
    return (name, SkyObject(id: name, content: .spectrum(spectrum)))
  }
  let ramp = (0..<30).map(Float.init)
  return [
    curve("no points", [], []), curve("one point", [1], [5]),
    curve("one bad point", [1], [5], mask: 8),
    curve("all masked", (0..<30).map(Double.init), ramp, mask: 8),
    curve("all NaN", (0..<30).map(Double.init), ramp.map { _ in .nan }),
    curve("no times", ramp.map { _ in .nan }, ramp),
    curve("one time", ramp.map { _ in 3 }, ramp),
    curve("constant", (0..<30).map(Double.init), ramp.map { _ in 4 }),
    curve("far apart", [-1.7e308, 0, 1, 2, 3, 1.7e308], [1, 2, 3, 4, 5, 6]),
    curve("huge", (0..<30).map(Double.init), ramp.map { $0 * 1e37 }),
    spectrum("no pixels", []), spectrum("one pixel", [1]),
    spectrum("one bad pixel", [1], mask: 8), spectrum("all masked", ramp, mask: 8),
    spectrum("all NaN", ramp.map { _ in .nan }), spectrum("constant", ramp.map { _ in 4 }),
    spectrum("no uncertainty", ramp, sigma: .infinity),
    spectrum("negative", ramp.map { -$0 }),
  ]
}()

private let stages: [any Stage.Type] = BuiltInStages.all.filter {
  !$0.info.accepts.isDisjoint(with: [.spectrum, .lightCurve])
}

struct SeriesLawsTests {
  @Test(
    "Hard light curves and spectra give an error or a flag, never a crash or a fine-looking value")
  func hardCases() {
    for stage in stages {
      for (name, object) in hard where stage.info.accepts.contains(object.kind) {
        var random = RandomStream(seed: 1, key: name)
        let place = "\(stage.info.name) on \(object.kind.rawValue), \(name)"
        guard let result = try? stage.init().run(object, random: &random) else { continue }
        let before = goodCount(object), after = goodCount(result)
        if before == 0 { #expect(after == 0, "\(place): \(after) good values from none") }
        if after == 0 { #expect(result.flags.contains(.noValidData), "\(place): no flag") }
      }
    }
  }

  @Test("Errors are one line")
  func oneLine() {
    for stage in stages {
      for (name, object) in hard {
        var random = RandomStream(seed: 1, key: name)
        do { _ = try stage.init().run(object, random: &random) } catch {
          #expect(!"\(error)".contains("\n") && "\(error)".count > 10, "\(stage.info.name)")
        }
      }
    }
  }

  @Test("A good value is finite after every stage")
  func goodIsFinite() throws {
    for stage in stages {
      for (_, object) in examples where stage.info.accepts.contains(object.kind) {
        var random = RandomStream(seed: 2, key: object.id)
        let result = try stage.init().run(object, random: &random)
        #expect(goodCount(result) > 0, "\(stage.info.name) leaves nothing of \(object.id)")
        #expect(
          !result.history.isEmpty || stage.info.category == .augmentation
            || stage.init() is FillGaps)
      }
    }
  }

  @Test("Stages of series depend on object and seed alone, and only augmentations on the seed")
  func deterministic() throws {
    for stage in stages {
      for (_, object) in examples where stage.info.accepts.contains(object.kind) {
        let results = try (0..<6).map { seed in
          var random = RandomStream(seed: UInt64(seed % 5), key: object.id)
          return fingerprint(try stage.init().run(object, random: &random))
        }
        let place = "\(stage.info.name) on \(object.id)"
        #expect(results[0] == results[5], "\(place) is not repeatable")
        #expect((Set(results).count > 1) == (stage.info.category == .augmentation), "\(place)")
      }
    }
  }

  @Test("A stage refuses data of another kind")
  func refusesImages() {
    let image = SkyObject(id: "i", content: .image(Image(repeating: 1, height: 4, width: 4)))
    for stage in stages where !stage.info.accepts.contains(.image) {
      var random = RandomStream(seed: 1)
      #expect(throws: DataError.self) { try stage.init().run(image, random: &random) }
    }
  }

  /// An ordinary light curve and an ordinary spectrum.
  private let examples: [(name: String, object: SkyObject)] = {
    let times = (0..<200).map { Double($0) * 0.31 + 0.1 * sin(Double($0)) }
    let curve = LightCurve(
      time: times, value: times.map { Float(100 + 20 * sin(2 * .pi * $0 / 2.7)) },
      uncertainty: times.map { _ in 1 }, quantity: .flux)
    let wavelengths = (0..<1500).map { 3800 + 4 * Double($0) }
    var spectrum = Spectrum(
      wavelength: wavelengths, unit: .angstrom, medium: .vacuum,
      flux: wavelengths.map { Float(10 + 5 * exp(-pow(($0 - 6564) / 20, 2)) + $0 / 4000) },
      uncertainty: wavelengths.map { _ in 0.2 })
    spectrum.redshift = 0.1
    return [
      ("curve", SkyObject(id: "curve", content: .lightCurve(curve))),
      ("spectrum", SkyObject(id: "spectrum", content: .spectrum(spectrum))),
    ]
  }()

  private func goodCount(_ object: SkyObject) -> Int {
    object.lightCurve?.goodCount ?? object.spectrum?.goodCount ?? 0
  }

  private func fingerprint(_ object: SkyObject) -> [UInt64] {
    let numbers =
      (object.lightCurve?.time ?? []) + (object.spectrum?.wavelength ?? [])
      + (object.lightCurve?.value ?? object.spectrum?.flux ?? []).map(Double.init)
      + (object.lightCurve?.uncertainty ?? object.spectrum?.uncertainty ?? []).map(Double.init)
    return numbers.map(\.bitPattern)
  }
}
