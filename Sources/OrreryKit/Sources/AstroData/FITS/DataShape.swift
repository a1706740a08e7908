/// The size of an HDU's data, computed from its header with overflow checks.
struct DataShape {
  let bitpix: Int
  /// NAXIS1, NAXIS2, …: the fastest first.
  let axes: [Int]
  let parameterCount: Int
  let groupCount: Int
  let isRandomGroups: Bool
  /// XTENSION; empty for the primary HDU.
  let extensionType: String
  /// Bytes of data without padding.
  let byteCount: Int

  init(_ header: Header, isPrimary: Bool) throws {
    extensionType = isPrimary ? "" : header.string("XTENSION") ?? ""
    bitpix = try DataShape.bitpix(header, "BITPIX")
    axes = try DataShape.axes(header, "NAXIS")
    isRandomGroups = isPrimary && header.logical("GROUPS") == true && axes.first == 0
    let hasGroups = !isPrimary || isRandomGroups
    parameterCount = hasGroups ? try DataShape.count(header, "PCOUNT", default: 0) : 0
    groupCount = hasGroups ? try DataShape.count(header, "GCOUNT", default: 1) : 1
    guard isRandomGroups || groupCount == 1 else {
      throw DataError(.unsupported, "GCOUNT = \(groupCount) (only random groups have several)")
    }
    // |BITPIX| / 8 × GCOUNT × (PCOUNT + NAXIS1 × NAXIS2 × …)
    var size = axes.isEmpty ? 0 : 1
    for axis in isRandomGroups ? axes.dropFirst() : axes[...] {
      size = try DataShape.product(size, axis)
    }
    let (sum, overflow) = size.addingReportingOverflow(parameterCount)
    guard !overflow else { throw DataError(.tooLarge, "PCOUNT = \(parameterCount)") }
    byteCount = try DataShape.product(DataShape.product(sum, groupCount), abs(bitpix) / 8)
  }

  /// BITPIX or ZBITPIX.
  static func bitpix(_ header: Header, _ keyword: String) throws -> Int {
    guard let value = header.integer(keyword) else {
      throw DataError(.damaged, "\(keyword) is missing or no whole number")
    }
    guard [8, 16, 32, 64, -32, -64].contains(value) else {
      throw DataError(.damaged, "\(keyword) = \(value) is none of 8, 16, 32, 64, -32, -64")
    }
    return value
  }

  /// NAXISn or ZNAXISn.
  static func axes(_ header: Header, _ keyword: String) throws -> [Int] {
    guard let count = header.integer(keyword), count >= 0 else {
      throw DataError(.damaged, "\(keyword) is missing or no axis count")
    }
    guard count <= ReadLimits.axes else {
      throw DataError(.tooLarge, "\(keyword) = \(count); at most \(ReadLimits.axes) axes are read")
    }
    return try (0..<count).map { axis in
      let name = "\(keyword)\(axis + 1)"
      guard let length = header.integer(name), length >= 0 else {
        throw DataError(.damaged, "\(name) is missing or no length")
      }
      return length
    }
  }

  static func count(_ header: Header, _ keyword: String, default value: Int) throws -> Int {
    guard header[keyword] != nil else { return value }
    guard let count = header.integer(keyword), count >= 0 else {
      throw DataError(.damaged, "\(keyword) is no count")
    }
    return count
  }

  static func product(_ first: Int, _ second: Int) throws -> Int {
    let (result, overflow) = first.multipliedReportingOverflow(by: second)
    guard !overflow else {
      throw DataError(.tooLarge, "the header declares more than 2^63 bytes")
    }
    return result
  }
}
