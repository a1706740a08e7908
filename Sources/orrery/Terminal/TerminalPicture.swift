import Figures
import OrreryKit

/// A picture as text: half-blocks with colours, or a ramp of characters where there are none.
struct TerminalPicture {
  let picture: PNGImage
  /// Most lines of text.
  var maximumRows: Int
  /// Red, green, blue of each pixel.
  private let colors: [UInt8]

  init(picture: PNGImage, maximumRows: Int = 40) {
    self.picture = picture
    self.maximumRows = maximumRows
    colors = picture.colors
  }

  /// Two pixels to a character cell, 24-bit colours; lines end with a reset.
  func halfBlocks(columns: Int) -> [String] {
    let (width, height) = size(columns: columns, rowsPerCell: 2)
    return stride(from: 0, to: height, by: 2).map { y in
      var line = ""
      for x in 0..<width {
        let upper = color(x, y, width, height)
        let lower = y + 1 < height ? color(x, y + 1, width, height) : upper
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
    return stride(from: 0, to: height, by: 2).map { y in
      String(
        (0..<width).map { x in
          let here = [y, min(y + 1, height - 1)].map { color(x, $0, width, height) }
          let brightness = here.map {
            Double($0.red) * 0.3 + Double($0.green) * 0.59 + Double($0.blue) * 0.11
          }
          let mean = brightness.reduce(0, +) / 2
          return ramp[min(ramp.count - 1, Int(mean / 256 * Double(ramp.count)))]
        })
    }
  }

  /// The picture in another number of pixels: the mean where they grow, the nearest otherwise.
  func scaled(width: Int, height: Int) -> PNGImage {
    if width == picture.width, height == picture.height { return picture }
    var samples: [UInt8] = []
    samples.reserveCapacity(3 * width * height)
    for y in 0..<height {
      for x in 0..<width {
        let color = color(x, y, width, height)
        samples += [color.red, color.green, color.blue]
      }
    }
    return PNGImage(width: width, height: height, layout: .rgb, samples: .eight(samples))
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

  /// Mean colour of the picture's pixels under one of `width × height` areas, or the nearest pixel
  /// where areas are smaller than pixels.
  private func color(_ x: Int, _ y: Int, _ width: Int, _ height: Int) -> Color {
    let columns = range(x, width, picture.width), rows = range(y, height, picture.height)
    var sum = (0, 0, 0)
    for row in rows {
      for column in columns {
        let place = 3 * (row * picture.width + column)
        sum.0 += Int(colors[place])
        sum.1 += Int(colors[place + 1])
        sum.2 += Int(colors[place + 2])
      }
    }
    let count = rows.count * columns.count
    return Color(UInt8(sum.0 / count), UInt8(sum.1 / count), UInt8(sum.2 / count))
  }

  private func range(_ index: Int, _ count: Int, _ total: Int) -> Range<Int> {
    let start = index * total / count
    return start..<max(start + 1, (index + 1) * total / count)
  }
}
