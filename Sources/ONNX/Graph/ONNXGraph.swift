import OrreryKit

/// A graph that is checked and can be run: its stored numbers are parameters, named as in the file.
public struct ONNXGraph: Module {
  public let file: ONNXFile
  /// Stored numbers by name.
  let parameters: [String: Parameter]
  /// Stored whole numbers by name.
  private let constants: [String: ONNXValue]
  /// For each node the values that nothing behind it reads.
  private let released: [[String]]

  /// Values in memory between two nodes.
  private static let mostHeld = 1 << 30

  /// Operators that are read, in order.
  public static var operators: [String] { ONNXOperators.all.keys.sorted() }

  /// - Throws: `DataError` that names the node for an operator that is not read, a value that nothing
  ///   makes, or a name that two make.
  public init(_ file: ONNXFile) throws {
    var known: Set<String> = []
    var parameters: [String: Parameter] = [:]
    var constants: [String: ONNXValue] = [:]
    for tensor in file.tensors {
      guard known.insert(tensor.name).inserted else {
        throw DataError(.damaged, "two tensors are named '\(tensor.name)'")
      }
      switch ONNXValue(tensor) {
      case .floats(let value): parameters[tensor.name] = Parameter(value)
      case .integers(let values, let shape):
        constants[tensor.name] = .integers(values, shape: shape)
      }
    }
    for input in file.inputs {
      guard known.insert(input.name).inserted else {
        throw DataError(.damaged, "two inputs are named '\(input.name)'")
      }
    }
    for node in file.nodes {
      guard ONNXOperators.all[node.key] != nil else {
        throw DataError(.unsupported, "node \(node.place): this operator is not read")
      }
      if let absent = node.inputs.first(where: { !$0.isEmpty && !known.contains($0) }) {
        throw DataError(.damaged, "node \(node.place): nothing before it makes '\(absent)'")
      }
      for output in node.outputs where !output.isEmpty {
        guard known.insert(output).inserted else {
          throw DataError(.damaged, "node \(node.place): '\(output)' is made twice")
        }
      }
    }
    guard !file.outputs.isEmpty else { throw DataError(.damaged, "the graph has no output") }
    for output in file.outputs where !known.contains(output.name) {
      throw DataError(.damaged, "nothing makes the output '\(output.name)'")
    }
    self.file = file
    self.parameters = parameters
    self.constants = constants
    released = Self.released(file)
  }

  private static func released(_ file: ONNXFile) -> [[String]] {
    var last: [String: Int] = [:]
    for (place, node) in file.nodes.enumerated() {
      for name in node.inputs + node.outputs where !name.isEmpty { last[name] = place }
    }
    for output in file.outputs { last[output.name] = nil }
    var released = [[String]](repeating: [], count: file.nodes.count)
    for (name, place) in last { released[place].append(name) }
    return released
  }

  public var members: [(name: String, value: Any)] {
    parameters.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// Runs the graph.
  /// - Parameters:
  ///   - inputs: a tensor for each input, in order.
  ///   - wanted: names of outputs; all where empty.
  /// - Throws: `DataError` that names the node where shapes do not go together.
  public func run(_ inputs: [Tensor], wanted: [String] = []) throws -> [String: Tensor] {
    guard inputs.count == file.inputs.count else {
      throw DataError(
        .invalidValue, "the graph takes \(file.inputs.count) inputs, \(inputs.count) are given")
    }
    var values = constants
    for (name, parameter) in parameters { values[name] = .floats(parameter.tensor) }
    for (port, tensor) in zip(file.inputs, inputs) {
      values[port.name] =
        port.isInteger
        ? .integers(tensor.scalars.map { Int64(exactly: $0.rounded()) ?? 0 }, shape: tensor.shape)
        : .floats(tensor)
    }
    for (place, node) in file.nodes.enumerated() {
      let call = ONNXCall(
        node: node, inputs: node.inputs.map { $0.isEmpty ? nil : values[$0] },
        version: file.operators)
      guard let operation = ONNXOperators.all[node.key] else {
        throw call.failure("this operator is not read", .unsupported)
      }
      let results = try operation(call)
      for (name, result) in zip(node.outputs, results) where !name.isEmpty { values[name] = result }
      if let absent = node.outputs.dropFirst(results.count).first(where: { !$0.isEmpty }) {
        throw call.failure("its output '\(absent)' is not made", .unsupported)
      }
      for name in released[place] { values[name] = nil }
      let held = values.values.reduce(0) { $0 + $1.shape.reduce(1, *) }
      guard held <= Self.mostHeld else {
        throw call.failure("\(held) values must be held at once", .tooLarge)
      }
    }
    var outputs: [String: Tensor] = [:]
    for output in file.outputs where wanted.isEmpty || wanted.contains(output.name) {
      outputs[output.name] = values[output.name]?.tensor
    }
    return outputs
  }
}
