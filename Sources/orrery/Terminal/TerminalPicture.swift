import Figures
import OrreryKit

/// A picture as text: half-blocks with colours, or a ramp of characters where there are none.
struct TerminalPicture {
  let picture: PNGImage
  /// Most lines of text.
  var maximumRows = 40

  /// Two pixels to a character cell, 24-bit colours; lines end with a reset.
  func halfBlocks(columns: Int) -> [String] {
    let (width, height) = size(columns: columns, rowsPerCell: 2)
    let colors = picture.scaled(width: width, height: height).colors
    return stride(from: 0, to: height, by: 2).map { y in
      var line = ""
      for x in 0..<width {
        let upper = Self.color(colors, y * width + x)
        let lower = y + 1 < height ? Self.color(colors, (y + 1) * width + x) : upper
        line +=
          "\u{1B}[38;2;\(upper.red);\(upper.green);\(upper.blue)m"
          + "\u{1B}[48;2;\(lower.red);\(lower.green);\(lower.blue)m▀"
      }
      return line + "\u{1B}[0m"
    }
  }

  /// One character to two pixels above each other, darkest to brightest.
  func characters(columns: Int) -> [String] {
    let ramp = Array(" .:-=+*#%@")
    let (width, height) = size(columns: columns, rowsPerCell: 2)
    let colors = picture.scaled(width: width, height: height).colors
    return stride(from: 0, to: height, by: 2).map { y in
      String(
        (0..<width).map { x in
          let here = [y, min(y + 1, height - 1)].map { Self.color(colors, $0 * width + x) }
          let brightness = here.map {
            Double($0.red) * 0.3 + Double($0.green) * 0.59 + Double($0.blue) * 0.11
          }
          let mean = brightness.reduce(0, +) / 2
          return ramp[min(ramp.count - 1, Int(mean / 256 * Double(ramp.count)))]
        })
    }
  }

  /// Cells keep the picture's shape: a cell is about twice as high as wide.
  private func size(columns: Int, rowsPerCell: Int) -> (width: Int, height: Int) {
    let limit = max(1, maximumRows) * rowsPerCell
    var width = max(1, columns)
    var height = max(1, (width * picture.height + picture.width / 2) / max(1, picture.width))
    if height > limit {
      height = limit
      width = max(1, min(width, height * picture.width / max(1, picture.height)))
    }
    return (width, height)
  }

  private static func color(_ colors: [UInt8], _ place: Int) -> Color {
    Color(colors[3 * place], colors[3 * place + 1], colors[3 * place + 2])
  }
}
