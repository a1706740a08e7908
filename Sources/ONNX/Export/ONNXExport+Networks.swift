import OrreryKit

/// The networks of the built-in models: by the names of their members, which are those of their
/// weights and stay.
extension ONNXExport {
  static var networks: [String: Network] {
    [
      "morphology-cnn": Network(
        description: "prepared images [N, C, H, W] to logits [N, classes]", build: imageClassifier),
      "morphology-resnet": Network(
        description: "prepared images [N, C, H, W], in one orientation, to logits [N, classes]",
        build: imageClassifier),
      "segmenter": Network(
        description: "images in units of the noise [N, C, H, W] to [N, 4, H, W]: logits of source "
          + "and centre, offsets in x and y over 8", build: segmenter),
      "spectrum-sequence": Network(
        description: "spectra of three channels [N, 3, L] to logits [N, sub-types]",
        build: spectrumSequence),
      "spectrum-redshift": Network(
        description:
          "spectra of three channels [N, 3, L] to scores [N, templates, redshifts]; those "
          + "of redshifts that a template may not have are not taken out",
        build: spectrumRedshift),
      "photo-redshift-mdn": Network(
        description:
          "encoded fluxes [N, values] to logarithms of weights, means and deviations of a "
          + "mixture in ln(1 + z), each [N, components]", build: photoRedshift),
      "light-curve-classifier": Network(
        description: "encoded points [N, T, values], lengths [N], mask [N, T, 1] and facts "
          + "[N, values] to logits [N, classes]", build: lightCurves),
      "stamp-gan": Network(
        description: "noise [N, latent], grain [N, C, H, W] and classes [N, K] to stamps",
        build: generator),
      "row-flow": Network(
        description: "prepared rows [N, D] to the noise that makes them [N, D] and their "
          + "log-density [N], in nats in the prepared coordinates", build: rowFlow),
      "image-flow": Network(
        description: "prepared images [N, C, H, W] to the noise that makes them [N, C H W] and "
          + "their log-density [N], in nats in the prepared values", build: imageFlow),
      "stamp-diffusion": Network(
        description: "mixtures cos(π t / 2) object + sin(π t / 2) noise [N, C, H, W], their times "
          + "t [N, 1] and classes [N, K], 0 for none, to velocities cos(π t / 2) noise - "
          + "sin(π t / 2) object", build: stampDiffusion),
      "stamp-restoration": Network(
        description: "mixtures cos(π t / 2) object + sin(π t / 2) noise [N, C, H, W], the damaged "
          + "stamps beside them and times t [N, 1] to velocities cos(π t / 2) noise - "
          + "sin(π t / 2) object", build: stampRestoration),
      "logistic-regression": Network(description: features, build: logisticRegression),
      "nearest-neighbours": Network(description: features, build: nearestNeighbours),
      "random-forest": Network(description: features, build: forest),
      "extra-trees": Network(description: features, build: forest),
      "gradient-boosting": Network(description: features, build: boosting),
      "kernel-density": Network(
        description: "rows [N, D], in the order of 'bands', to their log-density [N] in nats",
        build: kernelDensity),
      "template-correlation": Network(
        description: "fluxes [N, 1, L] and 1 where they are good [N, 1, L] to probabilities "
          + "[N, classes] and correlations [N, templates, steps], -1 where there is none, at "
          + "redshifts [steps]", build: templateCorrelation),
    ]
  }

  /// What plain methods take: columns of rows, or what is measured of images, curves and spectra.
  private static let features =
    "measured features [N, F], NaN where there is none, to probabilities [N, classes]"

  private static func segmenter(
    _ model: any Architecture, _ graph: inout ONNXBuilder
  ) throws {
    let members = ONNXMembers(model)
    let images = graph.input(
      "images", shape: ["N", .fixed(model.specification.channels), "H", "W"])
    var value = try graph.layer(members.layer("stem"), graph.asinh(images), name: "stem")
    let encoder: [Sequential] = try members.member("encoder")
    let upsampling: [ConvTranspose2d] = try members.member("upsampling")
    let decoder: [Sequential] = try members.member("decoder")
    var skipped: [String] = []
    for (level, block) in encoder.enumerated() {
      if level > 0 {
        skipped.append(value)
        value = graph.add(
          "MaxPool", [value], ["kernel_shape": .integers([2, 2]), "strides": .integers([2, 2])])
      }
      value = try graph.layer(block, value, name: "encoder.\(level)")
    }
    for (level, pair) in zip(upsampling, decoder).enumerated() {
      let up = try graph.layer(pair.0, value, name: "upsampling.\(level)")
      let both = graph.add("Concat", [skipped.removeLast(), up], ["axis": .integer(1)])
      value = try graph.layer(pair.1, both, name: "decoder.\(level)")
    }
    value = try graph.layer(members.layer("head"), value, name: "head")
    graph.output(value, named: "maps", shape: ["N", 4, "H", "W"])
  }

  private static func spectrumSequence(
    _ model: any Architecture, _ graph: inout ONNXBuilder
  ) throws {
    let members = ONNXMembers(model)
    let head: Linear = try members.member("head")
    let channels = head.weight.value.shape[1] / 4
    let spectra = graph.input("spectra", shape: ["N", 3, .fixed(try length(model))])
    let maps = try graph.layer(members.layer("body"), spectra, name: "body")
    // The mean of each quarter of the length: what is left over at the end is cut off.
    let halvings = try members.member("body", Sequential.self).layers.reduce(
      into: try length(model)
    ) {
      if let convolution = $1 as? Conv1d {
        let reach = convolution.dilation * (convolution.weight.value.shape[2] - 1) + 1
        $0 = ($0 + 2 * convolution.padding - reach) / convolution.stride + 1
      }
    }
    let quarter = halvings / 4
    let cut = graph.slice(maps, axis: 2, 0..<4 * quarter)
    let parts = graph.reshaped(cut, [0, channels, 4, quarter])
    let means = graph.add(
      "ReduceMean", [parts], ["axes": .integers([3]), "keepdims": .integer(0)])
    let features = graph.reshaped(means, [0, 4 * channels])
    let logits = try graph.layer(head, features, name: "head")
    graph.output(logits, named: "logits", shape: ["N", .fixed(head.weight.value.shape[0])])
    graph.output(features, named: "features", shape: ["N", .fixed(4 * channels)])
  }

  private static func spectrumRedshift(
    _ model: any Architecture, _ graph: inout ONNXBuilder
  ) throws {
    let members = ONNXMembers(model)
    let template: Parameter = try members.member("template")
    let bias: Parameter = try members.member("bias")
    let spectra = graph.input("spectra", shape: ["N", 3, .fixed(try length(model))])
    let maps = try graph.layer(members.layer("body"), spectra, name: "body")
    // A template slides as far as it overlaps with the last pixel: all redshifts.
    let steps = template.value.shape[2] - (try length(model)) / 4 + 1
    let scores = graph.add(
      "Conv",
      [
        maps, graph.constant(template.value, named: "template"),
        graph.constant(bias.value, named: "bias"),
      ], ["pads": .integers([Int64(steps - 1), Int64(steps - 1)])])
    graph.output(
      scores, named: "scores", shape: ["N", .fixed(template.value.shape[0]), .fixed(steps)])
  }

  private static func length(_ model: any Architecture) throws -> Int {
    guard let length = model.specification.shape.first else {
      throw DataError(.unsupported, "the model says no length of its spectra")
    }
    return length
  }

  private static func photoRedshift(
    _ model: any Architecture, _ graph: inout ONNXBuilder
  ) throws {
    let members = ONNXMembers(model)
    let head: Linear = try members.member("head")
    let body: Sequential = try members.member("body")
    guard let first = body.layers.first as? Linear else {
      throw DataError(.unsupported, "the network does not begin with a linear layer")
    }
    let values = graph.input("values", shape: ["N", .fixed(first.weight.value.shape[1])])
    let features = try graph.layer(body, values, name: "body")
    let parts = graph.add(
      "Split", [try graph.layer(head, features, name: "head")], ["axis": .integer(1)], outputs: 3)
    let weights = graph.add("LogSoftmax", [parts[0]], ["axis": .integer(1)])
    let half = graph.add("Mul", [parts[1], graph.number(0.5)])
    let means = graph.add("Add", [half, graph.number(0.5)])
    let shifted = graph.add("Add", [parts[2], graph.number(-2.3)])
    let deviations = graph.add(
      "Add", [graph.add("Exp", [shifted]), graph.number(1e-3)])
    let sides: [ONNXSide] = ["N", .fixed(head.weight.value.shape[0] / 3)]
    graph.output(weights, named: "log_weights", shape: sides)
    graph.output(means, named: "means", shape: sides)
    graph.output(deviations, named: "deviations", shape: sides)
  }

  private static func lightCurves(
    _ model: any Architecture, _ graph: inout ONNXBuilder
  ) throws {
    let members = ONNXMembers(model)
    let body = try members.inside("body")
    let pooling = try members.inside("pooling")
    let factLayer: Linear = try members.member("facts")
    let recurrent: any Module
    if let gru = body.optional("gru", GRU.self) {
      recurrent = gru
    } else {
      recurrent = try body.member("lstm", LSTM.self)
    }
    let width =
      recurrent.namedParameters.first { $0.name == "weight_ih_l0" }?.parameter.value.shape[1] ?? 0
    let steps = graph.input("steps", shape: ["N", "T", .fixed(width)])
    let lengths = graph.input("lengths", shape: ["N"])
    let mask = graph.input("mask", shape: ["N", "T", 1])
    let facts = graph.input("facts", shape: ["N", .fixed(factLayer.weight.value.shape[1])])
    let whole = graph.add("Cast", [lengths], ["to": .integer(6)])
    let states: String
    if let gru = recurrent as? GRU {
      states = try gru.describe(steps, lengths: whole, name: "body.gru", in: &graph)
    } else if let lstm = recurrent as? LSTM {
      states = try lstm.describe(steps, lengths: whole, name: "body.lstm", in: &graph)
    } else {
      throw DataError(.unsupported, "the network has no recurrent layer")
    }
    let axis = graph.whole([1])
    let sum = graph.add("ReduceSum", [states, axis], ["keepdims": .integer(0)])
    let column = graph.add("Unsqueeze", [lengths, axis])
    let mean = graph.add("Div", [sum, column])
    let behind = graph.add("Sub", [mask, graph.number(1)])
    let lowered = graph.add("Mul", [behind, graph.number(3)])
    let largest = graph.add(
      "ReduceMax", [graph.add("Add", [states, lowered])],
      ["axes": .integers([1]), "keepdims": .integer(0)])
    var pooled = [mean, largest]
    if let score = pooling.optional("score", Linear.self),
      let weigh = pooling.optional("weigh", Linear.self)
    {
      let inner = graph.add("Tanh", [try graph.layer(score, states, name: "pooling.score")])
      let scores = try graph.layer(weigh, inner, name: "pooling.weigh")
      let masked = graph.add(
        "Add", [scores, graph.add("Mul", [behind, graph.number(1e4)])])
      let weights = graph.add("Softmax", [masked], ["axis": .integer(1)])
      let turned = graph.add("Transpose", [weights], ["perm": .integers([0, 2, 1])])
      pooled.append(graph.add("Flatten", [graph.add("MatMul", [turned, states])]))
    }
    let joined = graph.add("Concat", pooled, ["axis": .integer(1)])
    let normal = try graph.layer(members.layer("norm"), facts, name: "norm")
    let known = graph.add("Relu", [try graph.layer(factLayer, normal, name: "facts")])
    let both = graph.add("Concat", [joined, known], ["axis": .integer(1)])
    let features = graph.add("Relu", [try graph.layer(members.layer("merge"), both, name: "merge")])
    let logits = try graph.layer(members.layer("head"), features, name: "head")
    graph.output(logits, named: "logits", shape: ["N", .fixed(model.specification.classes.count)])
    graph.output(features, named: "features", shape: ["N", "F"])
  }

  private static func generator(
    _ model: any Architecture, _ graph: inout ONNXBuilder
  ) throws {
    let members = try ONNXMembers(model).inside("generator")
    let seed: Linear = try members.member("seed")
    let classes = members.optional("classes", Linear.self)
    let sides = model.specification.shape.map { ONNXSide.fixed($0) }
    let channels = model.specification.channels
    let own = classes?.weight.value.shape[0] ?? 0
    var value = graph.input("noise", shape: ["N", .fixed(seed.weight.value.shape[1] - own)])
    let grain = graph.input("grain", shape: ["N", .fixed(channels)] + sides)
    if let classes {
      let wanted = graph.input("classes", shape: ["N", .fixed(classes.weight.value.shape[1])])
      let known = try graph.layer(classes, wanted, name: "generator.classes")
      value = graph.add("Concat", [value, known], ["axis": .integer(1)])
    }
    let planes = try graph.layer(seed, value, name: "generator.seed")
    let square = graph.reshaped(planes, [0, seed.weight.value.shape[0] / 16, 4, 4])
    let body = try graph.layer(members.layer("body"), square, name: "generator.body")
    let parts = graph.add(
      "Split", [try graph.layer(members.layer("head"), body, name: "generator.head")],
      ["axis": .integer(1)], outputs: 2)
    let soft = graph.add("Tanh", [graph.add("Mul", [parts[1], graph.number(0.25)])])
    let width = graph.add(
      "Add", [graph.add("Mul", [soft, graph.number(4)]), graph.number(-3.5)])
    let noise = graph.add("Mul", [graph.add("Exp", [width]), grain])
    graph.output(
      graph.add("Add", [parts[0], noise]), named: "stamps", shape: ["N", .fixed(channels)] + sides)
  }
}

extension ONNXBuilder {
  /// sign(x) ln(|x| + √(x² + 1)), as the segmenter's network takes it.
  fileprivate mutating func asinh(_ value: String) -> String {
    let squared = add("Mul", [value, value])
    let root = add("Sqrt", [add("Add", [squared, number(1)])])
    let size = add("Log", [add("Add", [root, add("Abs", [value])])])
    return add("Mul", [add("Sign", [value]), size])
  }
}
