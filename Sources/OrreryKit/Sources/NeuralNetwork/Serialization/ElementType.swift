/// Type of the numbers of a stored tensor, by its safetensors name.
@frozen
public enum ElementType: String, Sendable, CaseIterable {
  case float64 = "F64"
  case float32 = "F32"
  case float16 = "F16"
  case bfloat16 = "BF16"
  case int64 = "I64"
  case int32 = "I32"
  case int16 = "I16"
  case int8 = "I8"
  case uint64 = "U64"
  case uint32 = "U32"
  case uint16 = "U16"
  case uint8 = "U8"
  case bool = "BOOL"

  /// Bytes of one element.
  public var size: Int {
    switch self {
    case .float64, .int64, .uint64: 8
    case .float32, .int32, .uint32: 4
    case .float16, .bfloat16, .int16, .uint16: 2
    case .int8, .uint8, .bool: 1
    }
  }

  public var isFloatingPoint: Bool {
    switch self {
    case .float64, .float32, .float16, .bfloat16: true
    default: false
    }
  }

  /// Whether an integer can be stored in this type exactly.
  func holds(_ value: Int64) -> Bool {
    switch self {
    case .int64: true
    case .int32: Int32(exactly: value) != nil
    case .int16: Int16(exactly: value) != nil
    case .int8: Int8(exactly: value) != nil
    case .uint64: value >= 0
    case .uint32: UInt32(exactly: value) != nil
    case .uint16: UInt16(exactly: value) != nil
    case .uint8: UInt8(exactly: value) != nil
    case .bool: value == 0 || value == 1
    default: false
    }
  }
}
