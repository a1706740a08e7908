import OrreryKit

/// A layer that can say what it is as nodes, as it predicts.
protocol ONNXLayer {
  /// - Parameters:
  ///   - input: name of the value that it takes.
  ///   - name: of the layer in the state dictionary, `body.0`: what is stored is named after it.
  /// - Returns: name of the value that it gives.
  /// - Throws: `DataError.unsupported`.
  func describe(_ input: String, name: String, in graph: inout ONNXBuilder) throws -> String
}

extension ONNXBuilder {
  /// A layer, whatever it is.
  mutating func layer(_ layer: any Layer, _ input: String, name: String) throws -> String {
    guard let known = layer as? any ONNXLayer else {
      throw DataError(
        .unsupported, "layer '\(name)' (\(type(of: layer))) cannot be written as ONNX nodes")
    }
    return try known.describe(input, name: name, in: &self)
  }

  fileprivate mutating func parameter(_ parameter: Parameter, _ name: String) -> String {
    constant(parameter.value, named: name)
  }
}

private func pads(_ sides: [Int]) -> ONNXAttribute {
  .integers((sides + sides).map(Int64.init))
}

private func sides(_ values: [Int]) -> ONNXAttribute { .integers(values.map(Int64.init)) }

extension Size2d {
  fileprivate var sides: [Int] { [height, width] }
}

// MARK: - Containers

extension Sequential: ONNXLayer {
  func describe(_ input: String, name: String, in graph: inout ONNXBuilder) throws -> String {
    var value = input
    for (place, layer) in layers.enumerated() {
      value = try graph.layer(layer, value, name: "\(name).\(place)")
    }
    return value
  }
}

extension Residual: ONNXLayer {
  func describe(_ input: String, name: String, in graph: inout ONNXBuilder) throws -> String {
    let output = try graph.layer(body, input, name: name + ".body")
    let straight = try shortcut.map {
      try graph.layer($0, input, name: name + ".shortcut")
    }
    return graph.add("Add", [output, straight ?? input])
  }
}

extension Dropout: ONNXLayer {
  func describe(_ input: String, name: String, in graph: inout ONNXBuilder) -> String { input }
}

extension Dropout2d: ONNXLayer {
  func describe(_ input: String, name: String, in graph: inout ONNXBuilder) -> String { input }
}

// MARK: - With weights

extension Conv1d: ONNXLayer {
  func describe(_ input: String, name: String, in graph: inout ONNXBuilder) -> String {
    var inputs = [input, graph.parameter(weight, name + ".weight")]
    if let bias { inputs.append(graph.parameter(bias, name + ".bias")) }
    return graph.add(
      "Conv", inputs,
      [
        "kernel_shape": sides([weight.value.shape[2]]), "strides": sides([stride]),
        "dilations": sides([dilation]), "pads": pads([padding]), "group": .integer(Int64(groups)),
      ])
  }
}

extension Conv2d: ONNXLayer {
  func describe(_ input: String, name: String, in graph: inout ONNXBuilder) -> String {
    var inputs = [input, graph.parameter(weight, name + ".weight")]
    if let bias { inputs.append(graph.parameter(bias, name + ".bias")) }
    return graph.add(
      "Conv", inputs,
      [
        "kernel_shape": sides(Array(weight.value.shape[2...])), "strides": sides(stride.sides),
        "dilations": sides(dilation.sides), "pads": pads(padding.sides),
        "group": .integer(Int64(groups)),
      ])
  }
}

extension ConvTranspose2d: ONNXLayer {
  func describe(_ input: String, name: String, in graph: inout ONNXBuilder) -> String {
    var inputs = [input, graph.parameter(weight, name + ".weight")]
    if let bias { inputs.append(graph.parameter(bias, name + ".bias")) }
    return graph.add(
      "ConvTranspose", inputs,
      [
        "kernel_shape": sides(Array(weight.value.shape[2...])), "strides": sides(stride.sides),
        "dilations": sides(dilation.sides), "pads": pads(padding.sides),
        "output_padding": sides(outputPadding.sides), "group": .integer(Int64(groups)),
      ])
  }
}

extension Linear: ONNXLayer {
  /// For inputs of any rank: the weights stand transposed.
  func describe(_ input: String, name: String, in graph: inout ONNXBuilder) -> String {
    let turned = graph.add(
      "Transpose", [graph.parameter(weight, name + ".weight")], ["perm": .integers([1, 0])])
    let product = graph.add("MatMul", [input, turned])
    guard let bias else { return product }
    let shift = graph.parameter(bias, name + ".bias")
    return graph.add("Add", [product, shift])
  }
}

extension BatchNorm2d: ONNXLayer {
  func describe(_ input: String, name: String, in graph: inout ONNXBuilder) -> String {
    let inputs = [
      input, graph.parameter(weight, name + ".weight"), graph.parameter(bias, name + ".bias"),
      graph.constant(runningMean.value, named: name + ".running_mean"),
      graph.constant(runningVar.value, named: name + ".running_var"),
    ]
    return graph.add("BatchNormalization", inputs, ["epsilon": .float(epsilon)])
  }
}

extension BatchNorm1d: ONNXLayer {
  func describe(_ input: String, name: String, in graph: inout ONNXBuilder) throws -> String {
    var inputs = [input]
    for member in ["weight", "bias", "running_mean", "running_var"] {
      guard let value = members.first(where: { $0.name == member })?.value,
        let tensor = (value as? Parameter)?.value ?? (value as? Buffer)?.value
      else { throw DataError(.unsupported, "layer '\(name)' has no '\(member)'") }
      inputs.append(graph.constant(tensor, named: "\(name).\(member)"))
    }
    let epsilon = members.lazy.compactMap { $0.name == "epsilon" ? $0.value as? Float : nil }.first
    return graph.add("BatchNormalization", inputs, ["epsilon": .float(epsilon ?? 1e-5)])
  }
}

extension GroupNorm: ONNXLayer {
  /// An instance normalisation of the groups, for operators of version 17 have none of their own.
  func describe(_ input: String, name: String, in graph: inout ONNXBuilder) -> String {
    let shape = graph.add("Shape", [input])
    let joined = graph.reshaped(input, [0, groups, -1])
    let ones = graph.constant(.ones([groups]), named: "ones_\(groups)")
    let zeros = graph.constant(.zeros([groups]), named: "zeros_\(groups)")
    let normal = graph.add(
      "InstanceNormalization", [joined, ones, zeros], ["epsilon": .float(epsilon)])
    let back = graph.add("Reshape", [normal, shape])
    let column = [weight.value.count, 1, 1]
    let scale = graph.constant(weight.value.reshaped(column), named: name + ".weight")
    let scaled = graph.add("Mul", [back, scale])
    let shift = graph.constant(bias.value.reshaped(column), named: name + ".bias")
    return graph.add("Add", [scaled, shift])
  }
}

extension LayerNorm: ONNXLayer {
  func describe(_ input: String, name: String, in graph: inout ONNXBuilder) -> String {
    let inputs = [
      input, graph.parameter(weight, name + ".weight"), graph.parameter(bias, name + ".bias"),
    ]
    return graph.add(
      "LayerNormalization", inputs,
      ["axis": .integer(Int64(-weight.value.rank)), "epsilon": .float(epsilon)])
  }
}

extension PReLU: ONNXLayer {
  func describe(_ input: String, name: String, in graph: inout ONNXBuilder) -> String {
    let slopes =
      weight.value.count == 1 ? weight.value : weight.value.reshaped([weight.value.count, 1, 1])
    let slope = graph.constant(slopes, named: name + ".weight")
    return graph.add("PRelu", [input, slope])
  }
}

// MARK: - Without weights

extension ReLU: ONNXLayer {
  func describe(_ input: String, name: String, in graph: inout ONNXBuilder) -> String {
    graph.add("Relu", [input])
  }
}

extension LeakyReLU: ONNXLayer {
  func describe(_ input: String, name: String, in graph: inout ONNXBuilder) -> String {
    graph.add("LeakyRelu", [input], ["alpha": .float(slope)])
  }
}

extension ELU: ONNXLayer {
  func describe(_ input: String, name: String, in graph: inout ONNXBuilder) -> String {
    graph.add("Elu", [input], ["alpha": .float(alpha)])
  }
}

extension SELU: ONNXLayer {
  func describe(_ input: String, name: String, in graph: inout ONNXBuilder) -> String {
    graph.add("Selu", [input])
  }
}

extension Sigmoid: ONNXLayer {
  func describe(_ input: String, name: String, in graph: inout ONNXBuilder) -> String {
    graph.add("Sigmoid", [input])
  }
}

extension Tanh: ONNXLayer {
  func describe(_ input: String, name: String, in graph: inout ONNXBuilder) -> String {
    graph.add("Tanh", [input])
  }
}

extension Softplus: ONNXLayer {
  func describe(_ input: String, name: String, in graph: inout ONNXBuilder) -> String {
    graph.add("Softplus", [input])
  }
}

extension SiLU: ONNXLayer {
  func describe(_ input: String, name: String, in graph: inout ONNXBuilder) -> String {
    let gate = graph.add("Sigmoid", [input])
    return graph.add("Mul", [input, gate])
  }
}

extension GELU: ONNXLayer {
  /// x (1 + erf(x / √2)) / 2, for operators of version 17 have none of their own.
  func describe(_ input: String, name: String, in graph: inout ONNXBuilder) -> String {
    let scaled = graph.add("Mul", [input, graph.number(Float(0.5).squareRoot())])
    let error = graph.add("Erf", [scaled])
    let share = graph.add("Add", [error, graph.number(1)])
    let half = graph.add("Mul", [input, graph.number(0.5)])
    return graph.add("Mul", [half, share])
  }
}

extension Softmax: ONNXLayer {
  func describe(_ input: String, name: String, in graph: inout ONNXBuilder) -> String {
    graph.add("Softmax", [input], ["axis": .integer(Int64(axis))])
  }
}

extension LogSoftmax: ONNXLayer {
  func describe(_ input: String, name: String, in graph: inout ONNXBuilder) -> String {
    graph.add("LogSoftmax", [input], ["axis": .integer(Int64(axis))])
  }
}

extension Flatten: ONNXLayer {
  func describe(_ input: String, name: String, in graph: inout ONNXBuilder) -> String {
    graph.add("Flatten", [input])
  }
}

// MARK: - Pooling and resizing

extension MaxPool1d: ONNXLayer {
  func describe(_ input: String, name: String, in graph: inout ONNXBuilder) -> String {
    graph.add(
      "MaxPool", [input],
      ["kernel_shape": sides([kernelSize]), "strides": sides([stride]), "pads": pads([padding])])
  }
}

extension MaxPool2d: ONNXLayer {
  func describe(_ input: String, name: String, in graph: inout ONNXBuilder) -> String {
    graph.add(
      "MaxPool", [input],
      [
        "kernel_shape": sides(kernelSize.sides), "strides": sides(stride.sides),
        "pads": pads(padding.sides),
      ])
  }
}

extension AveragePool1d: ONNXLayer {
  func describe(_ input: String, name: String, in graph: inout ONNXBuilder) -> String {
    graph.add(
      "AveragePool", [input],
      [
        "kernel_shape": sides([kernelSize]), "strides": sides([stride]), "pads": pads([padding]),
        "count_include_pad": .integer(1),
      ])
  }
}

extension AveragePool2d: ONNXLayer {
  func describe(_ input: String, name: String, in graph: inout ONNXBuilder) -> String {
    graph.add(
      "AveragePool", [input],
      [
        "kernel_shape": sides(kernelSize.sides), "strides": sides(stride.sides),
        "pads": pads(padding.sides), "count_include_pad": .integer(1),
      ])
  }
}

/// One number for each channel: ONNX keeps the pooled sides, our layers do not.
private func pooled(
  _ operation: String, _ input: String, in graph: inout ONNXBuilder
) -> String {
  let values = graph.add(operation, [input])
  return graph.add("Flatten", [values])
}

extension GlobalAveragePool1d: ONNXLayer {
  func describe(_ input: String, name: String, in graph: inout ONNXBuilder) -> String {
    pooled("GlobalAveragePool", input, in: &graph)
  }
}

extension GlobalAveragePool2d: ONNXLayer {
  func describe(_ input: String, name: String, in graph: inout ONNXBuilder) -> String {
    pooled("GlobalAveragePool", input, in: &graph)
  }
}

extension GlobalMaxPool1d: ONNXLayer {
  func describe(_ input: String, name: String, in graph: inout ONNXBuilder) -> String {
    pooled("GlobalMaxPool", input, in: &graph)
  }
}

extension GlobalMaxPool2d: ONNXLayer {
  func describe(_ input: String, name: String, in graph: inout ONNXBuilder) -> String {
    pooled("GlobalMaxPool", input, in: &graph)
  }
}

extension Upsample: ONNXLayer {
  func describe(_ input: String, name: String, in graph: inout ONNXBuilder) -> String {
    let scales = graph.constant(
      Tensor([1, 1, Float(scaleFactor.height), Float(scaleFactor.width)], shape: [4]),
      named: "scales_\(scaleFactor.height)_\(scaleFactor.width)")
    return graph.add(
      "Resize", [input, "", scales],
      mode == .nearest
        ? [
          "mode": .text("nearest"), "nearest_mode": .text("floor"),
          "coordinate_transformation_mode": .text("asymmetric"),
        ]
        : ["mode": .text("linear"), "coordinate_transformation_mode": .text("half_pixel")])
  }
}
