import Foundation
import OrreryKit
import TestSupport
import Testing

@testable import Stages

struct PreparationTests {
  func run(_ stage: some Stage, _ object: SkyObject) throws -> SkyObject {
    var random = RandomStream(seed: 1)
    return try stage.run(object, random: &random)
  }

  func run(_ stage: some Stage, _ image: Image) throws -> SkyObject {
    try run(stage, SkyObject(id: "field", origin: "field.fits", content: .image(image)))
  }

  /// Pixel (x, y) of channel c is `100 c + 10 y + x`; a tangent projection of 1 arcsec per pixel.
  func ramp(channels: Int = 1, width: Int = 8, height: Int = 6) throws -> Image {
    var image = Image(repeating: 0, channels: channels, height: height, width: width)
    for c in 0..<channels {
      for y in 0..<height { for x in 0..<width { image[c, y, x] = Float(100 * c + 10 * y + x) } }
    }
    for (keyword, value) in [("CTYPE1", "RA---TAN"), ("CTYPE2", "DEC--TAN")] {
      image.header.set(keyword, .string(value))
    }
    for (keyword, value) in [
      ("CRPIX1", 3.0), ("CRPIX2", 2), ("CRVAL1", 150), ("CRVAL2", 2), ("CDELT1", -1.0 / 3600),
      ("CDELT2", 1.0 / 3600),
    ] { image.header.set(keyword, .real(value)) }
    image.wcs = try WCS(image.header)
    return image
  }

  func distance(_ a: SkyPosition?, _ b: SkyPosition?) -> Double {
    guard let a, let b else { return .infinity }
    return 3600 * hypot((a.ra - b.ra) * cos(b.dec * .pi / 180), a.dec - b.dec)
  }

  /// The synthetic field after background and detection.
  func detected(with wcs: WCS? = nil) throws -> SkyObject {
    var image = SyntheticField.image
    image.wcs = wcs
    image.unit = "adu"
    var background = SubtractBackground()
    background.box = 32
    let subtracted = try run(background, image)
    return try run(DetectSources(), subtracted)
  }

  // MARK: - Background and detection

  @Test("Subtracting the background leaves noise around 0 and keeps sky and noise as layers")
  func subtractBackground() throws {
    var stage = SubtractBackground()
    stage.box = 32
    let result = try run(stage, SyntheticField.image)
    let image = try #require(result.image)
    let ordered = OrderedValues(image.pixels)
    #expect(abs(ordered.median) < 0.5)
    let sky = try #require(result.layers["background"])
    let noise = try #require(result.layers["noise"])
    #expect(noise.pixels.allSatisfy { abs($0 - 5.1) < 0.6 })
    for index in [0, 777, 20479] {
      #expect(image.pixels[index] + sky.pixels[index] == SyntheticField.image.pixels[index])
    }
    #expect(result.measurements.map(\.name) == ["sky_level", "sky_noise"])
  }

  @Test("Each channel has its own background, and a dead one stays missing")
  func backgroundOfChannels() throws {
    var image = Image(repeating: 0, channels: 3, height: 20, width: 20)
    for index in image.planeRange(1) { image.pixels[index] = 50 + Float(index % 2) }
    for index in image.planeRange(2) { image.pixels[index] = .nan }
    let result = try run(SubtractBackground(), image)
    #expect(result.image?.pixels[0] == 0)
    #expect(result.image?.pixels[400] == -0.5 && result.image?.pixels[401] == 0.5)
    #expect(result.layers["background"]?.pixels[800].isNaN == true)
  }

  @Test("Detection without subtracting the sky is refused with a word on what to do")
  func detectOnSky() {
    #expect {
      try run(DetectSources(), SyntheticField.image)
    } throws: { "\($0)".contains("subtract-background") }
  }

  @Test("Detection in several channels weights them by their noise")
  func detectInChannels() throws {
    let one = try detected()
    let plane = try #require(one.image?.pixels)
    let noise = try #require(one.layers["noise"]?.pixels)
    let (height, width) = (SyntheticField.height, SyntheticField.width)
    var image = Image(
      pixels: plane + [Float](repeating: 1e4, count: plane.count), channels: 2, height: height,
      width: width)
    image.bands = ["r", "z"]
    var object = SkyObject(id: "two", content: .image(image))
    object.layers["noise"] = Image(
      pixels: noise + [Float](repeating: 1e9, count: plane.count), channels: 2, height: height,
      width: width)
    object.layers["background"] = object.layers["noise"]
    let both = try run(DetectSources(), object)
    #expect(both.sources.count == one.sources.count)
    var stage = DetectSources()
    stage.band = "r"
    #expect(try run(stage, object).sources.map(\.flux) == one.sources.map(\.flux))
    stage.band = "y"
    #expect { try run(stage, object) } throws: { "\($0)".contains("r, z") }
  }

  // MARK: - Cut-outs

  @Test("A cut-out has its source in the middle, its measurements, its position and its name")
  func cutOut() throws {
    var wcsImage = try ramp(width: SyntheticField.width, height: SyntheticField.height)
    wcsImage.pixels = SyntheticField.image.pixels
    let object = try detected(with: wcsImage.wcs)
    var stage = CutOut()
    stage.size = 32
    var random = RandomStream(seed: 1)
    let stamps = try stage.expand(object, random: &random)
    #expect(stamps.count == object.sources.count)
    let first = try #require(stamps.first)
    #expect(first.id == "field-00001" && first.origin == "field.fits")
    let image = try #require(first.image)
    #expect(image.width == 32 && image.height == 32)
    let peak = try #require(image.pixels.indices.max { image.pixels[$0] < image.pixels[$1] })
    #expect(abs(peak % 32 - 16) <= 1 && abs(peak / 32 - 16) <= 1)
    #expect(
      first.measurements.map(\.name) == ["flux", "flux_err", "peak", "area", "a", "b", "theta"])
    #expect(first.measurements[0].unit == "adu" && first.measurements[6].unit == "deg")
    // The sky of the stamp's pixel is that of the field's pixel.
    let source = object.sources[0]
    #expect(distance(first.position, wcsImage.wcs?.sky(x: source.x, y: source.y)) < 1e-6)
    let (left, bottom) = (Double(peak % 32), Double(peak / 32))
    let inField = try #require(
      object.image?.pixels.firstIndex { $0 == image.pixels[peak] })
    #expect(
      distance(
        image.wcs?.sky(x: left, y: bottom),
        wcsImage.wcs?.sky(x: Double(inField % 160), y: Double(inField / 160))) < 1e-6)
    #expect(first.layers["segmentation"]?.width == 32 && first.layers["noise"]?.width == 32)
  }

  @Test("A cut-out over the border is missing there, masked and flagged")
  func cutOutAtBorder() throws {
    let object = try detected()
    var stage = CutOut()
    stage.size = 16
    var random = RandomStream(seed: 1)
    let stamps = try stage.expand(object, random: &random)
    let edge = try #require(stamps.first { $0.flags.contains(.edge) })
    let image = try #require(edge.image)
    let outside = image.pixels.indices.filter { image.pixels[$0].isNaN }
    #expect(!outside.isEmpty)
    #expect(outside.allSatisfy { image.mask?[$0] == PixelFlags.outside.rawValue })
    #expect(stamps.count { $0.flags.contains(.edge) } == 1)
    #expect(stamps[0].flags.isEmpty)
  }

  @Test("Neighbours are masked by the segmentation where asked")
  func neighbours() throws {
    let object = try detected()
    var stage = CutOut()
    stage.size = 32
    stage.neighbours = .mask
    var random = RandomStream(seed: 1)
    let stamp = try stage.expand(object, random: &random)[1]
    let image = try #require(stamp.image)
    let segmentation = try #require(stamp.layers["segmentation"]?.pixels)
    for index in segmentation.indices {
      let other = segmentation[index] > 0 && segmentation[index] != 2
      #expect(image.pixels[index].isNaN == other)
    }
    let count = segmentation.count { $0 > 0 && $0 != 2 }
    #expect(count > 50)
    #expect(stamp.measurements.last?.value == .integer(Int64(count)))
  }

  @Test("A cut-out scaled by the source's size has the asked number of pixels")
  func scaledCutOut() throws {
    let object = try detected()
    var stage = CutOut()
    (stage.size, stage.scale) = (24, 20)
    var random = RandomStream(seed: 1)
    let stamps = try stage.expand(object, random: &random)
    #expect(stamps.allSatisfy { $0.image?.width == 24 && $0.layers["noise"]?.height == 24 })
    let bright = try #require(stamps.first?.image)
    #expect(bright.pixels.contains { !$0.isFinite } == false)
  }

  // MARK: - Quality

  @Test("Saturated and impossible values are masked and counted, and the mask grows")
  func maskQuality() throws {
    var image = Image(repeating: 1, height: 5, width: 5)
    (image.pixels[0], image.pixels[12], image.pixels[24]) = (-9, 100, .nan)
    var stage = MaskQuality()
    (stage.saturation, stage.minimum) = (100, -5)
    let result = try run(stage, image)
    let mask = try #require(result.image?.mask)
    #expect(mask[0] == PixelFlags.instrument.rawValue && mask[12] == PixelFlags.saturated.rawValue)
    #expect(mask[24] == PixelFlags.missing.rawValue && mask.count { $0 != 0 } == 3)
    #expect(result.flags == [.saturated, .missingData, .constant])
    #expect(result.measurements.first?.value == .integer(3))
    stage.grow = 1
    #expect(try run(stage, image).image?.mask?.count { $0 != 0 } == 4 + 9 + 4 - 2)
  }

  @Test("Missing pixels are filled by constant, median or neighbours, masked and counted")
  func fillMissing() throws {
    var image = try ramp(width: 5, height: 5)
    for index in [12, 24] {
      image.pixels[index] = .nan
      image.flag(index, .missing)
    }
    var stage = FillMissing()
    for (method, value) in [(FillMissing.Method.constant, -1), (.median, 22), (.local, 22)]
      as [(
        FillMissing.Method, Float
      )]
    {
      (stage.method, stage.value) = (method, -1)
      let result = try run(stage, image)
      #expect(abs((result.image?.pixels[12] ?? .nan) - value) < 1.01, "\(method)")
      #expect(result.image?.mask?[12] == PixelFlags([.missing, .filled]).rawValue)
      #expect(result.flags == [.filled] && result.measurements.last?.value == .integer(2))
    }
    #expect(try run(stage, try ramp()).flags.isEmpty)
  }

  @Test("A wide hole is filled from its rim without a jump")
  func fillHole() {
    var plane = (0..<400).map { Float($0 % 20) }
    for y in 5..<15 { for x in 5..<15 { plane[y * 20 + x] = .nan } }
    let filled = FillMissing.spread(plane, height: 20, width: 20)
    #expect(filled.contains { $0.isNaN } == false)
    for y in 5..<15 { for x in 5..<15 { #expect((4...15).contains(filled[y * 20 + x])) } }
  }

  // MARK: - Channels

  @Test("Bands are taken by name or number in the asked order")
  func bands() throws {
    var image = try ramp(channels: 3)
    image.bands = ["g", "r", "z"]
    image.flag(2 * 48, .cosmicRay)
    var stage = SelectBands()
    stage.bands = ["z", "0"]
    let result = try #require(try run(stage, image).image)
    #expect(result.bands == ["z", "g"] && result.channels == 2)
    #expect(result.pixels[0] == 200 && result.pixels[48] == 0)
    #expect(result.mask?[0] == PixelFlags.cosmicRay.rawValue && result.mask?[48] == 0)
    stage.bands = ["y"]
    #expect { try run(stage, image) } throws: { "\($0)".contains("g, r, z") }
  }

  @Test("One plane of a cube is taken by number")
  func plane() throws {
    var stage = SelectPlane()
    stage.plane = 2
    #expect(try run(stage, try ramp(channels: 3)).image?.pixels.first == 200)
    #expect { try run(stage, try ramp(channels: 2)) } throws: { "\($0)".contains("2 planes") }
  }
}
