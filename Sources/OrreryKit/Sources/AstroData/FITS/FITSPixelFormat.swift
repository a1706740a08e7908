/// How the pixels of an `Image` are stored.
@frozen
public enum FITSPixelFormat: String, Sendable, Codable, CaseIterable {
  case uint8, int16, uint16, int32, uint32, int64, float32, float64

  /// The image's pixels in this format. Integers are rounded to the nearest; a NaN becomes BLANK.
  /// - Throws: `DataError.invalidValue` where a value does not fit.
  func pixels(_ values: [Float]) throws -> (pixels: FITSPixels, blank: Int64?) {
    switch self {
    case .float32: return (.float32(values), nil)
    case .float64: return (.float64(values.map(Double.init)), nil)
    case .uint8:
      let (stored, blank) = try integers(values, blank: UInt8.max)
      return (.uint8(stored), blank.map { Int64($0) })
    case .int16:
      let (stored, blank) = try integers(values, blank: Int16.min)
      return (.int16(stored), blank.map { Int64($0) })
    case .uint16:
      // BLANK is a stored value: the largest one.
      let (stored, blank) = try integers(values, blank: UInt16.max)
      return (.uint16(stored), blank.map { _ in Int64(Int16.max) })
    case .int32:
      let (stored, blank) = try integers(values, blank: Int32.min)
      return (.int32(stored), blank.map { Int64($0) })
    case .uint32:
      let (stored, blank) = try integers(values, blank: UInt32.max)
      return (.uint32(stored), blank.map { _ in Int64(Int32.max) })
    case .int64:
      let (stored, blank) = try integers(values, blank: Int64.min)
      return (.int64(stored), blank)
    }
  }

  private func integers<Stored: FixedWidthInteger>(
    _ values: [Float], blank: Stored
  ) throws -> (values: [Stored], blank: Stored?) {
    var anyMissing = false
    let stored = try values.map { value -> Stored in
      if value.isNaN {
        anyMissing = true
        return blank
      }
      guard let number = Stored(exactly: value.rounded()) else {
        throw DataError(.invalidValue, "the pixel value \(value) does not fit into \(rawValue)")
      }
      return number
    }
    guard anyMissing else { return (stored, nil) }
    for (value, number) in zip(values, stored) where number == blank && !value.isNaN {
      throw DataError(
        .invalidValue, "\(rawValue) has no value left for missing pixels: \(value) is in use")
    }
    return (stored, blank)
  }
}
