import OrreryKit

/// A setting of a node: an AttributeProto.
enum ONNXAttribute: Sendable, Equatable {
  case integer(Int64)
  case float(Float)
  case text(String)
  case integers([Int64])
  case floats([Float])
  case texts([String])
  case tensor(ONNXTensor)
  /// Of a kind that is not read: a graph, a sparse tensor.
  case other

  /// - Returns: the name and the value.
  static func read(_ bytes: [UInt8], _ range: Range<Int>) throws -> (String, ONNXAttribute) {
    var reader = WireReader(bytes, range)
    var name = ""
    var type: Int64 = 0
    var float: Float = 0
    var integer: Int64 = 0
    var text = ""
    var tensor: ONNXTensor?
    var floats: [Float] = []
    var integers: [Int64] = []
    var texts: [String] = []
    while let field = try reader.next() {
      switch field.number {
      case 1: name = try field.text(bytes)
      case 2: float = try field.float()
      case 3: integer = try field.whole()
      // Bytes need not be text: such an attribute is of no operator that is read.
      case 4: text = (try? field.text(bytes)) ?? ""
      case 5:
        var none: ONNXOutside?
        tensor = try ONNXTensor(bytes, field.range(), outside: &none)
      case 7: floats += try field.floats(bytes)
      case 8: integers += try field.wholes(bytes)
      case 9: texts.append((try? field.text(bytes)) ?? "")
      case 20: type = try field.whole()
      default: break
      }
    }
    switch type {
    case 1: return (name, .float(float))
    case 2: return (name, .integer(integer))
    case 3: return (name, .text(text))
    case 4: return (name, tensor.map(ONNXAttribute.tensor) ?? .other)
    case 6: return (name, .floats(floats))
    case 7: return (name, .integers(integers))
    case 8: return (name, .texts(texts))
    default: return (name, .other)
    }
  }

  func write(_ name: String, _ writer: inout WireWriter) {
    writer.text(1, name)
    switch self {
    case .float(let value):
      writer.float(2, value)
      writer.whole(20, 1)
    case .integer(let value):
      writer.whole(3, value)
      writer.whole(20, 2)
    case .text(let value):
      writer.text(4, value)
      writer.whole(20, 3)
    case .tensor(let value):
      writer.message(5, value.write)
      writer.whole(20, 4)
    case .floats(let values):
      for value in values { writer.float(7, value) }
      writer.whole(20, 6)
    case .integers(let values):
      for value in values { writer.whole(8, value) }
      writer.whole(20, 7)
    case .texts(let values):
      for value in values { writer.text(9, value) }
      writer.whole(20, 8)
    case .other: break
    }
  }
}
