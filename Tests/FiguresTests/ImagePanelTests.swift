import AstroData
import Testing

@testable import Figures

struct ImagePanelTests {
  /// 4 × 4 pixels, black but for one white pixel.
  static func image(x: Int, y: Int) -> Image {
    var image = Image(repeating: 0, height: 4, width: 4)
    image[0, y, x] = 1
    return image
  }

  static func panel(_ image: Image) -> ImagePanel {
    var panel = ImagePanel(
      image, rendering: Rendering(limits: .values(lower: 0, upper: 1), stretch: .linear),
      axes: .none)
    panel.colorBar = nil
    return panel
  }

  @Test(
    "A pixel is drawn at its place: x to the right, y up, and marks hit its centre",
    arguments: [(0, 0), (3, 0), (0, 3), (2, 1)])
  func place(_ x: Int, _ y: Int) throws {
    let canvas = try Canvas(width: 80, height: 40, resolution: 1)
    let frame = Rectangle(x: 20, y: 0, width: 40, height: 40)
    Self.panel(Self.image(x: x, y: y)).draw(on: canvas, frame: frame)
    let centre = ImageView(frame: frame, width: 4, height: 4)
      .place(SIMD2(Double(x), Double(y)))
    #expect(centre == SIMD2(25 + 10 * Double(x), 35 - 10 * Double(y)))
    let picture = canvas.picture()
    var white: [SIMD2<Int>] = []
    for row in 2..<38 {
      for column in 22..<58 where picture.pixel(x: column, y: row)[0] > 200 {
        white.append(SIMD2(column, row))
      }
    }
    #expect(white.count >= 60)
    #expect(
      white.allSatisfy {
        abs(Double($0.x) + 0.5 - centre.x) <= 5 && abs(Double($0.y) + 0.5 - centre.y) <= 5
      })
  }

  @Test("A wide image keeps its shape inside a square frame")
  func aspect() throws {
    let canvas = try Canvas(width: 40, height: 40, resolution: 1)
    let panel = Self.panel(Image(repeating: 0, height: 2, width: 4))
    panel.draw(on: canvas, frame: Rectangle(x: 0, y: 0, width: 40, height: 40))
    let picture = canvas.picture()
    #expect(picture.pixel(x: 20, y: 4) == [255, 255, 255])
    #expect(picture.pixel(x: 20, y: 20)[0] < 30)
  }

  @Test("A scale bar is a round angle not longer than asked")
  func scaleBar() {
    #expect(ImagePanel.scaleBar(longest: 34).label == "30 arcsec")
    #expect(ImagePanel.scaleBar(longest: 61).label == "1 arcmin")
    #expect(ImagePanel.scaleBar(longest: 8000).label == "2 deg")
    #expect(ImagePanel.scaleBar(longest: 0.3).label == "0.2 arcsec")
    for longest in [0.02, 0.7, 3, 59, 100, 3599, 7200, 1e5] {
      #expect(ImagePanel.scaleBar(longest: longest).arcseconds <= longest)
    }
  }

  @Test("The sky's grid labels are where the world coordinates say")
  func grid() throws {
    let header = Header([
      Card("CTYPE1", "RA---TAN"), Card("CTYPE2", "DEC--TAN"), Card("CRVAL1", 150.0),
      Card("CRVAL2", 2.0), Card("CRPIX1", 50.5), Card("CRPIX2", 50.5), Card("CDELT1", -0.001),
      Card("CDELT2", 0.001),
    ])
    let wcs = try #require(try WCS(header))
    let grid = try #require(SkyGrid(wcs, width: 100, height: 100))
    let label = try #require(grid.left.first { $0.text == "+02°00′" || $0.text == "+02°00′00″" })
    let sky = try #require(wcs.sky(x: -0.5, y: label.place))
    #expect(abs(sky.dec - 2) < 1e-6)
    let zero = try #require(grid.bottom.first { $0.text.hasPrefix("10ʰ00ᵐ00ˢ") })
    #expect(abs((wcs.sky(x: zero.place, y: -0.5)?.ra ?? 0) - 150) < 1e-6)
    #expect(grid.bottomName.hasPrefix("Right ascension"))
  }

  @Test(
    "Fields over the pole, across RA 0 and of the whole sky are drawn",
    arguments: [(10.0, 90.0, "TAN", 0.01), (0.001, -30.0, "SIN", 0.001), (0.0, 0.0, "AIT", 4.0)])
  func hardSkies(_ ra: Double, _ dec: Double, code: String, step: Double) throws {
    let header = Header([
      Card("CTYPE1", .string("RA---" + code)), Card("CTYPE2", .string("DEC--" + code)),
      Card("CRVAL1", .real(ra)), Card("CRVAL2", .real(dec)), Card("CRPIX1", 50.5),
      Card("CRPIX2", 50.5), Card("CDELT1", .real(-step)), Card("CDELT2", .real(step)),
    ])
    var image = Image(repeating: 0, height: 100, width: 100)
    image.wcs = try WCS(header)
    var panel = ImagePanel(image, axes: .sky)
    panel.hasCompass = true
    panel.hasScaleBar = true
    #expect(SkyGrid(try #require(image.wcs), width: 100, height: 100) != nil)
    try Gallery.keep(Figure(width: 200, height: 200, panels: [panel]), as: "sky-" + code)
  }

  @Test("Images of NaN, of one pixel, and marks far outside do not stop a figure")
  func hostile() throws {
    var panel = ImagePanel(Image(repeating: .nan, height: 1, width: 1), title: "a\u{1B}[2J")
    panel.annotations = [
      Annotation(.ellipse(x: .nan, y: 0, a: -1, b: .infinity, angle: 0), label: "nan"),
      Annotation(.box(x: 1e30, y: -1e30, width: 1e20, height: 0), label: "far"),
      Annotation(.crosshair(x: .infinity, y: 0, size: 3)),
      Annotation(.outlines(labels: [1, 2, 3])),
    ]
    panel.hasScaleBar = true
    panel.hasCompass = true
    let figure = Figure(width: 60, height: 60, columns: 2, panels: [panel, nil, panel])
    #expect(try figure.picture().width == 120)
  }
}
