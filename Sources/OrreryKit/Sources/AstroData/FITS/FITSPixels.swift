/// Pixels to be written, each in the type they are stored as.
///
/// Unsigned types other than `uint8` are stored with BZERO by the convention of the standard.
public enum FITSPixels: Sendable {
  case uint8([UInt8])
  case int16([Int16])
  case uint16([UInt16])
  case int32([Int32])
  case uint32([UInt32])
  case int64([Int64])
  case uint64([UInt64])
  case float32([Float])
  case float64([Double])

  /// How many.
  public var count: Int {
    switch self {
    case .uint8(let v): v.count
    case .int16(let v): v.count
    case .uint16(let v): v.count
    case .int32(let v): v.count
    case .uint32(let v): v.count
    case .int64(let v): v.count
    case .uint64(let v): v.count
    case .float32(let v): v.count
    case .float64(let v): v.count
    }
  }

  var bitpix: Int {
    switch self {
    case .uint8: 8
    case .int16, .uint16: 16
    case .int32, .uint32: 32
    case .int64, .uint64: 64
    case .float32: -32
    case .float64: -64
    }
  }

  /// BZERO of an unsigned type.
  var zeroCard: Card? {
    let comment = "stored as signed integers"
    switch self {
    case .uint16: return Card("BZERO", 32768, comment: comment)
    case .uint32: return Card("BZERO", 2_147_483_648, comment: comment)
    case .uint64: return Card("BZERO", .real(0x1p63), comment: comment)
    default: return nil
    }
  }

  /// Stored bytes, big-endian.
  var bytes: [UInt8] {
    switch self {
    case .uint8(let v): v
    case .int16(let v): BigEndian.bytes(v) { $0 }
    case .uint16(let v): BigEndian.bytes(v) { $0 ^ 0x8000 }
    case .int32(let v): BigEndian.bytes(v) { $0 }
    case .uint32(let v): BigEndian.bytes(v) { $0 ^ 0x8000_0000 }
    case .int64(let v): BigEndian.bytes(v) { $0 }
    case .uint64(let v): BigEndian.bytes(v) { $0 ^ (1 << 63) }
    case .float32(let v): BigEndian.bytes(v) { $0.bitPattern }
    case .float64(let v): BigEndian.bytes(v) { $0.bitPattern }
    }
  }
}

/// Values to big-endian bytes.
enum BigEndian {
  static func bytes<Value, Stored: FixedWidthInteger>(
    _ values: [Value], _ stored: (Value) -> Stored
  ) -> [UInt8] {
    let size = MemoryLayout<Stored>.size
    return [UInt8](unsafeUninitializedCapacity: values.count * size) { buffer, filled in
      let raw = UnsafeMutableRawBufferPointer(buffer)
      values.withUnsafeBufferPointer { values in
        for index in values.indices {
          raw.storeBytes(
            of: stored(values[index]).bigEndian, toByteOffset: index * size, as: Stored.self)
        }
      }
      filled = values.count * size
    }
  }

  static func append<Stored: FixedWidthInteger>(_ value: Stored, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
  }
}
