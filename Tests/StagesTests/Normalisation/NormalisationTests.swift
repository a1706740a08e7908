import Foundation
import OrreryKit
import TestSupport
import Testing

@testable import Stages

struct NormalisationTests {
  private func run(_ stage: some Stage, _ image: Image, id: String = "one") throws -> SkyObject {
    var random = RandomStream(seed: 1)
    return try stage.run(SkyObject(id: id, content: .image(image)), random: &random)
  }

  private func image(_ values: [Float], channels: Int = 1) -> Image {
    Image(pixels: values, channels: channels, height: 1, width: values.count / channels)
  }

  @Test("Standardised values have mean 0 and deviation 1 in each channel")
  func standardise() throws {
    let result = try run(Standardise(), image([1, 2, 3, 6, 10, 20, 30, 60], channels: 2))
    let pixels = try #require(result.image?.pixels)
    // numpy: (v - v.mean()) / v.std()
    let expected: [Float] = [-1.0690449676, -0.5345224838, 0, 1.6035674514]
    for index in 0..<8 { #expect(abs(pixels[index] - expected[index % 4]) < 1e-6) }
  }

  @Test("Over the whole image the channels keep their ratio")
  func wholeImage() throws {
    var stage = ScaleMinMax()
    stage.per = .image
    let result = try run(stage, image([0, 1, 2, 4], channels: 2))
    #expect(result.image?.pixels == [0, 0.25, 0.5, 1])
  }

  @Test("Min-max brings the extremes to the asked numbers")
  func minMax() throws {
    var stage = ScaleMinMax()
    stage.lower = -1
    let result = try run(stage, image([2, .nan, 6, 4]))
    #expect(result.image?.pixels[0] == -1)
    #expect(result.image?.pixels[1].isNaN == true)
    #expect(result.image?.pixels[2] == 1 && result.image?.pixels[3] == 0)
  }

  @Test("Robust scaling is not moved by an outlier")
  func robust() throws {
    // Median 3; absolute deviations 2, 1, 0, 1, 997: their median is 1.
    let result = try run(ScaleRobust(), image([1, 2, 3, 4, 1000]))
    let pixels = try #require(result.image?.pixels)
    #expect(abs(pixels[0] + 2 / 1.4826) < 1e-6 && pixels[2] == 0)
  }

  @Test("Robust scaling refuses values of which more than half are equal")
  func robustRefuses() {
    #expect(throws: DataError.self) { try run(ScaleRobust(), image([7, 7, 7, 7, 9])) }
  }

  @Test("Statistics fitted to training objects are those of all their pixels together")
  func fitted() throws {
    let parts: [[Float]] = [[1, 2, 3, 4], [10, 20, 30, 40, 50, 60], [5, .nan]]
    let objects = parts.map { SkyObject(id: "training", content: .image(image($0))) }
    var stage = Standardise()
    stage.fit = .training
    #expect(!stage.isFitted)
    #expect(throws: DataError.self) { try run(stage, image([1, 2])) }
    let fitted = try stage.fitted(to: objects)
    let values = parts.joined().filter(\.isFinite).map(Double.init)
    let mean = values.reduce(0, +) / 11
    let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 11
    #expect(fitted.isFitted)
    #expect(abs(fitted.center[0] - mean) < 1e-12)
    #expect(abs(fitted.spread[0] - square.squareRoot()) < 1e-9)
    let result = try run(fitted, image([Float(mean), 1]))
    #expect(abs(result.image?.pixels[0] ?? .nan) < 1e-6)
    // The statistics travel as settings.
    let stored = try Settings.encode(fitted)
    let again = try Settings.decode(
      [
        "fit": .string("training"), "center": .array([.number(fitted.center[0])]),
        "spread": .array([.number(fitted.spread[0])]),
      ],
      over: Standardise(), settings: Standardise.info.settings)
    #expect(try Settings.encode(again) == stored)
  }

  @Test("A stage fitted to three channels refuses an image of one")
  func fittedChannels() throws {
    var stage = ScaleMinMax()
    stage.fit = .training
    let fitted = try stage.fitted(
      to: [SkyObject(id: "rgb", content: .image(image([0, 1, 0, 2, 0, 3], channels: 3)))])
    #expect(fitted.spread == [1, 2, 3])
    #expect(throws: DataError.self) { try run(fitted, image([1, 2])) }
  }

  @Test("A constant channel among others becomes 0 and is named")
  func constantChannel() throws {
    for stage in [Standardise(), ScaleRobust(), StretchValues()] as [any Stage] {
      let result = try run(stage, image([0.1, 0.1, 0.1, 1, 2, 4], channels: 2))
      #expect(result.image?.pixels.prefix(3) == [0, 0, 0])
      #expect(result.flags.map(\.rawValue) == ["constant-channel"])
      #expect(result.history.contains { $0.contains("channel 0") })
    }
  }

  @Test("Percentiles are numpy's")
  func percentiles() {
    let ordered = OrderedValues(SyntheticField.image.pixels)
    // np.percentile(field, [0.25, 5, 50, 99.75]); the median of |field - median|
    let expected: [(Double, Double)] = [
      (0.25, 192.89649), (5, 199.76503), (50, 211.46822), (99.75, 1084.46855),
    ]
    for (percent, value) in expected { #expect(abs(ordered.percentile(percent) - value) < 1e-3) }
    #expect(abs(ordered.median - 211.46822) < 1e-3)
    #expect(abs(ordered.medianAbsoluteDeviation - 5.202667) < 1e-4)
  }

  @Test("Sorting by radix orders as sorting by comparison, negative values and zeros included")
  func radix() {
    var random = RandomStream(seed: 8)
    var values = (0..<5000).map { _ in
      Float(random.normal()) * Float(pow(10, random.uniform(-30, 30)))
    }
    values += [0, -0.0, .leastNonzeroMagnitude, -.greatestFiniteMagnitude, .nan, .infinity]
    let ordered = OrderedValues(values)
    #expect(ordered.values == values.filter(\.isFinite).sorted())
  }

  @Test("Clipping cuts, counts and flags")
  func clips() throws {
    var stage = ClipValues()
    stage.lower = 0
    stage.upper = 3
    let result = try run(stage, image([-1, 0, 2, 5, .nan, 9]))
    #expect(result.image?.pixels.prefix(4) == [0, 0, 2, 3])
    #expect(result.flags == [.clipped])
    #expect(result.measurements.first?.value == .integer(3))
    #expect(try run(stage, image([1, 2])).flags.isEmpty)
  }

  @Test("Percentile clipping cuts both tails")
  func clipPercentiles() throws {
    var stage = ClipPercentiles()
    (stage.lower, stage.upper) = (10, 90)
    let result = try run(stage, image((0...10).map(Float.init)))
    #expect(result.image?.pixels == [1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9])
    #expect(result.flags == [.clipped])
  }

  @Test("The curves are astropy's on 0 to 1, odd below 0, and their slopes are their derivatives")
  func curves() {
    let places = [0, 0.01, 0.1, 0.5, 1]
    // AsinhStretch(0.1), LogStretch(10)
    let asinhs = [0, 0.03329775, 0.29396533, 0.77126964, 1]
    let logs = [0, 0.03974743, 0.28906483, 0.74722174, 1]
    for (index, x) in places.enumerated() {
      let asinh = StretchFunction.asinh.value(x, softening: 0.1, exponent: 2).value
      let log = StretchFunction.log.value(x, softening: 0.1, exponent: 2).value
      #expect(abs(asinh - asinhs[index]) < 1e-7 && abs(log - logs[index]) < 1e-7)
    }
    for function in StretchFunction.allCases where function != .histogram {
      func at(_ x: Double) -> (value: Double, slope: Double) {
        function.value(x, softening: 0.3, exponent: 1.7)
      }
      for x in [0.03, 0.4, 1.6] {
        #expect(at(-x).value == -at(x).value)
        let slope = (at(x + 1e-6).value - at(x - 1e-6).value) / 2e-6
        #expect(abs(slope - at(x).slope) < 1e-6 * max(1, slope), "\(function) at \(x)")
      }
      #expect(at(0).value == 0 && abs(at(1).value - 1) < 1e-12)
    }
  }

  @Test("A stretch takes its percentiles as 0 and 1 and cuts nothing")
  func stretch() throws {
    var stage = StretchValues()
    (stage.lower, stage.upper, stage.function) = (25, 75, .linear)
    let result = try run(stage, image([0, 1, 2, 3, 4]))
    #expect(result.image?.pixels == [-0.5, 0, 0.5, 1, 1.5])
    #expect(!result.flags.contains(.clipped))
  }

  @Test("Histogram equalisation spreads values evenly, equal values alike")
  func histogram() throws {
    var stage = StretchValues()
    stage.function = .histogram
    let result = try run(stage, image([5, 100, 7, 7, 1e6]))
    #expect(result.image?.pixels == [0, 0.75, 0.375, 0.375, 1])
  }

  @Test("Ranks as a normal distribution are its quantiles")
  func ranks() throws {
    // statistics.NormalDist().inv_cdf(p)
    let expected = [
      (1e-7, -5.199337582), (1e-3, -3.090232306), (0.1, -1.281551566), (0.3, -0.524400513),
      (0.9, 1.281551566),
    ]
    for (probability, value) in expected {
      #expect(abs(RankValues.normalQuantile(probability) - value) < 2e-6, "\(probability)")
    }
    #expect(abs(RankValues.normalQuantile(0.5)) < 1e-12)
    var stage = RankValues()
    stage.output = .normal
    let pixels = try #require(try run(stage, image([3, 900, -4])).image?.pixels)
    #expect(abs(pixels[0]) < 1e-6 && abs(pixels[1] + pixels[2]) < 1e-6)
  }

  @Test("The limits of zscale are astropy's")
  func zScale() throws {
    // astropy.visualization.ZScaleInterval(contrast, n_samples).get_limits(field)
    let expected: [(contrast: Double, samples: Int, lower: Double, upper: Double)] = [
      (0.25, 1000, 191.47168, 258.8692087), (0.1, 1000, 191.47168, 331.3770393),
      (0.25, 5000, 190.1475, 257.430751), (0.25, 333, 193.16759, 256.4121921),
    ]
    for row in expected {
      var zScale = ZScale()
      (zScale.contrast, zScale.samples) = (row.contrast, row.samples)
      let limits = try #require(zScale.limits(of: SyntheticField.image.pixels))
      #expect(abs(limits.lower - row.lower) < 1e-3, "\(row): \(limits)")
      #expect(abs(limits.upper - row.upper) < 0.01, "\(row): \(limits)")
    }
  }

  @Test("The limits of zscale on real fields are astropy's", .enabled(if: RealData.isPresent))
  func zScaleReal() throws {
    let expected: [(String, Double, Double)] = [
      ("images/ntt-emmi-field.fits", 6601.3325, 7254.552933),
      ("images/decam-r.fits", 49, 142.6432613),
    ]
    for (name, lower, upper) in expected {
      let image = try FITSFile(opening: RealData.path(name)).readImage()
      let limits = try #require(ZScale().limits(of: image.goodValues(in: image.pixels.indices)))
      #expect(abs(limits.lower - lower) < 1e-3 && abs(limits.upper - upper) < 0.01, "\(limits)")
    }
  }

  @Test("The total flux becomes 1, and a total of 0 or less fails the object")
  func totalFlux() throws {
    let result = try run(NormaliseTotalFlux(), image([1, 2, .nan, 5]))
    #expect(result.image?.pixels[1] == 0.25)
    #expect(throws: DataError.self) { try run(NormaliseTotalFlux(), image([1, -2])) }
    var stage = NormaliseTotalFlux()
    stage.norm = .euclidean
    #expect(try run(stage, image([3, -4])).image?.pixels == [0.6, -0.8])
  }

  @Test("Counts, fluxes and magnitudes turn into each other by the zero point")
  func calibrate() throws {
    var stage = CalibrateFlux()
    stage.zeroPoint = 22.5
    // 22.5 mag is one nanomaggy: 3630.78 nJy.
    let flux = try run(stage, image([1, 100, -2]))
    #expect(abs((flux.image?.pixels[0] ?? 0) - 3630.78) < 0.01)
    #expect(flux.image?.unit == "nJy" && flux.image?.pixels[2] ?? 0 < 0)
    stage.to = .magnitude
    let magnitudes = try run(stage, image([1, 100, -2]))
    #expect(magnitudes.image?.pixels.prefix(2) == [22.5, 17.5])
    #expect(magnitudes.image?.pixels[2].isNaN == true)
    #expect(magnitudes.flags == [.missingData] && magnitudes.image?.mask == [0, 0, 1])
    (stage.from, stage.to) = (.magnitude, .counts)
    let counts = try run(stage, image([22.5, 17.5]))
    #expect(abs((counts.image?.pixels[1] ?? 0) - 100) < 1e-3)
    stage.zeroPoint = nil
    #expect(throws: DataError.self) { try run(stage, image([22.5])) }
  }

  @Test("A linear scaling scales the uncertainty with the values")
  func uncertainty() throws {
    var input = image([0, 2, 4])
    input.uncertainty = [1, 1, 2]
    #expect(try run(ScaleMinMax(), input).image?.uncertainty == [0.25, 0.25, 0.5])
  }
}
