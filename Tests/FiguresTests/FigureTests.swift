import AstroData
import Testing

@testable import Figures

struct FigureTests {
  static func plot() -> PlotPanel {
    var plot = PlotPanel(title: "Plot", xLabel: "x [mm]", yLabel: "y [s]")
    plot.line(x: [0, 1, 2, .nan, 4], y: [1, .infinity, 3, 4, 5], label: "line")
    plot.points(x: [0, 1, 2], y: [2, 1, .nan], yError: [0.1, .nan, -3], label: "points")
    plot.histogram([1, 2, 2, 3, .nan], bins: 3)
    plot.band(x: [0, 1, 2], lower: [0, .nan, 0], upper: [1, 1, 1])
    return plot
  }

  @Test("The same figure gives the same bytes, and its texts are in the file")
  func deterministic() throws {
    func bytes() throws -> [UInt8] {
      let figure = Figure(width: 200, height: 150, title: "Same", panels: [Self.plot()])
      return try figure.picture(texts: [PNGText("Source", "seed 7")]).encoded()
    }
    let first = try bytes()
    #expect(try first == bytes())
    let picture = try PNGImage(decoding: first)
    #expect(picture.text("Title") == "Same")
    #expect(picture.text("Source") == "seed 7")
    #expect(picture.width == 400 && picture.height == 300)
  }

  @Test("Values that cannot be drawn are counted")
  func omitted() {
    var plot = PlotPanel()
    plot.line(x: [0, 1, .nan], y: [1, .infinity, 2])
    #expect(plot.omitted == 2)
    plot.yScale = .logarithmic
    plot.points(x: [1, 2], y: [0, 5])
    #expect(plot.omitted == 3)
  }

  @Test("Empty, constant and hostile plots are drawn")
  func hostile() throws {
    var constant = PlotPanel()
    constant.line(x: [1, 1], y: [2, 2])
    var huge = PlotPanel()
    huge.points(x: [-1e308, 1e308], y: [1e308, -1e308], yError: [1e308, 1e308])
    var logarithmic = PlotPanel()
    logarithmic.xScale = .logarithmic
    logarithmic.yScale = .logarithmic
    logarithmic.line(x: [-1, 0, 1e-300, 1e300], y: [0, -5, 1e-300, 1e300])
    logarithmic.histogram([0, 1, 10])
    logarithmic.xRange = -5...5
    var nothing = PlotPanel()
    nothing.histogram([])
    nothing.yRange = 0...Double.infinity
    let panels: [any Panel] = [
      PlotPanel(), constant, huge, logarithmic, nothing,
      ConfusionMatrixPanel(classes: [], counts: []),
      ConfusionMatrixPanel(classes: ["a", ""], counts: [[0, 0], [0, .max / 2]]),
      PlotPanel.reliability([]), PlotPanel.training([.nan, .infinity]),
      ProbabilityPanel([]), ExamplesPanel([]),
      ProbabilityPanel([.init(name: "a\u{1B}", probability: .nan), .init(name: "", probability: 7)]
      ),
      ExamplesPanel([
        .init(look: .sketch(x: [.nan, 2], y: [0, -1], isLine: true), title: "", lines: ["a"])
      ]),
      PlotPanel.learningRates([1e-3, 1e-2], losses: [.nan, .infinity], means: [.nan, 1]),
      PlotPanel.bars(names: [], values: []),
    ]
    let figure = Figure(width: 300, height: 300, columns: 3, panels: panels)
    #expect(try figure.picture().height == 600)
    #expect(try Figure(width: 5, height: 5, title: "small", panels: panels).picture().width == 10)
  }

  @Test("A figure that cannot be held is an error")
  func tooLarge() {
    #expect(throws: DataError.self) {
      try Figure(width: 9000, height: 10, panels: []).picture(resolution: 10)
    }
  }

  @Test("Larger y is higher on the page, and lower where the axis is inverted")
  func direction() {
    var plot = PlotPanel()
    plot.points(x: [0, 1], y: [10, 20])
    let frame = Rectangle(x: 0, y: 0, width: 100, height: 100)
    let view = PlotView(plot, frame: frame)
    #expect(view.placeY(20) < view.placeY(10))
    #expect(view.placeX(1) > view.placeX(0))
    plot.isYInverted = true
    #expect(PlotView(plot, frame: frame).placeY(20) > PlotView(plot, frame: frame).placeY(10))
  }

  @Test("Frames have one size, are aligned, and leave room for every label")
  func frames() throws {
    let canvas = try Canvas(width: 10, height: 10)
    var wide = PlotPanel(yLabel: "Flux [nJy]")
    wide.line(x: [0, 1], y: [0, 0.012_345])
    let panels: [any Panel] = [Self.plot(), wide, PlotPanel()]
    let area = Rectangle(x: 10, y: 10, width: 380, height: 280)
    let frames = Figure(width: 400, height: 300, columns: 2, panels: panels)
      .frames(in: area, on: canvas)
    #expect(frames.count == 3)
    #expect(Set(frames.map { $0.width }).count == 1 && Set(frames.map { $0.height }).count == 1)
    #expect(frames[0].y == frames[1].y && frames[0].x == frames[2].x)
    let insets = wide.insets(on: canvas, width: 180, height: 130)
    #expect(frames[1].x - frames[0].right >= insets.left)
    #expect(frames.allSatisfy { $0.x > area.x && $0.right < area.right && $0.bottom < area.bottom })
  }

  @Test("Text that is too long is cut with an ellipsis")
  func cut() throws {
    let canvas = try Canvas(width: 10, height: 10)
    let text = String(repeating: "galaxy ", count: 20)
    let cut = canvas.cut(text, to: 80)
    #expect(cut.hasSuffix("…") && canvas.width(of: cut) <= 80)
    #expect(canvas.cut("star", to: 80) == "star")
  }
}
