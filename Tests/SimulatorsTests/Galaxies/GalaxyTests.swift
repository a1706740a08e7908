import Foundation
import OrreryKit
import Testing

@testable import Simulators

@Suite("Galaxies")
struct GalaxyTests {
  /// A stamp of one class without sky noise to speak of, nothing else in it.
  private func quiet(_ type: GalaxyType) -> GalaxySimulator {
    var simulator = GalaxySimulator()
    simulator.classes = [type.rawValue]
    simulator.neighbours = 0
    simulator.gradients = 0
    return simulator
  }

  @Test(
    "A stamp holds the flux that its truth says, within the light outside and the noise",
    arguments: GalaxyType.allCases)
  func flux(_ type: GalaxyType) throws {
    var simulator = quiet(type)
    simulator.size = 160
    simulator.maximumRadius = 6
    simulator.minimumSignalToNoise = 2000
    simulator.maximumSignalToNoise = 3000
    let object = try simulator.make(2, seed: 8)
    let image = try #require(object.image)
    let sum = image.pixels.reduce(0.0) { $0 + Double($1) }
    let truth = try #require(object.real("flux"))
    #expect(abs(sum / truth - 1) < 0.05, "\(sum) of \(truth)")
  }

  @Test("The S/N of the truth is that of the stamp's pixels against another exposure of them")
  func signalToNoise() throws {
    var simulator = quiet(.elliptical)
    simulator.minimumSignalToNoise = 150
    simulator.maximumSignalToNoise = 150
    let object = try simulator.make(0, seed: 2)
    #expect(abs(try #require(object.real("snr")) - 150) < 0.5)
    // Weighted by the light itself, taken from the same galaxy at high S/N.
    simulator.minimumSignalToNoise = 20_000
    simulator.maximumSignalToNoise = 20_000
    let bright = try simulator.make(0, seed: 2)
    let light = try #require(bright.image).pixels.map {
      Double($0) / (bright.real("flux") ?? 1) * (object.real("flux") ?? 1)
    }
    let floor = pow(Detector(gain: 4.8, readNoise: 5).noise(sky: object.real("sky") ?? 0), 2)
    let sum = light.reduce(0) { $0 + $1 * $1 / (floor + max(0, $1) / 4.8) }
    #expect(abs(sum.squareRoot() / 150 - 1) < 0.03)
  }

  @Test("Empty sky has the noise of its photons and of the read-out")
  func noise() throws {
    var random = RandomStream(seed: 1)
    for (sky, gain, readNoise) in [(130.0, 4.8, 5.0), (3, 1.5, 4), (2000, 2, 0)] {
      let detector = Detector(gain: gain, readNoise: readNoise)
      let counts = (0..<20_000).map { _ in detector.expose(sky, random: &random) }
      let mean = counts.reduce(0, +) / 20_000
      let variance = counts.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20_000
      let expected = pow(detector.noise(sky: sky), 2) + 1.0 / 12  // whole counts
      #expect(abs(mean - sky) < 4 * (expected / 20_000).squareRoot())
      #expect(abs(variance / expected - 1) < 0.04)
    }
  }

  @Test("Arms that turn from +x to +y outwards are clockwise, as in Galaxy Zoo")
  func handedness() {
    for seed in 0..<6 {
      var random = RandomStream(seed: UInt64(seed))
      let model = GalaxyModel.draw(.spiral, radius: 12, resolution: 0.3, random: &random)
      var arms = SpiralArms(scale: 5, start: 3, &random)
      let strokes = arms.components(flux: 1, clumps: 0, &random)
      // The first arm: its angle grows with radius where `turn` is positive.
      let near = strokes[2], far = strokes[8]
      let cross = near.x * far.y - near.y * far.x
      #expect((cross > 0) == (arms.turn > 0))
      #expect(hypot(far.x, far.y) > hypot(near.x, near.y))
      arms.phase = 0
      #expect(model.handedness != .none && (2...4).contains(model.arms))
    }
  }

  @Test("No model of light is negative anywhere after the seeing", arguments: GalaxyType.allCases)
  func positive(_ type: GalaxyType) {
    for seed in 0..<8 {
      var random = RandomStream(seed: UInt64(seed), key: "positive")
      let model = GalaxyModel.draw(type, radius: 7, resolution: 0.4, random: &random)
      #expect(abs(model.components.reduce(0) { $0 + $1.flux } - 1) < 1e-9)
      let psf = PointSpread(profile: .moffat, fwhm: 2)
      for band in Band.allCases {
        var canvas = Canvas(width: 64, height: 64)
        for component in model.components {
          canvas.add(
            component, x: 32, y: 32, flux: component.population.weight(band), through: psf,
            threshold: 1e-8)
        }
        #expect((canvas.pixels.min() ?? 0) > -1e-6, "seed \(seed) \(band)")
      }
    }
  }

  @Test("Half of an elliptical's light lies inside r_e")
  func halfLight() throws {
    var random = RandomStream(seed: 4)
    let model = GalaxyModel.draw(.elliptical, radius: 9, resolution: 0.3, random: &random)
    let psf = PointSpread(profile: .gaussian, fwhm: 0.8)
    var canvas = Canvas(width: 301, height: 301)
    for component in model.components {
      canvas.add(component, x: 150, y: 150, flux: 1, through: psf, threshold: 1e-9)
    }
    let angle = model.positionAngle * .pi / 180
    var inside = 0.0, total = 0.0
    for index in canvas.pixels.indices {
      let dx = Double(index % 301 - 150), dy = Double(index / 301 - 150)
      let along = dx * cos(angle) + dy * sin(angle), across = dy * cos(angle) - dx * sin(angle)
      total += Double(canvas.pixels[index])
      if hypot(along, across / model.axisRatio) < 9 { inside += Double(canvas.pixels[index]) }
    }
    #expect(abs(total - 1) < 0.03)
    #expect(abs(inside / total - 0.5) < 0.03)
  }

  @Test("Several bands have their own colours and the same shape")
  func bands() throws {
    var simulator = quiet(.elliptical)
    simulator.bands = ["r", "g", "z"]
    let object = try simulator.make(0, seed: 1)
    let image = try #require(object.image)
    #expect(image.channels == 3 && image.bands == ["r", "g", "z"])
    let r = try #require(object.real("flux"))
    #expect(try #require(object.real("flux_g")) < 0.7 * r)
    #expect(try #require(object.real("flux_z")) > 1.4 * r)
  }

  @Test("Settings that contradict themselves are refused with the key's name")
  func refusal() {
    var simulator = GalaxySimulator()
    simulator.classes = ["spirl"]
    #expect(throws: Settings.Failure.self) { try simulator.validate() }
    simulator.classes = ["star"]
    simulator.minimumRadius = 20
    #expect(throws: Settings.Failure.self) { try simulator.validate() }
  }
}

extension SkyObject {
  /// A measurement that is a real number.
  func real(_ name: String) -> Double? {
    for case let measurement in measurements where measurement.name == name {
      if case .real(let value) = measurement.value { return value }
    }
    return nil
  }
}
