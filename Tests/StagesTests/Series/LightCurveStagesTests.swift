import Foundation
import OrreryKit
import Testing

@testable import Stages

private func run(_ stage: some Stage, _ curve: LightCurve, seed: UInt64 = 1) throws -> SkyObject {
  var random = RandomStream(seed: seed, key: "star", purpose: type(of: stage).info.name)
  return try stage.run(SkyObject(id: "star", content: .lightCurve(curve)), random: &random)
}

private func curve(
  _ times: [Double], _ values: [Float], _ sigmas: [Float]? = nil, band: [Int]? = nil,
  bands: [String] = ["r"], quantity: LightCurve.Quantity = .flux
) -> LightCurve {
  LightCurve(
    time: times, value: values, uncertainty: sigmas, band: band, bands: bands, quantity: quantity)
}

private func measured(_ name: String, _ object: SkyObject) -> OrreryKit.Measurement.Value? {
  object.measurements.first { $0.name == name }?.value
}

struct LightCurveStagesTests {
  @Test("Cleaning sorts, drops and counts each reason once")
  func cleaning() throws {
    var input = curve(
      [5, 1, .nan, 3, 3, 2, 4], [50, 10, 7, 31, 30, .nan, 40], [1, 1, 1, 2, 1, 1, 1])
    input.quality = [0, 0, 0, 0, 0, 0, 128]
    input.flag(6, .instrument)
    let object = try run(CleanLightCurve(), input)
    let output = try #require(object.lightCurve)
    #expect(output.time == [1, 3, 5])
    #expect(output.value == [10, 30, 50])  // the surer of both points at 3
    #expect(output.quality == [0, 0, 0])
    #expect(measured("points_missing", object) == .integer(2))
    #expect(measured("points_masked", object) == .integer(1))
    #expect(measured("points_duplicate", object) == .integer(1))
    #expect(measured("points", object) == .integer(3))
    #expect(object.flags.contains(.missingData))
  }

  @Test("Equal times in different bands are no duplicates, and duplicates can be flagged")
  func duplicates() throws {
    let input = curve([1, 1, 1], [1, 2, 3], band: [0, 1, 1], bands: ["g", "r"])
    #expect(try run(CleanLightCurve(), input).lightCurve?.value == [1, 2])
    var stage = CleanLightCurve()
    stage.duplicates = .flag
    let flagged = try #require(run(stage, input).lightCurve)
    #expect(flagged.value == [1, 2, 3])
    #expect(flagged.mask == [0, 0, PixelFlags.instrument.rawValue])
  }

  @Test("An outlier is clipped in its own band only")
  func clipping() throws {
    var stage = CleanLightCurve()
    stage.clipSigma = 5
    let values: [Float] = [1, 2, 1, 2, 1, 2, 1, 90, 100, 101, 100, 101, 100, 101]
    let input = curve(
      (0..<14).map(Double.init), values, band: (0..<14).map { $0 / 8 }, bands: ["g", "r"])
    let object = try run(stage, input)
    #expect(object.lightCurve?.value == values.filter { $0 != 90 })
    #expect(measured("points_clipped", object) == .integer(1))
  }

  @Test("Flux to magnitude and back gives values and uncertainties back")
  func fluxAndMagnitude() throws {
    let input = curve([1, 2], [100, 3.5], [1, 0.5])
    let magnitudes = try #require(run(ConvertToMagnitude(), input).lightCurve)
    #expect(abs(magnitudes.value[0] - 18.9) < 1e-5)
    #expect(abs(magnitudes.uncertainty![0] - 0.0108574) < 1e-6)
    #expect(magnitudes.quantity == .magnitude && magnitudes.unit == "mag")
    let back = try #require(run(ConvertToFlux(), magnitudes).lightCurve)
    for index in 0..<2 {
      #expect(abs(back.value[index] / input.value[index] - 1) < 1e-5)
      #expect(abs(back.uncertainty![index] / input.uncertainty![index] - 1) < 1e-5)
    }
  }

  @Test("A flux of 0 or less becomes missing and is counted")
  func noMagnitude() throws {
    let object = try run(ConvertToMagnitude(), curve([1, 2, 3], [-1, 0, 1], [1, 1, 1]))
    let output = try #require(object.lightCurve)
    #expect(output.value[0].isNaN && output.value[1].isNaN && output.value[2] == 23.9)
    #expect(output.mask == [1, 1, 0])
    #expect(measured("points_not_positive", object) == .integer(2))
    #expect(object.flags.contains(.missingData))
  }

  @Test("Bins average by weight, and the uncertainty is that of the weighted mean")
  func bins() throws {
    let input = curve([0, 0.5, 1.2, 9], [1, 4, 7, 2], [1, 2, 1, 3])
    let output = try #require(run(BinInTime(), input).lightCurve)
    #expect(output.time == [0.5, 1.5, 9.5])
    #expect(abs(output.value[0] - 1.6) < 1e-6)  // (1/1 + 4/4) / (1 + 1/4)
    #expect(abs(output.uncertainty![0] - 0.8944272) < 1e-6)
    #expect(output.value[1] == 7 && output.value[2] == 2)
  }

  @Test("A folded curve fills a fixed number of bins, empty ones as missing")
  func phaseBins() throws {
    var input = curve(
      [0.05, 0.3, 0.95, 0.96], [1, 2, 3, 5], band: [0, 1, 0, 0], bands: ["b", "r"])
    input.foldedPeriod = 2
    var stage = BinInTime()
    (stage.bins, stage.keepEmpty, stage.statistic) = (4, true, .mean)
    let object = try run(stage, input)
    let output = try #require(object.lightCurve)
    #expect(output.count == 8)
    #expect(output.time == [0.125, 0.125, 0.375, 0.375, 0.625, 0.625, 0.875, 0.875])
    #expect(output.value[0] == 1 && output.value[3] == 2 && output.value[6] == 4)
    #expect(output.goodCount == 3 && output.mask?.filter { $0 == 1 }.count == 5)
    #expect(measured("bins_filled", object) == .integer(3))
  }

  @Test("Binning without bad points keeps the weighted mean of all")
  func binningKeepsMean() throws {
    let values = (0..<50).map { Float(sin(Double($0))) }
    var stage = BinInTime()
    (stage.bins, stage.statistic) = (7, .weightedMean)
    let output = try #require(
      run(
        stage, curve((0..<50).map(Double.init), values, [Float](repeating: 0.5, count: 50))
      ).lightCurve)
    let weights = output.uncertainty!.map { 1 / ($0 * $0) }
    let mean = zip(weights, output.value).reduce(0) { $0 + $1.0 * $1.1 } / weights.reduce(0, +)
    #expect(abs(mean - values.reduce(0, +) / 50) < 1e-5)
  }

  @Test("A million years in one-second bins is refused")
  func tooManyBins() {
    var stage = BinInTime()
    stage.width = 1e-5
    #expect(throws: DataError.self) { try run(stage, curve([0, 3.6e8], [1, 2])) }
  }

  @Test("Each band is standardised by itself, bad points left out of the statistics")
  func standardised() throws {
    var input = curve(
      [1, 2, 3, 4, 5], [1, 3, 100, 200, 9999], [1, 1, 1, 1, 1], band: [0, 0, 1, 1, 1],
      bands: ["g", "r"])
    input.flag(4, .instrument)
    let output = try #require(run(NormaliseLightCurve(), input).lightCurve)
    #expect(output.value[0...3] == [-1, 1, -1, 1])
    #expect(output.uncertainty == [1, 1, 0.02, 0.02, 0.02])
    #expect(output.mask?[4] == PixelFlags.instrument.rawValue)
  }

  @Test("A constant curve is flagged, and a negative median cannot be scaled to 1")
  func degenerateNormalisation() throws {
    let constant = try run(NormaliseLightCurve(), curve([1, 2, 3], [4, 4, 4]))
    #expect(constant.lightCurve?.value == [0, 0, 0])
    #expect(constant.flags.contains(.constant))
    var stage = NormaliseLightCurve()
    stage.method = .median
    #expect(throws: DataError.self) { try run(stage, curve([1, 2], [-1, -2])) }
    #expect(
      try run(stage, curve([1, 2], [14, 16], quantity: .magnitude)).lightCurve?.value == [-1, 1])
  }

  @Test("Detrending flattens a slow change and keeps a short dip")
  func detrending() throws {
    let times = (0..<400).map { Double($0) * 0.02 }
    let values = times.enumerated().map { index, time in
      Float((1000 + 100 * sin(time / 3)) * (200..<204 ~= index ? 0.99 : 1))
    }
    for method in DetrendLightCurve.Method.allCases {
      var stage = DetrendLightCurve()
      (stage.method, stage.window) = (method, 0.8)
      let output = try #require(run(stage, curve(times, values)).lightCurve)
      #expect(abs(output.value[202] - 0.99) < 1e-3)
      for index in 30..<370 where !(200..<204 ~= index) {
        #expect(abs(output.value[index] - 1) < 2e-3)
      }
    }
  }

  @Test("A lonely point has no trend and is lost, with a count")
  func lonely() throws {
    let object = try run(DetrendLightCurve(), curve([0, 0.1, 0.2, 50], [1, 1, 1, 1]))
    #expect(object.lightCurve?.goodCount == 3)
    #expect(measured("points_without_trend", object) == .integer(1))
    #expect(object.flags.contains(.missingData))
  }

  @Test("Error noise has the stated deviation and joins the uncertainties")
  func errorNoise() throws {
    let count = 20000
    let input = curve(
      (0..<count).map(Double.init), [Float](repeating: 5, count: count),
      (0..<count).map { $0 % 2 == 0 ? 1 : 3 })
    let output = try #require(run(AddErrorNoise(), input, seed: 4).lightCurve)
    let scale = Double((output.uncertainty![0] * output.uncertainty![0] - 1).squareRoot())
    for parity in 0..<2 {
      let squares = stride(from: parity, to: count, by: 2).map {
        pow(Double(output.value[$0]) - 5, 2)
      }
      let deviation = (squares.reduce(0, +) / Double(squares.count)).squareRoot()
      #expect(abs(deviation / (scale * (parity == 0 ? 1 : 3)) - 1) < 0.03)
    }
  }

  @Test("Scaling is the same factor in fluxes and in magnitudes")
  func scaling() throws {
    let flux = try #require(run(ScaleFlux(), curve([1, 2], [10, 20], [1, 1])).lightCurve)
    let magnitude = try #require(
      run(ScaleFlux(), curve([1, 2], [15, 14], quantity: .magnitude)).lightCurve)
    let factor = flux.value[0] / 10
    #expect(factor != 1 && abs(flux.value[1] / 20 - factor) < 1e-6)
    #expect(abs(flux.uncertainty![0] - factor) < 1e-6)
    #expect(abs(Double(magnitude.value[0]) - 15 + 2.5 * log10(Double(factor))) < 1e-5)
  }

  @Test("A gap is one stretch of time, and the least number of points stays")
  func gap() throws {
    var stage = InsertGap()
    (stage.maximum, stage.probability) = (0.5, 1)
    let times = (0..<100).map(Double.init)
    let values = [Float](repeating: 1, count: 100)
    var sizes: Set<Int> = []
    for seed in 0..<20 {
      let output = try #require(run(stage, curve(times, values), seed: UInt64(seed)).lightCurve)
      let gaps = zip(output.time, output.time.dropFirst()).filter { $1 - $0 > 1 }.count
      #expect(gaps <= 1 && output.count >= 50)
      sizes.insert(output.count)
    }
    #expect(sizes.count > 5)
    #expect(try run(stage, curve([1, 2, 3], [1, 1, 1])).lightCurve?.count == 3)
  }

  @Test("Dropping keeps the least number of good points, and jitter keeps the order")
  func dropAndJitter() throws {
    var stage = DropPoints()
    (stage.maximum, stage.minimumPoints) = (1, 5)
    let times = (0..<50).map { Double($0) * 0.01 }
    let input = curve(times, (0..<50).map(Float.init))
    for seed in 0..<20 {
      #expect(try run(stage, input, seed: UInt64(seed)).lightCurve!.count >= 5)
    }
    let jittered = try #require(run(JitterTimes(), input).lightCurve)
    #expect(jittered.time == jittered.time.sorted() && jittered.time != times)
    #expect(Set(jittered.value) == Set(input.value))
  }
}
