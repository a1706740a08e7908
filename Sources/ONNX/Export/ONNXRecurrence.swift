import OrreryKit

extension ONNXBuilder {
  /// A recurrent layer as nodes, one for each of its layers.
  /// - Parameters:
  ///   - type: `LSTM`, `GRU` or `RNN`.
  ///   - gates: for each gate of the file its place here.
  ///   - input: `[N, T, C]`.
  ///   - lengths: name of whole numbers, one for each sequence; all steps where `nil`.
  /// - Returns: the output of the last layer, `[N, T, D · H]`.
  mutating func recurrence(
    _ type: String, gates: [Int], _ module: any Module, _ input: String, lengths: String? = nil,
    name: String, attributes: [String: ONNXAttribute] = [:]
  ) throws -> String {
    let parameters = Dictionary(
      module.members.compactMap { member in
        (member.value as? Parameter).map { (member.name, $0.value) }
      }, uniquingKeysWith: { first, _ in first })
    var value = add("Transpose", [input], ["perm": .integers([1, 0, 2])])  // [T, N, C]
    var layer = 0
    while let first = parameters["weight_ih_l\(layer)"] {
      let suffixes =
        ["_l\(layer)", "_l\(layer)_reverse"].filter { parameters["weight_ih" + $0] != nil }
      let size = first.shape[0] / gates.count
      let order = gates.flatMap { $0 * size..<($0 + 1) * size }
      func joined(_ names: [String]) -> Tensor {
        let parts = suffixes.map { suffix -> Tensor in
          let own = names.map { name in
            (parameters[name + suffix] ?? .zeros([gates.count * size])).indexSelected(order)
          }
          return own.count == 1 ? own[0] : .concatenated(own, axis: 0)
        }
        return .stacked(parts)
      }
      let inputs = [
        value, constant(joined(["weight_ih"]), named: "\(name).weight_ih_l\(layer)"),
        constant(joined(["weight_hh"]), named: "\(name).weight_hh_l\(layer)"),
        constant(joined(["bias_ih", "bias_hh"]), named: "\(name).bias_l\(layer)"), lengths ?? "",
      ]
      var all = attributes
      all["hidden_size"] = .integer(Int64(size))
      all["direction"] = .text(suffixes.count == 2 ? "bidirectional" : "forward")
      let output = add(type, lengths == nil ? Array(inputs.dropLast()) : inputs, all)
      // [T, D, N, H] to [T, N, D · H]
      let turned = add("Transpose", [output], ["perm": .integers([0, 2, 1, 3])])
      value = reshaped(turned, [0, 0, -1])
      layer += 1
    }
    guard layer > 0 else {
      throw DataError(.unsupported, "layer '\(name)' has no recurrent weights")
    }
    return add("Transpose", [value], ["perm": .integers([1, 0, 2])])
  }
}

extension GRU: ONNXLayer {
  func describe(_ input: String, name: String, in graph: inout ONNXBuilder) throws -> String {
    try describe(input, lengths: nil, name: name, in: &graph)
  }

  func describe(
    _ input: String, lengths: String?, name: String, in graph: inout ONNXBuilder
  ) throws -> String {
    // Reset, update, new here; update, reset, new there.
    try graph.recurrence(
      "GRU", gates: [1, 0, 2], self, input, lengths: lengths, name: name,
      attributes: ["linear_before_reset": .integer(1)])
  }
}

extension LSTM: ONNXLayer {
  func describe(_ input: String, name: String, in graph: inout ONNXBuilder) throws -> String {
    try describe(input, lengths: nil, name: name, in: &graph)
  }

  func describe(
    _ input: String, lengths: String?, name: String, in graph: inout ONNXBuilder
  ) throws -> String {
    // Input, forget, cell, output here; input, output, forget, cell there.
    try graph.recurrence(
      "LSTM", gates: [0, 3, 1, 2], self, input, lengths: lengths, name: name)
  }
}

extension RNN: ONNXLayer {
  func describe(_ input: String, name: String, in graph: inout ONNXBuilder) throws -> String {
    let directions = members.contains { $0.name.hasSuffix("_reverse") } ? 2 : 1
    let names = [String](repeating: activation == .tanh ? "Tanh" : "Relu", count: directions)
    return try graph.recurrence(
      "RNN", gates: [0], self, input, name: name, attributes: ["activations": .texts(names)])
  }
}
