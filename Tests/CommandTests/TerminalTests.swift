import Foundation
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

  @Test("Lines are named at their places; a name that would touch another is left out")
  func marks() {
    var plot = TerminalPlot(
      series: [.init(name: "", x: [0, 20], y: [0, 1])], xLabel: "x", yLabel: "y")
    plot.marks = [(4, "Hα"), (5, "[N II]"), (12, "Hβ"), (19, "far"), (30, "out")]
    let lines = plot.lines(columns: 20, rows: 2)
    #expect(lines[1] == "            ╷Hα     ╷Hβ")
  }

  @Test("Kitty gets PNG in pieces of 4096, the last one marked")
  func kitty() throws {
    var random = RandomStream(seed: 1)
    let noise = (0..<100 * 100).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    let picture = PNGImage(width: 100, height: 100, layout: .grey, samples: .eight(noise))
    let text = try TerminalPicture.kitty(picture, columns: 10, rows: 5)
    let pieces = text.components(separatedBy: "\u{1B}\\").dropLast()
    #expect(pieces.first?.hasPrefix("\u{1B}_Ga=T,f=100,q=2,c=10,r=5,m=1;") == true)
    #expect(pieces.last?.hasPrefix("\u{1B}_Gm=0;") == true)
    let data = pieces.map { $0.split(separator: ";", maxSplits: 1)[1] }
    #expect(data.dropLast().allSatisfy { $0.count == 4096 })
    #expect(data.joined() == Data(try picture.encoded()).base64EncodedString())
  }

  @Test("Sixels name their colours and set six rows at once")
  func sixels() {
    // Row 0: black, white. Row 1: 128, 64. One band; each pixel its own colour.
    #expect(
      Sixels.encoded(picture)
        == "\u{1B}P0;1;0q\"1;1;2;2#0;2;0;0;0#1;2;100;100;100#2;2;50;50;50#3;2;25;25;25"
        + "#0@?$#1?@$#2A?$#3?A-\u{1B}\\")
  }

  @Test("More than 256 colours are brought to the nearest of a cube")
  func manyColors() {
    var samples: [UInt8] = []
    for number in 0..<300 {
      samples += [UInt8(number % 256), UInt8(number / 2), UInt8(number * 7 % 256)]
    }
    let many = PNGImage(width: 300, height: 1, layout: .rgb, samples: .eight(samples))
    let text = Sixels.encoded(many)
    let colors = text.split(separator: "#").compactMap { part in
      part.contains(";2;") ? Int(part.prefix { $0 != ";" }) : nil
    }
    #expect(colors.count > 20 && colors.count <= 252)
  }

  @Test("Terminals are known by environment or by what they answer")
  func detection() {
    #expect(TerminalGraphics.named(by: ["TERM": "xterm-kitty"]) == .kitty)
    #expect(
      TerminalGraphics.named(by: ["TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"]) == .kitty)
    #expect(TerminalGraphics.named(by: ["TERM": "xterm-kitty", "NO_COLOR": "1"]) == .characters)
    #expect(TerminalGraphics.named(by: ["TERM": "dumb"]) == .characters)
    #expect(TerminalGraphics.named(by: ["TERM": "tmux-256color", "TMUX": "/tmp/x"]) == nil)
    #expect(TerminalGraphics.named(by: ["TERM": "xterm-256color"]) == nil)
    func told(_ text: String) -> TerminalGraphics { TerminalGraphics.told(by: Array(text.utf8)) }
    #expect(told("\u{1B}_Gi=31;OK\u{1B}\\\u{1B}[?62;22c") == .kitty)
    #expect(told("\u{1B}[?62;4;22c") == .sixel)
    #expect(told("\u{1B}[?4;22c") == .blocks)
    #expect(told("") == .blocks && told("\u{1B}[?6") == .blocks)
    #expect(TerminalQuery.isComplete(Array("\u{1B}[?62c".utf8)))
    #expect(!TerminalQuery.isComplete(Array("\u{1B}_Gi=31;OK".utf8)))
  }
}
