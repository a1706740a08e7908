import OrreryKit
import TestSupport
import Testing

@testable import Stages

struct BackgroundMapTests {
  private func options(box: Int) -> BackgroundMap.Options {
    var options = BackgroundMap.Options()
    options.box = box
    return options
  }

  @Test("Sky and noise of a field agree with sep within 7 % and 1 % of the noise")
  func agreesWithSEP() throws {
    // sep 1.4.1: b = sep.Background(field, bw=32, bh=32, fw=3, fh=3); b.back(), b.rms()
    let xs = [0, 16, 50, 80, 111, 159]
    let levels: [(y: Int, values: [Float])] = [
      (0, [200.865, 201.994, 204.822, 208.589, 210.93, 216.216]),
      (16, [201.831, 202.823, 205.402, 209.139, 211.624, 216.509]),
      (40, [203.184, 204.027, 206.326, 209.999, 212.731, 216.999]),
      (64, [203.483, 204.795, 207.805, 211.229, 214.562, 217.911]),
      (90, [203.699, 205.653, 209.628, 212.647, 216.597, 219.63]),
      (127, [205.264, 207.523, 211.86, 214.316, 218.591, 222.827]),
    ]
    let deviations: [[Float]] = [
      [5.295, 5.238, 5.142, 5.147, 5.163, 5.529], [5.273, 5.228, 5.15, 5.144, 5.152, 5.382],
      [5.235, 5.208, 5.157, 5.142, 5.135, 5.176], [5.138, 5.126, 5.113, 5.148, 5.133, 5.11],
      [5.072, 5.057, 5.077, 5.231, 5.108, 5.12], [5.129, 5.084, 5.116, 5.472, 5.016, 5.087],
    ]
    let image = SyntheticField.image
    let map = try #require(
      BackgroundMap(
        plane: image.pixels, height: image.height, width: image.width, options: options(box: 32)))
    let level = map.level()
    let deviation = map.deviation()
    for (row, noise) in zip(levels, deviations) {
      for (x, (expected, spread)) in zip(xs, zip(row.values, noise)) {
        let index = row.y * image.width + x
        #expect(abs(level[index] - expected) < 0.35, "sky at \(x), \(row.y): \(level[index])")
        #expect(
          abs(deviation[index] - spread) < 0.05, "noise at \(x), \(row.y): \(deviation[index])")
      }
    }
    #expect(abs(map.globalLevel - 211.1996) < 0.15)
    #expect(abs(map.globalDeviation - 5.1379) < 0.05)
  }

  @Test("The background of a flat field is the field, and its noise is 0")
  func flatField() throws {
    let map = try #require(
      BackgroundMap(
        plane: [Float](repeating: 7, count: 50 * 40), height: 40, width: 50,
        options: options(box: 16)))
    #expect(map.level().allSatisfy { $0 == 7 })
    #expect(map.deviation().allSatisfy { $0 == 0 })
  }

  @Test("Missing pixels do not count, and a box full of them takes its neighbours' sky")
  func missingPixels() throws {
    var image = SyntheticField.image
    for y in 32..<64 { for x in 32..<64 { image[0, y, x] = .nan } }
    for x in stride(from: 0, to: 160, by: 7) { image[0, 100, x] = .nan }
    let map = try #require(
      BackgroundMap(
        plane: image.pixels, height: image.height, width: image.width, options: options(box: 32)))
    #expect(map.filledBoxes == 1)
    #expect(abs(map.level()[48 * 160 + 48] - 207.2) < 2)
    #expect(map.level().contains { !$0.isFinite } == false)
  }

  @Test("A plane without a finite value has no background")
  func nothing() {
    let map = BackgroundMap(plane: [.nan, .nan, .infinity, .nan], height: 2, width: 2)
    #expect(map == nil)
  }

  @Test("A real field's sky and noise agree with sep", .enabled(if: RealData.isPresent))
  func realField() throws {
    // sep.Background(field, bw=64, bh=64, fw=3, fh=3): globalback, globalrms, and both maps.
    let expected: [(x: Int, y: Int, sky: Float, noise: Float)] = [
      (10, 10, 6856.75, 67.518), (128, 128, 6849.792, 65.569), (250, 20, 6858.082, 62.915),
      (30, 220, 6841.899, 65.385),
    ]
    let image = try FITSFile(opening: RealData.path("images/ntt-emmi-field.fits")).readImage()
    let map = try #require(
      BackgroundMap(
        plane: image.pixels, height: image.height, width: image.width, options: options(box: 64)))
    // A twentieth of the noise in the sky, 3 % in the noise.
    #expect(abs(map.globalLevel - 6852.05) < 3.3)
    #expect(abs(map.globalDeviation - 65.46) < 2)
    let (level, deviation) = (map.level(), map.deviation())
    for place in expected {
      let index = place.y * image.width + place.x
      #expect(abs(level[index] - place.sky) < 3.3, "sky at \(place): \(level[index])")
      #expect(abs(deviation[index] - place.noise) < 2, "noise at \(place): \(deviation[index])")
    }
  }
}
