import AstroData
import TestSupport
import Testing

struct RenderingTests {
  static let stretches: [Stretch] = [
    .linear, .squareRoot, .asinh(softening: 0.1), .log(scale: 1000), .power(exponent: 2),
    .equalised,
  ]

  static func ramp(width: Int = 8, height: Int = 4) -> Image {
    Image(
      pixels: (0..<width * height).map { Float($0) * 1.5 - 3 }, height: height, width: width)
  }

  @Test("The image's last row is the top of the picture")
  func orientation() {
    let picture = Rendering(limits: .minMax, stretch: .linear).picture(of: Self.ramp())
    #expect(picture.pixel(x: 0, y: 3) == [0, 0, 0])
    #expect(picture.pixel(x: 7, y: 0) == [255, 255, 255])
  }

  @Test("NaN, infinite and hidden pixels have the missing colour; other flags do not hide")
  func missing() {
    var image = Self.ramp()
    image.pixels[0] = .nan
    image.pixels[1] = .infinity
    image.flag(2, .outside)
    image.flag(3, .saturated)
    let map = ColorMap.viridis
    let picture = Rendering(limits: .zscale, colorMap: map).picture(of: image)
    let missing = [map.missing.red, map.missing.green, map.missing.blue].map(Int.init)
    #expect(picture.pixel(x: 0, y: 3) == missing)
    #expect(picture.pixel(x: 1, y: 3) == [253, 231, 37])
    #expect(picture.pixel(x: 2, y: 3) == missing)
    #expect(picture.pixel(x: 3, y: 3) != missing)
  }

  @Test(
    "An image without a finite pixel is drawn in the missing colour, a constant one in one colour")
  func degenerate() {
    let blank = Image(repeating: .nan, height: 2, width: 3)
    let missing = ColorMap.grey.missing
    let expected = [missing.red, missing.green, missing.blue].map(Int.init)
    #expect(Rendering().picture(of: blank).pixel(x: 1, y: 1) == expected)
    for value: Float in [0, 7, -3e38] {
      let flat = Image(repeating: value, height: 2, width: 3)
      for stretch in Self.stretches {
        let picture = Rendering(limits: .minMax, stretch: stretch).picture(of: flat)
        #expect(picture.pixel(x: 0, y: 0) == picture.pixel(x: 2, y: 1))
        #expect(picture.pixel(x: 0, y: 0) != expected)
      }
    }
  }

  @Test("A stretch runs from 0 to 1, rises, and its inverse undoes it", arguments: stretches)
  func stretch(_ stretch: Stretch) throws {
    let values = Self.ramp(width: 100, height: 20).pixels
    let scale = try #require(DisplayScale(values, limits: .minMax, stretch: stretch))
    var last: Float = 0
    for value in values {
      let position = scale.position(of: value)
      #expect(position >= last)
      last = position
      #expect(abs(scale.value(at: position) - value) < 0.01)
    }
    #expect(scale.position(of: values[0]) == 0)
    #expect(last == 1)
    #expect(scale.position(of: -1e30) == 0)
    #expect(scale.position(of: .nan).isNaN)
  }

  @Test("Asinh and log have astropy's values")
  func astropyStretches() {
    // AsinhStretch(0.1)([0.01, 0.2, 0.7]), LogStretch(1000)([0.01, 0.2, 0.7]), astropy 8.0.2
    let expected: [(Stretch, [Float])] = [
      (.asinh(softening: 0.1), [0.0332978, 0.481497, 0.881896]),
      (.log(scale: 1000), [0.3470807, 0.767621, 0.9484354]),
    ]
    for (stretch, values) in expected {
      let scale = DisplayScale(0...1, stretch: stretch)
      for (x, y) in zip([0.01, 0.2, 0.7] as [Float], values) {
        #expect(abs(scale.position(of: x) - y) < 2e-5)
      }
    }
  }

  @Test("Equalised brightness is the share of fainter pixels")
  func equalised() throws {
    let values: [Float] = (0..<1000).map { Float($0 * $0) }
    let scale = try #require(DisplayScale(values, limits: .minMax, stretch: .equalised))
    for index in stride(from: 0, to: 1000, by: 37) {
      #expect(abs(scale.position(of: values[index]) - Float(index) / 999) < 0.002)
    }
  }

  @Test(
    "zscale limits agree with astropy's on real images", .enabled(if: RealData.isPresent),
    arguments: [
      ("images/ntt-emmi-field.fits", 6601.33251953125, 7254.552933034299),
      ("images/decam-r.fits", 49.0, 142.64326121093347),
      ("fits-corner-cases/m13.fits", 109.0, 216.4366865602338),
    ])
  func zscale(_ name: String, lower: Double, upper: Double) throws {
    let image = try FITSFile(opening: RealData.path(name)).readImage()
    let limits = try #require(ZScale().limits(of: image.pixels))
    #expect(abs(limits.lower - lower) < 1e-5 * abs(lower))
    #expect(abs(limits.upper - upper) < 1e-5 * abs(upper))
  }

  @Test("Percentiles are numpy's")
  func percentiles() throws {
    // numpy.percentile([1, 2, 4, 8, 16], [10, 60])
    let range = try #require(
      DisplayLimits.percentiles(lower: 10, upper: 60).range(of: [16, 1, 8, .nan, 2, 4]))
    #expect(abs(range.lowerBound - 1.4) < 1e-6)
    #expect(abs(range.upperBound - 5.6) < 1e-6)
  }
}
