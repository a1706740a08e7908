import OrreryKit
import Testing

@testable import Stages

struct DivideByNoiseTests {
  private func run(_ object: SkyObject) throws -> SkyObject {
    var random = RandomStream(seed: 1)
    return try DivideByNoise().run(object, random: &random)
  }

  @Test("Each pixel is divided by the noise there, and the noise stays for fluxes")
  func divides() throws {
    var image = Image(pixels: [2, 4, 6, 8], height: 2, width: 2)
    image.uncertainty = [1, 1, 1, 1]
    image.unit = "adu"
    var object = SkyObject(id: "four", content: .image(image))
    object.layers["noise"] = Image(pixels: [1, 2, 3, 0], height: 2, width: 2)
    let result = try run(object)
    let made = try #require(result.image)
    #expect(Array(made.pixels[..<3]) == [2, 2, 2] && made.pixels[3].isNaN)
    #expect(made.mask?[3] == PixelFlags.missing.rawValue && made.unit == nil)
    #expect(made.uncertainty?[1] == 0.5)
    #expect(result.layers["noise"]?.pixels == [1, 2, 3, 0])
  }

  @Test("The same sky in other units and over another background becomes the same image")
  func invariance() throws {
    var random = RandomStream(seed: 2)
    let sky = (0..<128 * 128).map { _ in Float(random.normal()) }
    func prepared(_ scale: Float, _ level: Float) throws -> Image {
      let image = Image(pixels: sky.map { scale * $0 + level }, height: 128, width: 128)
      var random = RandomStream(seed: 1)
      let subtracted = try SubtractBackground().run(
        SkyObject(id: "sky", content: .image(image)), random: &random)
      return try #require(try run(subtracted).image)
    }
    let (one, other) = (try prepared(1, 0), try prepared(40, 7000))
    for (a, b) in zip(one.pixels, other.pixels) { #expect(abs(a - b) < 2e-3) }
    let variance = one.pixels.reduce(0) { $0 + $1 * $1 } / Float(one.pixels.count)
    #expect(abs(variance - 1) < 0.1)
  }

  @Test("Without a noise layer it refuses and says what to put before")
  func refuses() {
    let object = SkyObject(id: "bare", content: .image(Image(repeating: 1, height: 4, width: 4)))
    #expect {
      _ = try run(object)
    } throws: {
      "\($0)".contains("subtract-background")
    }
  }
}
