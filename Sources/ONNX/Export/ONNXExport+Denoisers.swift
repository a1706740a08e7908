import OrreryKit

/// The networks of diffusion models as nodes: one look at a mixture of object and noise. The way from
/// noise to an object, many looks, is a loop of whoever runs the file.
extension ONNXExport {
  static func stampDiffusion(_ model: any Architecture, _ graph: inout ONNXBuilder) throws {
    try denoiser(model, looksAtDamaged: false, &graph)
  }

  static func stampRestoration(_ model: any Architecture, _ graph: inout ONNXBuilder) throws {
    try denoiser(model, looksAtDamaged: true, &graph)
  }

  private static func denoiser(
    _ model: any Architecture, looksAtDamaged: Bool, _ graph: inout ONNXBuilder
  ) throws {
    let members = try ONNXMembers(model).inside("denoiser")
    let sides: [ONNXSide] =
      ["N", .fixed(model.specification.channels)]
      + model.specification.shape.map { ONNXSide.fixed($0) }
    var value = graph.input("mixtures", shape: sides)
    if looksAtDamaged {
      let damaged = graph.input("damaged", shape: sides)
      value = graph.add("Concat", [value, damaged], ["axis": .integer(1)])
    }
    let times = graph.input("times", shape: ["N", 1])
    let time: Sequential = try members.member("time")
    guard let first = time.layers.first as? Linear else {
      throw DataError(.unsupported, "the denoiser is told its times in another way")
    }
    var told = try graph.layer(
      time, waves(of: times, count: first.weight.value.shape[1] / 2, &graph), name: "denoiser.time")
    if let classes = members.optional("classes", Linear.self) {
      let wanted = graph.input("classes", shape: ["N", .fixed(classes.weight.value.shape[1])])
      told = graph.add(
        "Add", [told, try graph.layer(classes, wanted, name: "denoiser.classes")])
    }
    told = try graph.layer(SiLU(), told, name: "denoiser.told")
    value = try graph.layer(members.layer("stem"), value, name: "denoiser.stem")
    let (down, up) = (try blocks(members, "down"), try blocks(members, "up"))
    var kept: [String] = []
    for (block, name) in down {
      value = try timeBlock(block, value, told, name, &graph)
      kept.append(value)
      value = try graph.layer(members.layer("pool"), value, name: "denoiser.pool")
    }
    value = try timeBlock(members.inside("middle"), value, told, "denoiser.middle", &graph)
    for (block, name) in up {
      let larger = try graph.layer(members.layer("larger"), value, name: "denoiser.larger")
      let both = graph.add("Concat", [larger, kept.removeLast()], ["axis": .integer(1)])
      value = try timeBlock(block, both, told, name, &graph)
    }
    value = try graph.layer(members.layer("norm"), value, name: "denoiser.norm")
    value = try graph.layer(SiLU(), value, name: "denoiser")
    value = try graph.layer(members.layer("head"), value, name: "denoiser.head")
    graph.output(value, named: "velocities", shape: sides)
  }

  private static func blocks(
    _ members: ONNXMembers, _ key: String
  ) throws -> [(block: ONNXMembers, name: String)] {
    let blocks: [any Module] = try members.member(key)
    return blocks.enumerated().map { place, block in
      let name = "denoiser.\(key).\(place)"
      return (ONNXMembers(block, name: name), name)
    }
  }

  /// sin and cos of π 2^k t / 2, side by side: `[N, 2 count]`.
  private static func waves(
    of times: String, count: Int, _ graph: inout ONNXBuilder
  ) -> String {
    let rates = Tensor((0..<count).map { Float(1 << $0) }, shape: [1, count])
    let turns = graph.add("Mul", [times, graph.constant(rates, named: "rates")])
    // Four quarters are a circle: what is left of them is exact, and so are its sine and cosine.
    let circles = graph.add("Floor", [graph.add("Mul", [turns, graph.number(0.25)])])
    let rest = graph.add("Sub", [turns, graph.add("Mul", [circles, graph.number(4)])])
    let angle = graph.add("Mul", [rest, graph.number(0.5 * .pi)])
    let axis = graph.whole([2])
    let parts = ["Sin", "Cos"].map { function in
      graph.add("Unsqueeze", [graph.add(function, [angle]), axis])
    }
    let pairs = graph.add("Concat", parts, ["axis": .integer(2)])  // [N, count, 2]
    return graph.reshaped(pairs, [0, 2 * count])
  }

  /// norm → SiLU → conv → + linear(told) → norm → SiLU → conv → + shortcut.
  private static func timeBlock(
    _ block: ONNXMembers, _ input: String, _ told: String, _ name: String,
    _ graph: inout ONNXBuilder
  ) throws -> String {
    func layer(_ key: String, _ value: String) throws -> String {
      try graph.layer(block.layer(key), value, name: "\(name).\(key)")
    }
    func soft(_ value: String) throws -> String { try graph.layer(SiLU(), value, name: name) }
    var value = try layer("first", soft(layer("first_norm", input)))
    let shift = graph.add("Unsqueeze", [try layer("told", told), graph.whole([2, 3])])
    value = graph.add("Add", [value, shift])
    value = try layer("second", soft(layer("second_norm", value)))
    let straight = try block.optional("shortcut", Conv2d.self).map {
      try graph.layer($0, input, name: name + ".shortcut")
    }
    return graph.add("Add", [value, straight ?? input])
  }
}
