import AstroData
import Testing

struct ColorTests {
  @Test("Colour maps have the published colours within one level")
  func published() {
    // matplotlib.colormaps[name].colors at 0, 63, 128, 201, 255, times 255
    let expected: [(ColorMap, [UInt32])] = [
      (.viridis, [0x440154, 0x3b518b, 0x21918c, 0x73d056, 0xfde725]),
      (.magma, [0x000004, 0x4f127b, 0xb73779, 0xfd9a6a, 0xfcfdbf]),
      (.inferno, [0x000004, 0x550f6d, 0xbc3754, 0xfc9f07, 0xfcffa4]),
    ]
    for (map, colors) in expected {
      for (index, hex) in zip([0, 63, 128, 201, 255], colors) {
        let (color, wanted) = (map.colors[index], Color(hex: hex))
        #expect(abs(Int(color.red) - Int(wanted.red)) <= 1, "\(map.name) \(index)")
        #expect(abs(Int(color.green) - Int(wanted.green)) <= 1, "\(map.name) \(index)")
        #expect(abs(Int(color.blue) - Int(wanted.blue)) <= 1, "\(map.name) \(index)")
      }
    }
  }

  /// Relative luminance of an sRGB colour, with a gamma of 2.2.
  static func luminance(_ color: Color) -> Double {
    func linear(_ value: UInt8) -> Double {
      let x = Double(value) / 255
      return x * x * (0.8 + 0.2 * x)
    }
    return 0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722 * linear(color.blue)
  }

  @Test("Sequential maps rise in luminance", arguments: ["grey", "viridis", "magma", "inferno"])
  func rising(_ name: String) throws {
    let map = try #require(ColorMap.named(name))
    let luminances = map.colors.map(Self.luminance)
    for index in 4..<256 { #expect(luminances[index] > luminances[index - 4] - 0.002) }
  }

  @Test("The diverging map is brightest in the middle, blue below, red above, alike in luminance")
  func diverging() {
    let map = ColorMap.diverging
    for index in 0..<110 {
      #expect(map.colors[index].blue > map.colors[index].red)
      #expect(map.colors[255 - index].red > map.colors[255 - index].blue)
      let (low, high) = (Self.luminance(map.colors[index]), Self.luminance(map.colors[255 - index]))
      #expect(abs(low - high) < 0.07)
    }
    #expect(Self.luminance(map.colors[128]) > 0.85)
  }

  @Test("No map uses its missing colour for a value")
  func missing() {
    for map in ColorMap.all {
      for color in map.colors {
        let distance =
          abs(Int(color.red) - Int(map.missing.red))
          + abs(Int(color.green) - Int(map.missing.green))
          + abs(Int(color.blue) - Int(map.missing.blue))
        #expect(distance > 20, "\(map.name)")
      }
    }
  }

  @Test("A reversed map ends where the map begins")
  func reversed() throws {
    let map = try #require(ColorMap.named("magma-reversed"))
    #expect(map.colors[255] == ColorMap.magma.colors[0])
    #expect(map.colors[0] == ColorMap.magma.colors[255])
    #expect(ColorMap.named("jet") == nil)
  }
}
