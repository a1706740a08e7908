import AstroData
import Testing

struct ColorCompositeTests {
  /// A sky of -2 to 2 with one source of colour 4 : 2 : 1 at the pixel (3, 2).
  static func field(brightness: Float) -> Image {
    var image = Image(repeating: 0, channels: 3, height: 9, width: 9)
    for index in image.pixels.indices { image.pixels[index] = Float(index * 7 % 5) - 2 }
    for (channel, share) in [4, 2, 1].enumerated() {
      image[channel, 2, 3] = brightness * Float(share)
    }
    return image
  }

  @Test(
    "Lupton's picture keeps the colour of faint and of saturated sources",
    arguments: [30, 1000, 1e6] as [Float])
  func colour(_ brightness: Float) {
    let picture = ColorComposite.standard.picture(of: Self.field(brightness: brightness))
    let pixel = picture.pixel(x: 3, y: 6).map(Double.init)
    #expect(abs(pixel[1] / pixel[0] - 0.5) < 0.05)
    #expect(abs(pixel[2] / pixel[0] - 0.25) < 0.05)
    if brightness > 1e5 { #expect(pixel[0] == 255) }
  }

  @Test("Balanced planes give a source of equal signal to noise no colour")
  func balance() {
    var image = Self.field(brightness: 0)
    for channel in 0..<3 {
      for index in image.planeRange(channel) {
        image.pixels[index] = Float(index % 81 * 7 % 5 - 2) * Float(channel + 1)
      }
      image[channel, 2, 3] = 50 * Float(channel + 1)
    }
    let grey = ColorComposite.standard.picture(of: image).pixel(x: 3, y: 6)
    #expect(grey[0] == grey[1] && grey[1] == grey[2] && grey[0] > 0)
    let blue = ColorComposite.lupton(softening: 8, linearRange: 10, isBalanced: false)
      .picture(of: image).pixel(x: 3, y: 6)
    #expect(blue[2] > 2 * blue[0])
  }

  @Test("A brighter source is not darker")
  func rising() {
    let levels = [3, 10, 30, 100, 300, 1000].map {
      ColorComposite.standard.picture(of: Self.field(brightness: $0)).pixel(x: 3, y: 6)[0]
    }
    #expect(levels == levels.sorted())
    #expect(levels[0] < levels[5])
  }

  @Test("A pixel missing in one plane has the missing colour")
  func missing() {
    var image = Self.field(brightness: 10)
    image[1, 0, 0] = .nan
    for composite in [ColorComposite.standard, .plain(.minMax, .linear)] {
      let picture = composite.picture(of: image, missing: Color(1, 2, 3))
      #expect(picture.pixel(x: 0, y: 8) == [1, 2, 3])
      #expect(picture.pixel(x: 1, y: 8) != [1, 2, 3])
    }
  }

  @Test("Planes without noise or without any value are drawn")
  func degenerate() {
    for value: Float in [0, 5, .nan] {
      let image = Image(repeating: value, channels: 3, height: 2, width: 2)
      #expect(ColorComposite.standard.picture(of: image).samples.count == 12)
    }
  }
}
