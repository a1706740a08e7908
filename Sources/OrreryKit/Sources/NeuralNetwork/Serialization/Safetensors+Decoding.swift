extension Safetensors {
  /// Elements that are converted at a time.
  private static let block = 1 << 16

  static func tensor(_ entry: SafetensorsHeader.Entry, file: String?, read: Reader) throws
    -> StateTensor
  {
    func load<Stored, Value>(_: Stored.Type, _ convert: (Stored) throws -> Value) throws -> [Value]
    {
      try converted(entry.range, read, convert)
    }
    func floats(_ values: [Float]) -> StateTensor {
      StateTensor(values, shape: entry.shape, type: entry.type)
    }
    func integers(_ values: [Int64]) -> StateTensor {
      StateTensor(integers: values, shape: entry.shape, type: entry.type)
    }
    switch entry.type {
    case .float64: return floats(try load(UInt64.self) { Float(Double(bitPattern: $0)) })
    case .float32: return floats(try load(UInt32.self) { Float(bitPattern: $0) })
    case .float16: return floats(try load(UInt16.self) { Float(Float16(bitPattern: $0)) })
    case .bfloat16: return floats(try load(UInt16.self) { Float(bitPattern: UInt32($0) << 16) })
    case .int64: return integers(try load(Int64.self) { $0 })
    case .int32: return integers(try load(Int32.self) { Int64($0) })
    case .int16: return integers(try load(Int16.self) { Int64($0) })
    case .int8: return integers(try load(Int8.self) { Int64($0) })
    case .uint32: return integers(try load(UInt32.self) { Int64($0) })
    case .uint16: return integers(try load(UInt16.self) { Int64($0) })
    case .uint8: return integers(try load(UInt8.self) { Int64($0) })
    case .uint64:
      return integers(
        try load(UInt64.self) {
          guard let value = Int64(exactly: $0) else {
            throw DataError(
              .unsupported, "tensor '\(entry.name)' holds a number beyond 2^63", file: file)
          }
          return value
        })
    case .bool:
      return integers(
        try load(UInt8.self) {
          guard $0 <= 1 else {
            throw DataError(
              .damaged, "tensor '\(entry.name)' holds a truth value of \($0)", file: file)
          }
          return Int64($0)
        })
    }
  }

  /// Reads and converts block by block, so that no second copy of the tensor is ever held.
  /// The format is little-endian, as every machine that this runs on.
  private static func converted<Stored, Value>(
    _ range: Range<Int>, _ read: Reader, _ convert: (Stored) throws -> Value
  ) throws -> [Value] {
    let size = MemoryLayout<Stored>.size
    let count = range.count / size
    var values: [Value] = []
    values.reserveCapacity(count)
    var raw = [UInt8](repeating: 0, count: min(count, block) * size)
    for start in stride(from: 0, to: count, by: block) {
      let part = min(block, count - start)
      try raw.withUnsafeMutableBytes { buffer in
        let piece = UnsafeMutableRawBufferPointer(rebasing: buffer[..<(part * size)])
        try read(range.lowerBound + start * size, piece)
        for i in 0..<part {
          values.append(
            try convert(piece.loadUnaligned(fromByteOffset: i * size, as: Stored.self)))
        }
      }
    }
    return values
  }
}
