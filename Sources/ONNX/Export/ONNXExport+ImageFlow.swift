import Foundation
import OrreryKit

/// A flow over images as nodes: from images to the noise that makes them, and their log-density.
extension ONNXExport {
  static func imageFlow(_ model: any Architecture, _ graph: inout ONNXBuilder) throws {
    let levels: [any Module] = try ONNXMembers(model).inside("density").member("levels")
    let sides = [model.specification.channels] + model.specification.shape
    let count = sides.reduce(1, *)
    var value = graph.input("images", shape: ["N"] + sides.map { ONNXSide.fixed($0) })
    var flow = ImageFlowNodes()
    for (place, level) in levels.enumerated() {
      let name = "density.levels.\(place)"
      value = try flow.level(
        ONNXMembers(level, name: name), value,
        shape: [sides[0] << place, sides[1] >> place, sides[2] >> place], name, &graph)
    }
    let latents = graph.add("Concat", flow.noises, ["axis": .integer(1)])
    let square = graph.add(
      "ReduceSum", [graph.add("Mul", [latents, latents]), graph.whole([1])],
      ["keepdims": .integer(0)])
    let determinant =
      flow.logSlopes.count > 1 ? graph.add("Sum", flow.logSlopes) : flow.logSlopes[0]
    let constant = flow.constant - 0.5 * Double(count) * log(2 * Double.pi)
    let normal = graph.add("Mul", [square, graph.number(0.5)])
    let density = graph.add(
      "Add", [graph.add("Sub", [determinant, normal]), graph.number(Float(constant))])
    graph.output(latents, named: "latents", shape: ["N", .fixed(count)])
    graph.output(density, named: "log_density", shape: ["N"])
  }
}

/// Gathers noise and slopes while the levels are written.
private struct ImageFlowNodes {
  /// `[N, …]` of each level.
  var noises: [String] = []
  /// Parts of ln of the determinant that depend on the image, `[N]` each.
  var logSlopes: [String] = []
  /// The part that does not.
  var constant = 0.0

  /// - Parameter shape: of the level's input, `[C, H, W]`; half of the channels of what is behind the
  ///   squeeze goes on, so that the next has twice as many as this.
  /// - Returns: what goes on, or at the last level nothing of use.
  mutating func level(
    _ members: ONNXMembers, _ input: String, shape: [Int], _ name: String,
    _ graph: inout ONNXBuilder
  ) throws -> String {
    let (c, h, w) = (shape[0], shape[1] / 2, shape[2] / 2)
    // Blocks of 2×2 pixels become channels.
    let blocks = graph.reshaped(input, [0, c, h, 2, w, 2])
    let turned = graph.add("Transpose", [blocks], ["perm": .integers([0, 1, 3, 5, 2, 4])])
    var value = graph.reshaped(turned, [0, 4 * c, h, w])
    let steps: [any Module] = try members.member("steps")
    for (place, step) in steps.enumerated() {
      value = try self.step(
        ONNXMembers(step, name: "\(name).steps.\(place)"), value, channels: 4 * c, area: h * w,
        "\(name).steps.\(place)", &graph)
    }
    guard let prior = members.optional("prior", Conv2d.self) else {
      noises.append(graph.add("Flatten", [value]))
      return value
    }
    let rest = graph.slice(value, axis: 1, 0..<2 * c)
    let leaving = graph.slice(value, axis: 1, 2 * c..<4 * c)
    let expected = try graph.layer(prior, rest, name: name + ".prior")
    let mean = graph.slice(expected, axis: 1, 0..<2 * c)
    let width = graph.bounded(graph.slice(expected, axis: 1, 2 * c..<4 * c))
    let inverse = graph.add("Exp", [graph.add("Neg", [width])])
    let away = graph.add("Sub", [leaving, mean])
    noises.append(graph.add("Flatten", [graph.add("Mul", [away, inverse])]))
    logSlopes.append(graph.add("Neg", [Self.sum(width, &graph)]))
    return rest
  }

  /// actnorm → 1×1 convolution → coupling.
  private mutating func step(
    _ step: ONNXMembers, _ input: String, channels: Int, area: Int, _ name: String,
    _ graph: inout ONNXBuilder
  ) throws -> String {
    let norm = try step.inside("norm")
    let bias: Parameter = try norm.member("bias")
    let scale: Parameter = try norm.member("log_scale")
    let mixing = try step.inside("convolution")
    let diagonal: Parameter = try mixing.member("log_diagonal")
    constant +=
      Double(area) * (scale.value.scalars + diagonal.value.scalars).reduce(0) { $0 + Double($1) }
    let moved = graph.add("Add", [input, graph.constant(bias.value, named: name + ".norm.bias")])
    let normed = graph.add(
      "Mul", [moved, graph.constant(scale.value.exp(), named: name + ".norm.scale")])
    let matrix = try Self.matrix(mixing, channels)
    let mixed = graph.add(
      "Conv",
      [
        normed,
        graph.constant(
          matrix.reshaped([channels, channels, 1, 1]), named: name + ".convolution.weight"),
      ])
    let coupling = try step.inside("coupling")
    let kept: Int = try coupling.member("kept")
    let other = channels - kept
    let a = graph.slice(mixed, axis: 1, 0..<kept)
    let b = graph.slice(mixed, axis: 1, kept..<channels)
    let curves = try graph.layer(
      coupling.layer("network"), a, name: name + ".coupling.network")
    let s = graph.bounded(graph.slice(curves, axis: 1, 0..<other))
    let t = graph.slice(curves, axis: 1, other..<2 * other)
    let scaled = graph.add("Mul", [graph.add("Add", [b, t]), graph.add("Exp", [s])])
    logSlopes.append(Self.sum(s, &graph))
    return graph.add("Concat", [a, scaled], ["axis": .integer(1)])
  }

  /// P L U of an invertible convolution.
  private static func matrix(_ members: ONNXMembers, _ n: Int) throws -> Tensor {
    let lower: Parameter = try members.member("lower")
    let upper: Parameter = try members.member("upper")
    let diagonal: Parameter = try members.member("log_diagonal")
    let signs: Buffer = try members.member("signs")
    let permutation: Buffer = try members.member("permutation")
    let (l, u) = (lower.value.scalars, upper.value.scalars)
    let own = zip(diagonal.value.scalars, signs.value.scalars).map { exp($0) * $1 }
    func triangle(_ value: (_ row: Int, _ column: Int) -> Float) -> Tensor {
      Tensor((0..<n * n).map { value($0 / n, $0 % n) }, shape: [n, n])
    }
    let left = triangle { $0 > $1 ? l[$0 * n + $1] : $0 == $1 ? 1 : 0 }
    let right = triangle { $0 < $1 ? u[$0 * n + $1] : $0 == $1 ? own[$0] : 0 }
    return permutation.value.matmul(left).matmul(right)
  }

  /// Over channels and pixels.
  private static func sum(_ value: String, _ graph: inout ONNXBuilder) -> String {
    graph.add("ReduceSum", [value, graph.whole([1, 2, 3])], ["keepdims": .integer(0)])
  }
}

extension ONNXBuilder {
  /// 2 tanh(x / 2).
  fileprivate mutating func bounded(_ value: String) -> String {
    let soft = add("Tanh", [add("Mul", [value, number(0.5)])])
    return add("Mul", [soft, number(2)])
  }
}
