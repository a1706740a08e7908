import OrreryKit

/// Writes models as ONNX graphs: the network alone, from prepared numbers to its raw answer.
///
/// What stands around it here (missing pixels, calibration, tables of densities) is not in the file;
/// `metadata` says what it takes and gives.
public enum ONNXExport {
  /// Architectures whose networks can be written, with what their graphs take and give.
  public static var architectures: [String: String] { networks.mapValues(\.description) }

  struct Network {
    var description: String
    var build: (any Architecture, inout ONNXBuilder) throws -> Void
  }

  /// Built-in architectures that cannot be written, and why.
  public static let refusals = [
    "threshold-detection":
      "it joins neighbouring pixels to objects, for which there are no operators",
    "onnx": "it is an ONNX file already",
  ]

  /// - Throws: `DataError.unsupported` for an architecture or layer that cannot be written.
  public static func file(_ model: any Architecture) throws -> ONNXFile {
    let info = type(of: model).info
    var graph = ONNXBuilder(name: info.name)
    let description: String
    if let reason = refusals[info.name] {
      throw DataError(.unsupported, "'\(info.name)' cannot be written as ONNX: \(reason)")
    }
    if let network = networks[info.name] {
      description = network.description
      try network.build(model, &graph)
    } else {
      description = try plain(model, &graph)
    }
    var file = graph.file
    let specification = model.specification
    file.metadata = [
      "architecture": info.name, "description": description,
      "classes": specification.classes.joined(separator: ","),
      "bands": specification.bands.joined(separator: ","),
    ]
    // Everything that is written can be read.
    _ = try ONNXGraph(file)
    return file
  }

  /// A classifier of images of an author's own: its layers `body` and `head`, one after the other.
  private static func plain(
    _ model: any Architecture, _ graph: inout ONNXBuilder
  ) throws -> String {
    guard let classifier = model as? any Classifier, model.specification.input == .image else {
      throw DataError(
        .unsupported,
        "'\(type(of: model).info.name)' cannot be written as ONNX; these can: "
          + networks.keys.sorted().joined(separator: ", "))
    }
    try imageClassifier(classifier, &graph)
    return "images [N, C, H, W] to logits [N, classes]"
  }

  static func imageClassifier(
    _ model: any Architecture, _ graph: inout ONNXBuilder
  ) throws {
    let members = ONNXMembers(model)
    let images = graph.input(
      "images", shape: ["N", .fixed(model.specification.channels), "H", "W"])
    let features = try graph.layer(members.layer("body"), images, name: "body")
    let logits = try graph.layer(members.layer("head"), features, name: "head")
    graph.output(logits, named: "logits", shape: ["N", .fixed(model.specification.classes.count)])
    graph.output(features, named: "features", shape: ["N", "F"])
  }
}

/// The members of a model by name.
struct ONNXMembers {
  private let name: String
  private let values: [String: Any]

  init(_ model: any Architecture) {
    self.init(model.module, name: type(of: model).info.name)
  }

  init(_ module: any Module, name: String) {
    self.name = name
    values = Dictionary(
      module.members.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  /// - Throws: `DataError.unsupported` where there is none such.
  func member<Value>(_ key: String, _ type: Value.Type = Value.self) throws -> Value {
    guard let value = values[key] as? Value else {
      throw DataError(.unsupported, "'\(name)' has no member '\(key)' that can be written as ONNX")
    }
    return value
  }

  func optional<Value>(_ key: String, _ type: Value.Type = Value.self) -> Value? {
    values[key] as? Value
  }

  /// A member of any type; what an optional one holds.
  func value(_ key: String) throws -> Any {
    guard let value = values[key] else {
      throw DataError(.unsupported, "'\(name)' has no member '\(key)'")
    }
    let mirror = Mirror(reflecting: value)
    return mirror.displayStyle == .optional ? mirror.children.first?.value ?? value : value
  }

  func layer(_ key: String) throws -> any Layer {
    guard let layer = values[key] as? any Layer else {
      throw DataError(.unsupported, "'\(name)' has no layer '\(key)'")
    }
    return layer
  }

  func inside(_ key: String) throws -> ONNXMembers {
    guard let module = values[key] as? any Module else {
      throw DataError(.unsupported, "'\(name)' has no module '\(key)'")
    }
    return ONNXMembers(module, name: "\(name).\(key)")
  }
}
