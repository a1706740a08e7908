extension Safetensors {
  /// The file's bytes: equal content gives equal bytes.
  ///
  /// Wide elements come first, then names in order, so that every tensor is aligned to its
  /// element; the header is padded to 8 bytes.
  public var bytes: [UInt8] {
    let ordered = tensors.sorted {
      ($1.value.type.size, $0.key) < ($0.value.type.size, $1.key)
    }
    var members: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key < $1.key }
        .map { Self.quoted($0.key) + ":" + Self.quoted($0.value) }
      members.append("\"__metadata__\":{" + pairs.joined(separator: ",") + "}")
    }
    var position = 0
    for (name, tensor) in ordered {
      let end = position + tensor.shape.reduce(tensor.type.size, *)
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      members.append(
        Self.quoted(name) + ":{\"dtype\":\"\(tensor.type.rawValue)\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(position),\(end)]}")
      position = end
    }
    var header = Array(("{" + members.joined(separator: ",") + "}").utf8)
    while header.count % 8 != 0 { header.append(0x20) }
    var result: [UInt8] = []
    result.reserveCapacity(8 + header.count + position)
    Self.append([UInt64(header.count)], to: &result)
    result += header
    for (_, tensor) in ordered { Self.append(tensor, to: &result) }
    return result
  }

  /// Writes the file whole or not at all.
  /// - Throws: `DataError.unwritable`; a file that was there before stays as it was.
  public func write(to path: String) throws { try AtomicFile.write(bytes, to: path) }

  /// The same tensors, floats stored as `type` (Float16 halves the file; values beyond ±65504
  /// become infinite, see `nonFinite` after reading).
  public func stored(as type: ElementType) -> Safetensors {
    precondition(type.isFloatingPoint, "Safetensors.stored: \(type) is no floating-point type")
    var result = self
    for (name, tensor) in tensors where tensor.floats != nil { result.tensors[name]?.type = type }
    return result
  }

  private static func append(_ tensor: StateTensor, to result: inout [UInt8]) {
    switch (tensor.values, tensor.type) {
    case (.floats(let values), .float64): append(values.map(Double.init), to: &result)
    case (.floats(let values), .float16): append(values.map(Float16.init), to: &result)
    case (.floats(let values), .bfloat16): append(values.map(bfloat16), to: &result)
    case (.floats(let values), _): append(values, to: &result)
    case (.integers(let values), .int32): append(values.map(Int32.init), to: &result)
    case (.integers(let values), .int16): append(values.map(Int16.init), to: &result)
    case (.integers(let values), .int8): append(values.map(Int8.init), to: &result)
    case (.integers(let values), .uint64): append(values.map(UInt64.init), to: &result)
    case (.integers(let values), .uint32): append(values.map(UInt32.init), to: &result)
    case (.integers(let values), .uint16): append(values.map(UInt16.init), to: &result)
    case (.integers(let values), .uint8), (.integers(let values), .bool):
      append(values.map(UInt8.init), to: &result)
    case (.integers(let values), _): append(values, to: &result)
    }
  }

  private static func append<T>(_ values: [T], to result: inout [UInt8]) {
    values.withUnsafeBytes { result.append(contentsOf: $0) }
  }

  /// The upper half of a Float32, rounded to nearest, ties to even; NaN stays NaN.
  private static func bfloat16(_ value: Float) -> UInt16 {
    if value.isNaN { return 0x7FC0 }
    let bits = value.bitPattern
    return UInt16(truncatingIfNeeded: (bits &+ 0x7FFF &+ ((bits >> 16) & 1)) >> 16)
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\u{0}"..<" ":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
