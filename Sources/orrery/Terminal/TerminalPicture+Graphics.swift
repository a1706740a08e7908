import Foundation
import OrreryKit

extension TerminalPicture {
  /// Pixels of a character cell where the terminal does not tell.
  private static let cell = (width: 9, height: 18)

  /// The picture in the given way, a string for each line of text or one for the whole.
  /// - Parameter screen: the terminal; `nil` for the usual size of a cell.
  func lines(
    _ graphics: TerminalGraphics, columns: Int, screen: Screen?
  ) throws -> [String] {
    switch graphics {
    case .blocks: return halfBlocks(columns: columns)
    case .characters: return characters(columns: columns)
    case .kitty, .sixel: break
    }
    let cell = (
      width: screen?.cellWidth ?? Self.cell.width, height: screen?.cellHeight ?? Self.cell.height
    )
    // The largest size of the picture's shape in the cells that there are.
    let factor = min(
      Double(columns * cell.width) / Double(picture.width),
      Double(max(1, maximumRows) * cell.height) / Double(picture.height))
    let width = max(1, Int(Double(picture.width) * factor))
    let height = max(1, Int(Double(picture.height) * factor))
    let scaled = picture.scaled(width: width, height: height)
    if graphics == .sixel { return [Sixels.encoded(scaled)] }
    let rows = (height + cell.height - 1) / cell.height
    return [
      try Self.kitty(
        scaled, columns: (width + cell.width - 1) / cell.width, rows: rows)
    ]
  }

  /// The picture as PNG in pieces of the size that the protocol allows, shown on so many cells.
  static func kitty(_ picture: PNGImage, columns: Int, rows: Int) throws -> String {
    let data = Array(Data(try picture.encoded()).base64EncodedString().utf8)
    let size = 4096
    var result = ""
    for start in stride(from: 0, to: data.count, by: size) {
      let end = min(start + size, data.count)
      let control =
        start == 0
        ? "a=T,f=100,q=2,c=\(columns),r=\(rows),m=\(end < data.count ? 1 : 0)"
        : "m=\(end < data.count ? 1 : 0)"
      result +=
        "\u{1B}_G\(control);" + String(decoding: data[start..<end], as: UTF8.self) + "\u{1B}\\"
    }
    return result
  }
}
