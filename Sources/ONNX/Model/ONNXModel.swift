import OrreryKit

/// A network from elsewhere, stored in the ONNX format: a plug-in without code.
///
///     model: { plugin: onnx, weights: galaxies.onnx }
///
/// The card beside the file (`galaxies.json`) says what it takes and what its classes are. With
/// classes the answer becomes probabilities; without them one number becomes a column, several a
/// vector, and planes become the layer `output`.
public struct ONNXModel: Architecture, Module {
  /// Objects that a graph may ask for at a time.
  private static let largestBatch = 4096

  public static let defaults = ONNXConfiguration()

  public static let info = ArchitectureInfo(
    name: "onnx", summary: "A network stored in the ONNX format.", version: "1.0.0",
    task: .classification, accepts: [.image, .spectrum, .row], provides: ["output"],
    settings: ONNXConfiguration.settings, reference: "https://onnx.ai")

  public let specification: ModelSpecification
  private let configuration: ONNXConfiguration
  private let graph: ONNXGraph
  private let output: String

  /// An ONNX model is read from its file alone.
  public init(
    _ configuration: ONNXConfiguration, specification: ModelSpecification,
    random: inout RandomStream
  ) throws {
    throw Settings.Failure(
      path: ["weights"], reason: "name an ONNX file; such a model cannot be trained here")
  }

  /// - Throws: `DataError` where the graph cannot be used, `Settings.Failure` where configuration,
  ///   card and graph do not go together.
  public init(
    _ configuration: ONNXConfiguration, specification: ModelSpecification, file: ONNXFile
  ) throws {
    let graph = try ONNXGraph(file)
    guard file.inputs.count == 1 else {
      throw DataError(
        .unsupported,
        "the graph takes \(file.inputs.count) inputs (\(file.inputs.map(\.name).joined(separator: ", "))), not one"
      )
    }
    let names = file.outputs.map(\.name)
    for (key, name) in [("output", configuration.output), ("features", configuration.features)]
    where !name.isEmpty && !names.contains(name) {
      throw Settings.Failure(
        path: [key],
        reason: "no output '\(name)'" + NearestNames.suggestion(for: name, among: names))
    }
    self.specification = specification
    self.configuration = configuration
    self.graph = graph
    output = configuration.output.isEmpty ? names[0] : configuration.output
    try checkInput(file.inputs[0])
  }

  public var members: [(name: String, value: Any)] { graph.members }

  /// The card against what the graph says of its input.
  private func checkInput(_ port: ONNXPort) throws {
    guard !port.shape.isEmpty else { return }
    let expected: [Int?]
    switch specification.input {
    case .image:
      expected =
        [nil, specification.channels]
        + (specification.shape.isEmpty ? [nil, nil] : specification.shape.map { $0 })
    case .spectrum:
      let length = specification.shape.first
      expected = port.shape.count == 2 ? [nil, length] : [nil, 1, length]
    case .row: expected = [nil, specification.channels]
    case .lightCurve: expected = []
    }
    let agrees =
      expected.count == port.shape.count
      && zip(expected, port.shape).dropFirst().allSatisfy { own, other in
        own == nil || other == nil || own == other
      }
    guard agrees else {
      func text(_ shape: [Int?]) -> String {
        "[" + shape.map { $0.map(String.init) ?? "any" }.joined(separator: ", ") + "]"
      }
      throw DataError(
        .mismatch,
        "the graph takes \(text(port.shape)), the card says \(specification.input.plural) \(text(expected))"
      )
    }
  }

  public func predict(_ objects: [SkyObject], _ pass: inout Pass) throws -> [Prediction] {
    let port = graph.file.inputs[0]
    let inputs = try ONNXInputs(objects, specification: specification, rank: port.shape.count)
    let classes = specification.classes.count
    var predictions = inputs.flags.map {
      Prediction(probabilities: [Float](repeating: .nan, count: classes), flags: $0)
    }
    guard !inputs.rows.isEmpty else { return predictions }
    // A graph made for so many objects at a time gets as many, the last ones of zeros.
    let count = inputs.rows.count
    let size = max(1, port.shape.first.flatMap { $0 } ?? count)
    guard size <= Self.largestBatch else {
      throw DataError(.tooLarge, "the graph takes \(size) objects at a time")
    }
    for start in stride(from: 0, to: count, by: size) {
      let piece = start..<min(start + size, count)
      var part = inputs.tensor.sliced(axis: 0, piece)
      if piece.count < size {
        let rest = [size - piece.count] + part.shape.dropFirst()
        part = .concatenated([part, .zeros(rest)], axis: 0)
      }
      let outputs = try withoutGradient {
        try graph.run(
          [part], wanted: [output, configuration.features].filter { !$0.isEmpty })
      }
      for (place, index) in piece.enumerated() {
        let row = inputs.rows[index]
        for (name, tensor) in outputs {
          guard tensor.rank > 0, tensor.shape[0] == size else {
            throw DataError(
              .invalidValue, "output '\(name)' has shape \(tensor.shape) for \(size) objects")
          }
          let own = tensor.sliced(axis: 0, place..<place + 1)
          if name == configuration.features { predictions[row].features = own.scalars }
          if name == output { try answer(own, &predictions[row]) }
        }
      }
    }
    return predictions
  }

  /// - Parameter own: `[1, …]`, the answer to one object.
  private func answer(_ own: Tensor, _ prediction: inout Prediction) throws {
    let values = own.scalars
    guard values.allSatisfy({ $0.isFinite }) else {
      prediction.flags.append(.nonFinitePrediction)
      return
    }
    let classes = specification.classes
    if !classes.isEmpty {
      // One number of two classes is that of the second.
      let isPair = classes.count == 2 && values.count == 1 && configuration.activation != .softmax
      guard values.count == classes.count || isPair else {
        throw DataError(
          .mismatch, "the graph gives \(values.count) numbers for \(classes.count) classes")
      }
      let flat = own.reshaped([values.count])
      let weights: [Float] =
        switch configuration.activation {
        case .softmax: flat.softmax(axis: 0).scalars
        case .sigmoid: flat.sigmoid().scalars
        case .none: values
        }
      prediction.probabilities = isPair ? [1 - weights[0], weights[0]] : weights
    } else if own.rank == 4 {
      prediction.layers["output"] = Image(
        pixels: values, channels: own.shape[1], height: own.shape[2], width: own.shape[3])
    } else {
      let name = Self.column(output)
      prediction.measurements.append(
        Measurement(
          name, values.count == 1 ? .real(Double(values[0])) : .vector(values),
          description: "Output '\(output)' of the network"))
    }
  }

  /// A name that a column may have.
  private static func column(_ name: String) -> String {
    let text = name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
    return "onnx_" + String(text)
  }
}
