import Foundation
import OrreryKit

/// A flow over rows as nodes: from rows to the noise that makes them, and their log-density.
extension ONNXExport {
  static func rowFlow(_ model: any Architecture, _ graph: inout ONNXBuilder) throws {
    let density = try ONNXMembers(model).inside("density")
    let steps: [any Module] = try density.member("steps")
    let sides: [ONNXSide] = ["N", .fixed(model.specification.channels)]
    var value = graph.input("rows", shape: sides)
    var logSlopes: [String] = []
    for (place, step) in steps.enumerated() {
      let name = "density.steps.\(place)"
      let (output, logSlope) = try flowStep(
        ONNXMembers(step, name: name), value, name, &graph)
      value = output
      logSlopes.append(logSlope)
    }
    let axis = graph.whole([1])
    let determinant = graph.add(
      "ReduceSum", [graph.add("Sum", logSlopes), axis], ["keepdims": .integer(0)])
    let square = graph.add(
      "ReduceSum", [graph.add("Mul", [value, value]), axis], ["keepdims": .integer(0)])
    let norm = Float(0.5 * Double(model.specification.channels) * log(2 * Double.pi))
    let normal = graph.add(
      "Add", [graph.add("Mul", [square, graph.number(0.5)]), graph.number(norm)])
    graph.output(value, named: "latents", shape: sides)
    graph.output(graph.add("Sub", [determinant, normal]), named: "log_density", shape: ["N"])
  }

  /// x → order → a = x e^s + t → spline(a), and ln of the slope of each.
  private static func flowStep(
    _ step: ONNXMembers, _ input: String, _ name: String, _ graph: inout ONNXBuilder
  ) throws -> (output: String, logSlope: String) {
    let order: [Int] = try step.member("order")
    let count = order.count
    let x = graph.add("Gather", [input, graph.whole(order)], ["axis": .integer(1)])
    let network = try step.inside("network")
    let outputs: Int = try network.member("outputs")
    let blocks: [Sequential] = try network.member("blocks")
    var hidden = try masked(network.inside("first"), x, "\(name).network.first", &graph)
    for (place, block) in blocks.enumerated() {
      var inner = hidden
      for (number, layer) in block.layers.enumerated() {
        let own = "\(name).network.blocks.\(place).\(number)"
        inner =
          layer is any ONNXLayer
          ? try graph.layer(layer, inner, name: own)
          : try masked(ONNXMembers(layer, name: own), inner, own, &graph)
      }
      hidden = graph.add("Add", [hidden, inner])
    }
    let last = try masked(
      network.inside("last"), graph.layer(SiLU(), hidden, name: name), "\(name).network.last",
      &graph)
    let all = graph.reshaped(last, [0, count, outputs])  // [N, D, 2 + knots]
    func part(_ place: Int) -> String {
      graph.reshaped(graph.slice(all, axis: 2, place..<place + 1), [0, count])
    }
    let soft = graph.add("Tanh", [graph.add("Div", [part(0), graph.number(3)])])
    let s = graph.add("Mul", [soft, graph.number(3)])
    let moved = graph.add(
      "Add", [graph.add("Mul", [x, graph.add("Exp", [s])]), part(1)])
    guard outputs > 2 else { return (moved, s) }
    let spline = try ONNXSpline(step.value("spline"))
    let knots = graph.slice(all, axis: 2, 2..<outputs)
    let curve = spline.describe(moved, knots, count: count, in: &graph)
    return (curve.output, graph.add("Add", [curve.logSlope, s]))
  }

  /// A linear layer without the connections that are cut.
  private static func masked(
    _ layer: ONNXMembers, _ input: String, _ name: String, _ graph: inout ONNXBuilder
  ) throws -> String {
    let weight: Parameter = try layer.member("weight")
    let bias: Parameter = try layer.member("bias")
    let mask: Tensor = try layer.member("mask")
    let turned = (weight.value * mask).transposed()
    let product = graph.add("MatMul", [input, graph.constant(turned, named: name + ".weight")])
    return graph.add("Add", [product, graph.constant(bias.value, named: name + ".bias")])
  }
}

/// A rational-quadratic spline as nodes. Each piece rises from 0 to 1 between its ends and stands still
/// elsewhere, so that the sum over all pieces is the curve.
private struct ONNXSpline {
  private let bins: Int
  private let bound: Float

  /// - Parameter spline: has `bins` and `bound`.
  init(_ spline: Any) throws {
    let parts = Dictionary(
      Mirror(reflecting: spline).children.compactMap { child in
        child.label.map { ($0, child.value) }
      }, uniquingKeysWith: { first, _ in first })
    guard let bins = parts["bins"] as? Int, let bound = parts["bound"] as? Double else {
      throw DataError(.unsupported, "the flow has curves that cannot be written as ONNX")
    }
    self.bins = bins
    self.bound = Float(bound)
  }

  func describe(
    _ input: String, _ knots: String, count: Int, in graph: inout ONNXBuilder
  ) -> (output: String, logSlope: String) {
    func add(_ type: String, _ inputs: String...) -> String { graph.add(type, inputs) }
    func sum(_ value: String) -> String {
      let axis = graph.whole([2])
      return graph.add("ReduceSum", [value, axis], ["keepdims": .integer(0)])
    }
    /// Sums over pieces, or moves them, by a matrix of 0 and 1.
    func mixed(_ value: String, _ name: String, _ rows: Int, _ isOne: (Int, Int) -> Bool) -> String
    {
      let matrix = Tensor(
        (0..<rows).flatMap { row in (0..<bins).map { isOne(row, $0) ? 1 : 0 } },
        shape: [rows, bins])
      return add("MatMul", value, graph.constant(matrix, named: "spline_\(name)_\(bins)"))
    }
    /// The ends of pieces: parts of all of them, the smallest part 0.001.
    func pieces(_ place: Int) -> (length: String, start: String) {
      let part = graph.add(
        "Softmax", [graph.slice(knots, axis: 2, place * bins..<(place + 1) * bins)],
        ["axis": .integer(2)])
      let scale = 2 * bound * (1 - Float(bins) * 0.001)
      let length = add(
        "Add", add("Mul", part, graph.number(scale)), graph.number(2 * bound * 0.001))
      let before = mixed(length, "before", bins) { $0 < $1 }
      return (length, add("Add", before, graph.number(-bound)))
    }
    let (width, left) = pieces(0)
    let height = pieces(1).length
    let raw = graph.slice(knots, axis: 2, 2 * bins..<3 * bins - 1)
    let slopes = add(
      "Add", add("Softplus", add("Add", raw, graph.number(0.539_742_417_2))), graph.number(0.001))
    func ends(_ name: String, _ shift: Int, _ open: Int) -> String {
      let one = Tensor((0..<bins).map { $0 == open ? 1 : 0 }, shape: [bins])
      let moved = mixed(slopes, name, bins - 1) { $1 == $0 + shift }
      return add("Add", moved, graph.constant(one, named: "spline_\(name)_end_\(bins)"))
    }
    // 1 at both ends of all, where the identity goes on.
    let (first, second) = (ends("left", 1, 0), ends("right", 0, bins - 1))

    let x = graph.reshaped(input, [0, count, 1])
    let one = graph.number(1)
    let away = add("Div", add("Sub", x, left), width)
    let θ = add("Min", add("Max", away, graph.number(0)), one)
    let rest = add("Sub", one, θ)
    let product = add("Mul", θ, rest)
    let s = add("Div", height, width)
    let square = add("Mul", θ, θ)
    let numerator = add("Add", add("Mul", s, square), add("Mul", first, product))
    let twice = add("Mul", s, graph.number(2))
    let bend = add("Sub", add("Add", first, second), twice)
    let denominator = add("Add", s, add("Mul", bend, product))
    let rise = add("Mul", height, add("Div", numerator, denominator))
    let inside = add("Add", sum(rise), graph.number(-bound))

    let a = add(
      "Add", add("Add", add("Mul", second, square), add("Mul", twice, product)),
      add("Mul", first, add("Mul", rest, rest)))
    let logs = add(
      "Sub",
      add("Add", add("Mul", add("Log", s), graph.number(2)), add("Log", a)),
      add("Mul", add("Log", denominator), graph.number(2)))
    // The piece in which the number lies: at its left end or beyond, before the next one's.
    let reached = graph.add("Cast", [add("GreaterOrEqual", x, left)], ["to": .integer(1)])
    let here = add("Sub", reached, mixed(reached, "next", bins) { $0 == $1 + 1 })
    let logSlope = sum(add("Mul", here, logs))

    let isInside = add("Less", add("Abs", input), graph.number(bound))
    return (
      add("Where", isInside, inside, input),
      add("Where", isInside, logSlope, add("Mul", input, graph.number(0)))
    )
  }
}
