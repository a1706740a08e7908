import OrreryKit
import Testing

@testable import orrery

/// Pictures and plots as text.
struct TerminalTests {
  private let picture = PNGImage(
    width: 2, height: 2, layout: .grey, samples: .eight([0, 255, 128, 64]))

  @Test("Half-blocks carry two pixels each, and reset at the end")
  func halfBlocks() {
    #expect(
      TerminalPicture(picture: picture).halfBlocks(columns: 2) == [
        "\u{1B}[38;2;0;0;0m\u{1B}[48;2;128;128;128m▀"
          + "\u{1B}[38;2;255;255;255m\u{1B}[48;2;64;64;64m▀\u{1B}[0m"
      ])
  }

  @Test("Characters go from dark to bright; pixels above each other share one")
  func characters() {
    #expect(TerminalPicture(picture: picture).characters(columns: 2) == [":*"])
  }

  @Test("A tall picture keeps its shape in the lines that there are")
  func limit() {
    let tall = PNGImage(
      width: 10, height: 100, layout: .grey, samples: .eight([UInt8](repeating: 255, count: 1000)))
    let lines = TerminalPicture(picture: tall, maximumRows: 10).characters(columns: 80)
    #expect(lines == [String](repeating: "@@", count: 10))
  }

  @Test("One series is drawn in dots, with round marks")
  func dots() {
    let plot = TerminalPlot(
      series: [.init(name: "", x: [0, 1, 2, 3], y: [0, 1, 2, 3])], xLabel: "x", yLabel: "y")
    #expect(
      plot.lines(columns: 8, rows: 4) == [
        "y", "       │       ⠈", "     2 ┤     ⠂  ", "       │  ⠠     ", "     0 ┤⡀       ",
        "       └┬────┬──", "        0    2", "           x",
      ])
  }

  @Test("Magnitudes grow downwards, bands are told apart by letters")
  func letters() {
    let plot = TerminalPlot(
      series: [
        .init(name: "g", x: [0, 4], y: [10, 12]), .init(name: "r", x: [8], y: [11]),
      ], isYInverted: true, xLabel: "t", yLabel: "m")
    #expect(
      plot.lines(columns: 9, rows: 3) == [
        "m   g  r", "    10 ┤g        ", "    11 ┤        r", "    12 ┤    g    ",
        "       └┬────┬───", "        0    5", "            t",
      ])
  }

  @Test("A line keeps a spike among many pixels to a column")
  func spike() {
    var y = [Double](repeating: 1, count: 1000)
    y[500] = 9
    let plot = TerminalPlot(
      series: [.init(name: "", x: (0..<1000).map(Double.init), y: y)], isLine: true)
    let lines = plot.lines(columns: 10, rows: 4)
    // Marks stand at the left of the frame, the spike in its middle column.
    #expect(lines.dropFirst().prefix(3).allSatisfy { Array($0)[13] != " " })
    #expect(lines.dropFirst().prefix(3).allSatisfy { Array($0)[11] == " " })
  }

  @Test("Nothing to plot is said; one value is in the middle")
  func empty() {
    #expect(
      TerminalPlot(series: [.init(name: "", x: [1], y: [.nan])]).lines(columns: 8, rows: 4)
        == ["nothing to plot"])
    let one = TerminalPlot(series: [.init(name: "", x: [1], y: [5])]).lines(columns: 8, rows: 4)
    #expect(
      one.dropFirst().prefix(4).map { $0.filter { ("⠁"..."⣿").contains($0) }.count } == [
        0, 1, 0, 0,
      ])
  }
}
