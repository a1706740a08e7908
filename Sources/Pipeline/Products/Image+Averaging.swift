import OrreryKit

extension Image {
  /// The means of the finite pixels in blocks, for pictures: masks and coordinates stay behind.
  /// - Parameter factor: side of a block; rows and columns that fill none at the ends are left out.
  public func averaged(by factor: Int) -> Image {
    precondition(factor > 0, "averaged: blocks of \(factor)")
    guard factor > 1, planeSize > 0 else { return self }
    let (rows, columns) = (max(1, height / factor), max(1, width / factor))
    let (deep, wide) = (min(factor, height), min(factor, width))
    var means = [Float](repeating: .nan, count: channels * rows * columns)
    pixels.withUnsafeBufferPointer { pixels in
      for channel in 0..<channels {
        for y in 0..<rows {
          for x in 0..<columns {
            var sum: Float = 0
            var count: Float = 0
            for row in y * factor..<y * factor + deep {
              let start = (channel * height + row) * width + x * factor
              for value in pixels[start..<start + wide] where value.isFinite {
                sum += value
                count += 1
              }
            }
            if count > 0 { means[(channel * rows + y) * columns + x] = sum / count }
          }
        }
      }
    }
    var result = Image(
      pixels: means, channels: channels, height: rows, width: columns, header: header, name: name)
    result.bands = bands
    result.unit = unit
    return result
  }
}
