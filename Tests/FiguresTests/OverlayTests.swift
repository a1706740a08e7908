import AstroData
import Figures
import Testing

/// Numbers in colour over a picture.
struct OverlayTests {
  private let grey = PNGImage(
    width: 2, height: 2, layout: .grey, samples: .eight([10, 20, 30, 40]))

  @Test("Zero leaves the grey, the largest value nearly hides it, row 0 is the bottom")
  func overlay() {
    let colors = AttributionColors([0, 0, 0, -2])
    // The largest of a thousand, of four nearly the largest.
    #expect(abs(colors.scale.lower + 2) < 0.01 && abs(colors.scale.upper - 2) < 0.01)
    let picture = grey.overlaid([0, 0, .nan, -2], scale: colors.scale, colorMap: colors.colorMap)
    #expect(
      picture.pixel(x: 0, y: 1) == [30, 30, 30] && picture.pixel(x: 0, y: 0) == [10, 10, 10])
    let blue = picture.pixel(x: 1, y: 0)
    #expect(blue[2] > blue[0] + 60)
  }

  @Test("A map without negative values runs from black, one of zeros has a scale")
  func colors() {
    #expect(AttributionColors([0, 3]).scale.lower == 0)
    #expect(AttributionColors([0, 3]).colorMap == .inferno)
    #expect(AttributionColors([0, 0]).scale.upper > 0)
    #expect(AttributionColors([]).scale.upper == 1)
  }

  @Test("A smaller picture is the mean of its pixels, a larger one repeats the nearest")
  func scaled() {
    #expect(grey.scaled(width: 1, height: 1).pixel(x: 0, y: 0) == [25, 25, 25])
    #expect(grey.scaled(width: 1, height: 2).pixel(x: 0, y: 1) == [35, 35, 35])
    let large = grey.scaled(width: 4, height: 2)
    #expect(large.pixel(x: 1, y: 1) == [30, 30, 30] && large.pixel(x: 2, y: 1) == [40, 40, 40])
    #expect(large.layout == .rgb)
  }

  @Test("Pictures below each other keep the first one's texts; what is left beside them is white")
  func column() {
    var first = PNGImage(width: 1, height: 1, layout: .rgb, samples: .eight([9, 8, 7]))
    first.texts = [PNGText("Source", "a")]
    let column = PNGImage.column([first, grey])
    #expect(column.width == 2 && column.height == 3 && column.text("Source") == "a")
    #expect(column.pixel(x: 0, y: 0) == [9, 8, 7] && column.pixel(x: 1, y: 0) == [255, 255, 255])
    #expect(column.pixel(x: 1, y: 2) == [40, 40, 40])
  }

  @Test("Pictures of a row share the largest height")
  func row() {
    let small = PNGImage(width: 1, height: 1, layout: .rgb, samples: .eight([9, 8, 7]))
    let row = PNGImage.row([grey, small], gap: 1)
    #expect(row.width == 5 && row.height == 2)
    #expect(row.pixel(x: 1, y: 1) == [40, 40, 40] && row.pixel(x: 2, y: 0) == [0, 0, 0])
    #expect(row.pixel(x: 4, y: 1) == [9, 8, 7])
  }
}
