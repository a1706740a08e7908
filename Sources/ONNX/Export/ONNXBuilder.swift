import OrreryKit

/// Builds a graph node by node; values are known by their names.
public struct ONNXBuilder {
  private(set) var file = ONNXFile()
  private var stored: Set<String> = []
  private var count = 0

  public init(name: String) {
    file.name = name
    file.producer = "Orrery"
  }

  /// An input of the graph.
  /// - Parameter shape: a whole number for a fixed side, a name for one of any length.
  /// - Returns: its name.
  public mutating func input(_ name: String, shape: [ONNXSide]) -> String {
    file.inputs.append(Self.port(name, shape))
    return name
  }

  /// Makes a value an output of the graph under a name of its own.
  public mutating func output(_ value: String, named name: String, shape: [ONNXSide]) {
    file.nodes.append(ONNXNode("Identity", [value], [name]))
    file.outputs.append(Self.port(name, shape))
  }

  private static func port(_ name: String, _ shape: [ONNXSide]) -> ONNXPort {
    var symbols: [Int: String] = [:]
    for (place, side) in shape.enumerated() {
      if case .named(let name) = side { symbols[place] = name }
    }
    return ONNXPort(name, shape: shape.map(\.length), symbols: symbols)
  }

  /// A node of one output.
  /// - Returns: the name of its value.
  mutating func add(
    _ type: String, _ inputs: [String], _ attributes: [String: ONNXAttribute] = [:],
    domain: String = ""
  ) -> String {
    add(type, inputs, attributes, domain: domain, outputs: 1)[0]
  }

  /// A node of several outputs.
  mutating func add(
    _ type: String, _ inputs: [String], _ attributes: [String: ONNXAttribute],
    domain: String = "", outputs: Int
  ) -> [String] {
    count += 1
    let names = (0..<outputs).map { "\(type.lowercased())_\(count)" + ($0 == 0 ? "" : "_\($0)") }
    file.nodes.append(ONNXNode(type, inputs, names, attributes, domain: domain))
    return names
  }

  /// Stored numbers; those of a name are stored once.
  mutating func constant(_ tensor: Tensor, named name: String) -> String {
    if stored.insert(name).inserted {
      file.tensors.append(
        ONNXTensor(name: name, shape: tensor.shape, values: .floats(tensor.scalars)))
    }
    return name
  }

  mutating func number(_ value: Float) -> String {
    constant(Tensor(value), named: "number_\(value)")
  }

  mutating func whole(_ values: [Int]) -> String {
    let name = "whole_" + values.map(String.init).joined(separator: "_")
    if stored.insert(name).inserted {
      file.tensors.append(
        ONNXTensor(name: name, shape: [values.count], values: .integers(values.map(Int64.init))))
    }
    return name
  }

  mutating func reshaped(_ value: String, _ shape: [Int]) -> String {
    let shape = whole(shape)
    return add("Reshape", [value, shape])
  }

  mutating func slice(_ value: String, axis: Int, _ range: Range<Int>) -> String {
    let inputs = [
      value, whole([range.lowerBound]), whole([range.upperBound]), whole([axis]),
    ]
    return add("Slice", inputs)
  }
}

/// One side of an input or output.
public enum ONNXSide: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
  case fixed(Int)
  /// Of any length; sides of one name have one length.
  case named(String)

  public init(integerLiteral value: Int) { self = .fixed(value) }
  public init(stringLiteral value: String) { self = .named(value) }

  var length: Int? { if case .fixed(let length) = self { length } else { nil } }
}
