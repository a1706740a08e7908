import Foundation
import OrreryKit
import Testing

@testable import Stages

/// Stages that work region by region have the bits of the whole.
struct TiledStagesTests {
  /// A sky with a slope, a star and, where asked for, missing pixels.
  private func field(
    channels: Int = 1, height: Int = 150, width: Int = 133, holes: Bool = false
  ) -> SkyObject {
    var random = RandomStream(seed: 5, purpose: "field")
    var image = Image(repeating: 0, channels: channels, height: height, width: width)
    for channel in 0..<channels {
      for y in 0..<height {
        for x in 0..<width {
          let star = 3000 * exp(-0.1 * (pow(Double(x) - 60, 2) + pow(Double(y) - 40, 2)))
          image[channel, y, x] = Float(
            100 + 0.1 * Double(x + channel * y) + 3 * random.normal() + star)
        }
      }
    }
    image.unit = "adu"
    if holes {
      for y in 0..<40 { for x in 0..<45 { image[0, y, x] = .nan } }
      image.flag(9000, .cosmicRay)
    }
    return SkyObject(id: "field", content: .image(image))
  }

  /// Runs stages on the whole and region by region, and compares everything.
  private func check(_ object: SkyObject, _ stages: [any TiledStage]) throws {
    var random = RandomStream(seed: 1)
    var whole = object
    var tiled: any TiledImage = WholeImage(object)
    for stage in stages {
      whole = try stage.run(whole, random: &random)
      tiled = try stage.tiled(tiled)
    }
    let image = try #require(whole.image)
    #expect(tiled.object.flags == whole.flags && tiled.object.history == whole.history)
    #expect("\(tiled.object.measurements)" == "\(whole.measurements)")
    #expect(tiled.object.image?.unit == image.unit)
    #expect(Set(tiled.object.layers.keys) == Set(whole.layers.keys))
    #expect(tiled.object.layers["noise"]?.unit == whole.layers["noise"]?.unit)
    let (height, width) = (image.height, image.width)
    for region in [
      PixelRegion(x: 0..<width, y: 0..<height), PixelRegion(x: 0..<width, y: 37..<38),
      PixelRegion(x: 17..<min(91, width), y: 63..<height),
      PixelRegion(x: width - 1..<width, y: 0..<1),
    ] {
      let part = try tiled.read(region)
      let expected = try WholeImage(whole).read(region)
      let (got, wanted) = (try #require(part.image), try #require(expected.image))
      #expect(got.pixels.map(\.bitPattern) == wanted.pixels.map(\.bitPattern))
      let none = [UInt8](repeating: 0, count: got.pixels.count)
      #expect((got.mask ?? none) == (wanted.mask ?? none))
      for (name, layer) in expected.layers {
        #expect(part.layers[name]?.pixels.map(\.bitPattern) == layer.pixels.map(\.bitPattern))
      }
    }
  }

  private func subtraction(box: Int = 32) -> SubtractBackground {
    var stage = SubtractBackground()
    stage.box = box
    return stage
  }

  @Test("Background and noise of a region are those of the whole image", arguments: [16, 32, 400])
  func background(_ box: Int) throws {
    for object in [field(), field(holes: true), field(channels: 2)] {
      try check(object, [subtraction(box: box)])
      try check(object, [subtraction(box: box), DivideByNoise()])
    }
  }

  @Test("Images of one value, and of none, are flagged alike")
  func degenerate() throws {
    let flat = SkyObject(
      id: "flat", content: .image(Image(repeating: 7, height: 100, width: 80)))
    try check(flat, [subtraction(), DivideByNoise()])
    var half = field(channels: 2)
    for index in 0..<150 * 133 { half.image?.pixels[index] = 7 }
    try check(half, [subtraction(), DivideByNoise()])
  }

  @Test("An image that has no box to measure the sky in is refused, not read whole")
  func sparse() throws {
    var object = field()
    for index in 0..<150 * 133 where index % 3 != 0 { object.image?.pixels[index] = .nan }
    #expect(throws: DataError.self) { _ = try subtraction().tiled(WholeImage(object)) }
  }
}
