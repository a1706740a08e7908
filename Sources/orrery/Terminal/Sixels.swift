import Figures
import OrreryKit

/// A picture as DEC sixels: six rows at once, a colour at a time.
enum Sixels {
  /// - Returns: the whole escape sequence, with at most 256 colours: the picture's own, or the nearest
  ///   of 6 × 7 × 6 where it has more.
  static func encoded(_ picture: PNGImage) -> String {
    let (width, height) = (picture.width, picture.height)
    let (colors, places) = palette(picture)
    var result = "\u{1B}P0;1;0q\"1;1;\(width);\(height)"
    for (number, color) in colors.enumerated() {
      let percent = [color.red, color.green, color.blue].map { (Int($0) * 100 + 127) / 255 }
      result += "#\(number);2;\(percent[0]);\(percent[1]);\(percent[2])"
    }
    for top in stride(from: 0, to: height, by: 6) {
      let rows = top..<min(top + 6, height)
      var bands: [Int: [UInt8]] = [:]
      for y in rows {
        for x in 0..<width {
          bands[places[y * width + x], default: [UInt8](repeating: 0, count: width)][x] |=
            1 << UInt8(y - top)
        }
      }
      let lines = bands.keys.sorted().map { "#\($0)" + runs(bands[$0] ?? []) }
      result += lines.joined(separator: "$") + "-"
    }
    return result + "\u{1B}\\"
  }

  /// Equal signs behind each other as `!COUNT SIGN`.
  private static func runs(_ bits: [UInt8]) -> String {
    var result = ""
    var start = 0
    while start < bits.count {
      var end = start + 1
      while end < bits.count, bits[end] == bits[start] { end += 1 }
      let sign = String(UnicodeScalar(63 + bits[start]))
      result +=
        end - start > 3 ? "!\(end - start)\(sign)" : String(repeating: sign, count: end - start)
      start = end
    }
    return result
  }

  /// The colours, and the colour of each pixel.
  private static func palette(_ picture: PNGImage) -> ([Color], [Int]) {
    var numbers: [Color: Int] = [:]
    var colors: [Color] = []
    var places = [Int](repeating: 0, count: picture.width * picture.height)
    let samples = picture.colors
    func fill(_ reduce: (Color) -> Color) -> Bool {
      (numbers, colors) = ([:], [])
      for place in places.indices {
        let color = reduce(
          Color(samples[3 * place], samples[3 * place + 1], samples[3 * place + 2]))
        if numbers[color] == nil {
          if colors.count == 256 { return false }
          numbers[color] = colors.count
          colors.append(color)
        }
        places[place] = numbers[color] ?? 0
      }
      return true
    }
    func level(_ value: UInt8, _ steps: Int) -> UInt8 {
      UInt8((Int(value) * (steps - 1) + 127) / 255 * 255 / (steps - 1))
    }
    if !fill({ $0 }) {
      _ = fill { Color(level($0.red, 6), level($0.green, 7), level($0.blue, 6)) }
    }
    return (colors, places)
  }
}
