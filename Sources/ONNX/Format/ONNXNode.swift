import OrreryKit

/// One operation of a graph: a NodeProto.
struct ONNXNode: Sendable, Equatable {
  var name = ""
  /// `Conv`.
  var type: String
  /// Empty for the standard operators.
  var domain = ""
  /// Names of values; an optional one that is absent is empty.
  var inputs: [String]
  var outputs: [String]
  var attributes: [String: ONNXAttribute] = [:]

  /// Of the operators of classical machine learning.
  static let learningDomain = "ai.onnx.ml"

  /// The operator: its type, behind the domain where that is no standard one.
  var key: String { domain.isEmpty || domain == "ai.onnx" ? type : "\(domain).\(type)" }

  init(
    _ type: String, _ inputs: [String], _ outputs: [String],
    _ attributes: [String: ONNXAttribute] = [:], domain: String = ""
  ) {
    self.type = type
    self.domain = domain
    self.inputs = inputs
    self.outputs = outputs
    self.attributes = attributes
  }

  init(_ bytes: [UInt8], _ range: Range<Int>) throws {
    self.init("", [], [])
    var reader = WireReader(bytes, range)
    while let field = try reader.next() {
      switch field.number {
      case 1: inputs.append(try field.text(bytes))
      case 2: outputs.append(try field.text(bytes))
      case 3: name = try field.text(bytes)
      case 4: type = try field.text(bytes)
      case 5:
        let (name, value) = try ONNXAttribute.read(bytes, field.range())
        attributes[name] = value
      case 7: domain = try field.text(bytes)
      default: break
      }
    }
  }

  func write(_ writer: inout WireWriter) {
    for input in inputs { writer.text(1, input) }
    for output in outputs { writer.text(2, output) }
    if !name.isEmpty { writer.text(3, name) }
    writer.text(4, type)
    for (name, value) in attributes.sorted(by: { $0.key < $1.key }) {
      writer.message(5) { value.write(name, &$0) }
    }
    if !domain.isEmpty { writer.text(7, domain) }
  }
}
