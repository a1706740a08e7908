import AstroData

extension PNGImage {
  /// Red, green and blue of each pixel in 8 bits, the top row first; opacity is left out.
  public var colors: [UInt8] {
    let bytes: [UInt8]
    switch samples {
    case .eight(let samples): bytes = samples
    case .sixteen(let samples): bytes = samples.map { UInt8($0 >> 8) }
    }
    if layout == .rgb { return bytes }
    let channels = layout.channels
    var result: [UInt8] = []
    result.reserveCapacity(3 * width * height)
    for start in stride(from: 0, to: bytes.count, by: channels) {
      let (green, blue) = channels >= 3 ? (start + 1, start + 2) : (start, start)
      result.append(bytes[start])
      result.append(bytes[green])
      result.append(bytes[blue])
    }
    return result
  }
}
