import OrreryKit

/// JSON Schema (draft 2020-12) of the descriptions, made from what is plugged in: editors complete
/// keys and names by it and mark what is wrong.
///
/// It says nothing that the reader does not check; the reader checks more (files, order of stages,
/// cards).
public struct DescriptionSchema {
  private let registry: Registry

  public init(_ registry: Registry) { self.registry = registry }

  /// Of a pipeline.
  public func pipeline() -> JSONValue {
    document(
      "An Orrery pipeline", required: ["orrery", "input"],
      [
        "orrery": version,
        "description": text("One line that says what it is for"),
        "input": input,
        "stages": list(of: "stage", "What prepares the objects, in order"),
        "model": model(
          [
            "batch": whole("Objects predicted at once", 1, 4096),
            "ensemble": texts("Other weights of the architecture, whose answers are averaged"),
            "dropout-samples": whole("Passes with dropout that are averaged", 2, 1000),
            "prior": shares("Class shares of the objects at hand"),
          ], required: ["plugin"]),
        "output": output,
        "seed": whole("Of all random numbers", 0),
      ])
  }

  /// Of a recipe.
  public func recipe() -> JSONValue {
    let data = self.data
    return document(
      "An Orrery recipe", required: ["orrery", "data", "model"],
      [
        "orrery": version,
        "description": text("One line that says what is learned"),
        "data": .object([
          "description": .string("What to learn from"),
          "anyOf": .array([data, .object(["type": .string("array"), "items": data])]),
        ]),
        "classes": texts("Classes in the order of the logits"),
        "split": SettingSchema.object(
          TrainingRecipe.Split.settings, defaults: TrainingRecipe.Split(),
          "Shares kept from training"),
        "prepare": list(of: "stage", "What finds and cuts out the objects"),
        "stages": list(of: "stage", "What every object passes, in training and in a run"),
        "augment": list(of: "stage", "What training objects pass anew in each epoch"),
        "model": model(
          [
            "start": SettingSchema.object(
              StartingPoint.settings, defaults: StartingPoint(),
              "Weights that the training starts from")
          ], required: ["plugin", "weights"]),
        "loss": loss,
        "metrics": metrics,
        "optimizer": SettingSchema.object(
          OptimizerSettings.settings, defaults: OptimizerSettings(), "How weights follow gradients"),
        "schedule": SettingSchema.object(
          ScheduleSettings.settings, defaults: ScheduleSettings(), "How the learning rate changes"),
        "epochs": whole("Times that every object is seen", 1, 100_000),
        "monitor": choice(
          "Which epoch's weights are kept: the best by a score, or by one of the metrics",
          TrainingSettings.Monitor.allCases.map(\.rawValue)
            + registry.metrics.keys.filter { TrainingSettings.Monitor(rawValue: $0) == nil }
            .sorted()),
        "batch": whole("Objects of one step", 1, 65_536),
        "accumulate": whole("Batches whose gradients make one step", 1, 65_536),
        "patience": whole("Epochs without improvement after which training ends", 1, 100_000),
        "labels": whole("Training objects whose classes are used", 2),
        "prior": shares("Class shares that probabilities are meant for"),
        "questions": questions,
        "balance": number("How much rare classes are drawn more often", 0, 1),
        "precision": choice(
          "Of the products of training steps", Precision.allCases.map(\.rawValue)),
        "seed": whole("Of all random numbers", 0),
      ])
  }

  private func document(
    _ title: String, required: [String], _ properties: [String: JSONValue]
  ) -> JSONValue {
    .object([
      "$schema": .string("https://json-schema.org/draft/2020-12/schema"),
      "title": .string(title), "type": .string("object"),
      "additionalProperties": .bool(false),
      "required": .array(required.map(JSONValue.string)),
      "properties": .object(properties), "$defs": .object(["stage": stage]),
    ])
  }

  // MARK: - Parts

  private var version: JSONValue {
    .object(["const": .integer(1), "description": .string("Version of descriptions")])
  }

  /// A stage: its name, or its name with its settings.
  private var stage: JSONValue {
    let infos = registry.stages.values.map(\.value)
    var properties: [String: JSONValue] = [:]
    for type in infos { properties[type.info.name] = Self.settings(of: type) }
    return Self.named(properties)
  }

  /// A loss: its name, or its settings with the name among them.
  private var loss: JSONValue {
    let types = registry.losses.values.map(\.value).sorted { $0.info.name < $1.info.name }
    return .object([
      "description": .string("What is minimised"),
      "anyOf": .array(
        [.object(["enum": .array(types.map { .string($0.info.name) } + [.null])])]
          + types.map { Self.settings(of: $0) }),
    ])
  }

  private static func settings<L: Loss>(of type: L.Type) -> JSONValue {
    let info = L.info
    guard
      case .object(var form) = SettingSchema.object(info.settings, defaults: L(), info.summary),
      case .object(var keys)? = form["properties"]
    else { return .object([:]) }
    keys[PlannedLoss.functionKey] = .object([
      "const": .string(info.name), "description": .string("The loss"),
    ])
    if info.countsClassWeights {
      keys[PlannedLoss.weightsKey] = choice(
        PlannedLoss.weightsDescription, PlannedLoss.ClassWeights.allCases.map(\.rawValue))
    }
    form["type"] = .string("object")
    form["properties"] = .object(keys)
    if info.name != PlannedLoss.standard {
      form["required"] = .array([.string(PlannedLoss.functionKey)])
    }
    return .object(form)
  }

  /// Each a name, or a name with its settings.
  private var metrics: JSONValue {
    var properties: [String: JSONValue] = [:]
    for entry in registry.metrics.values {
      properties[entry.value.info.name] = Self.settings(of: entry.value)
    }
    return .object([
      "type": .array([.string("array"), .string("null")]),
      "description": .string("What the test part is measured by, besides"),
      "items": Self.named(properties),
    ])
  }

  private static func settings<M: Metric>(of type: M.Type) -> JSONValue {
    SettingSchema.object(M.info.settings, defaults: M(), M.info.summary)
  }

  /// One of these names, or one with its settings.
  private static func named(_ properties: [String: JSONValue]) -> JSONValue {
    .object([
      "anyOf": .array([
        .object(["enum": .array(properties.keys.sorted().map(JSONValue.string))]),
        .object([
          "type": .string("object"), "minProperties": .integer(1), "maxProperties": .integer(1),
          "additionalProperties": .bool(false), "properties": .object(properties),
        ]),
      ])
    ])
  }

  private static func settings<S: Stage>(of type: S.Type) -> JSONValue {
    SettingSchema.object(S.info.settings, defaults: S(), S.info.summary)
  }

  /// The configuration of one architecture, where it is the one that is named.
  private static func branch<A: Architecture>(for type: A.Type) -> JSONValue {
    let configuration = SettingSchema.object(
      A.info.settings, defaults: A.defaults, A.info.summary)
    return .object([
      "if": .object([
        "properties": .object(["plugin": .object(["const": .string(A.info.name)])])
      ]),
      "then": .object(["properties": .object(["configuration": configuration])]),
    ])
  }

  private func model(
    _ more: [String: JSONValue], required: [String]
  ) -> JSONValue {
    let architectures = registry.architectures.values.map(\.value)
      .sorted { $0.info.name < $1.info.name }
    let branches = architectures.map { Self.branch(for: $0) }
    var properties: [String: JSONValue] = [
      "plugin": choice("The architecture", architectures.map { $0.info.name }),
      "weights": text("Name of a set of weights, or a file"),
      "configuration": .object([
        "description": .string("Keys of the architecture's configuration")
      ]),
    ]
    properties.merge(more) { $1 }
    return .object([
      "type": .string("object"), "additionalProperties": .bool(false),
      "required": .array(required.map(JSONValue.string)), "properties": .object(properties),
      "allOf": .array(branches),
    ])
  }

  private var input: JSONValue {
    object("What to read", Self.inputProperties, oneOf: InputPlan.keys.map(\.key))
  }

  /// Keys of an input, whatever its kind.
  static var inputProperties: [String: JSONValue] {
    var properties: [String: JSONValue] = [
      "hdu": .object([
        "type": .array([.string("integer"), .string("string")]),
        "description": .string("Number from 0, EXTNAME, or 'all'"),
      ]),
      "bands": .object([
        "type": .array([.string("array"), .string("object"), .string("string")]),
        "description": .string("Planes of images, or bands of light curves"),
      ]),
      "stack": .object([
        "type": .string("boolean"),
        "description": .string("Whether each entry of the last axis is an image of its own"),
      ]),
      "positions": object(
        "Places of the objects, in the images that hold them",
        [
          "table": text("CSV or FITS table"), "size": whole("Side of the cut-outs in pixels", 1),
          "id": text("Column of the names"), "ra": text("Column of right ascensions"),
          "dec": text("Column of declinations"),
        ]),
      "quantity": choice("What light curves measure", ["flux", "magnitude"]),
      "columns": texts("Columns that a row is made of"),
    ]
    for (key, _) in InputPlan.keys { properties[key] = texts("Files, with * and ?") }
    for (key, what) in [
      ("id", "names"), ("time", "times"), ("value", "values"), ("error", "uncertainties"),
      ("band", "bands"), ("quality", "quality bits"),
    ] {
      properties[key] = text("Column of the \(what)")
    }
    return properties
  }

  /// One entry of a recipe's data.
  private var data: JSONValue {
    var files = Self.inputProperties
    files["labels"] = SettingSchema.object(
      ObjectLabels.settings, defaults: ObjectLabels(), "What is true of the objects")
    let simulators = registry.simulators.values.map(\.value)
      .sorted { $0.info.name < $1.info.name }
    return .object([
      "anyOf": .array(
        [object("Files with their labels", files, oneOf: InputPlan.keys.map(\.key))]
          + simulators.map { Self.simulated($0) })
    ])
  }

  /// Objects that one simulator makes.
  private static func simulated<S: Simulator>(_ type: S.Type) -> JSONValue {
    object(
      S.info.summary,
      [
        "simulator": .object(["const": .string(S.info.name)]),
        "count": whole("Objects to make", 1, 100_000_000),
        "seed": whole("Of the survey", 0),
        "match-radius": number(
          "How near a detection must be to its truth, in pixels", 0.1, 1000),
        "settings": SettingSchema.object(
          S.info.settings, defaults: S(), "Keys of the simulator"),
      ], oneOf: ["simulator"])
  }

  private var output: JSONValue {
    object(
      "What is written",
      [
        "folder": text("Where the products go"),
        "catalog": .object([
          "type": .array([.string("string"), .string("boolean")]),
          "description": .string("Name of the FITS table, or false"),
        ]),
        "csv": .object([
          "type": .string("boolean"),
          "description": .string("Whether the objects are written as CSV besides"),
        ]),
        "png": object(
          "Pictures",
          [
            "every": choice("What is drawn", ["object", "none"]),
            "size": whole("Pixels of a side", 16, 4096),
            "stretch": choice("From values to brightness", Picture.stretches),
            "colormap": choice("From brightness to colours", Picture.colormaps),
          ]),
        "fits": object("Images", ["products": texts("Which layers are written")]),
        "overview": .object([
          "type": .string("boolean"), "description": .string("Whether each field is drawn whole"),
        ]),
      ])
  }
}

// MARK: - Values

private func text(_ description: String) -> JSONValue {
  .object(["type": .string("string"), "description": .string(description)])
}

private func texts(_ description: String) -> JSONValue {
  let one = JSONValue.array([.string("string"), .string("integer")])
  return .object([
    "description": .string(description),
    "anyOf": .array([
      .object(["type": one]),
      .object(["type": .string("array"), "items": .object(["type": one])]),
    ]),
  ])
}

private func whole(_ description: String, _ lowest: Int64, _ highest: Int64? = nil) -> JSONValue {
  var entry: [String: JSONValue] = [
    "type": .string("integer"), "description": .string(description), "minimum": .integer(lowest),
  ]
  if let highest { entry["maximum"] = .integer(highest) }
  return .object(entry)
}

private func number(_ description: String, _ lowest: Double, _ highest: Double) -> JSONValue {
  .object([
    "type": .string("number"), "description": .string(description), "minimum": .number(lowest),
    "maximum": .number(highest),
  ])
}

private func choice(_ description: String, _ names: [String]) -> JSONValue {
  .object([
    "enum": .array(names.map(JSONValue.string)), "description": .string(description),
  ])
}

/// Lists of classes, or of lists of them, by the names of questions.
private var questions: JSONValue {
  let one = JSONValue.object(["type": .string("string")])
  let several = JSONValue.object(["type": .string("array"), "items": one])
  return .object([
    "type": .string("object"),
    "description": .string("What is measured of some classes; those in a list count as one"),
    "additionalProperties": .object([
      "type": .string("array"), "minItems": .integer(2),
      "items": .object(["anyOf": .array([one, several])]),
    ]),
  ])
}

/// Numbers by the names of classes.
private func shares(_ description: String) -> JSONValue {
  .object([
    "type": .string("object"), "description": .string(description),
    "additionalProperties": .object(["type": .string("number"), "minimum": .integer(0)]),
  ])
}

private func list(of definition: String, _ description: String) -> JSONValue {
  .object([
    "type": .array([.string("array"), .string("null")]), "description": .string(description),
    "items": .object(["$ref": .string("#/$defs/\(definition)")]),
  ])
}

private func object(
  _ description: String, _ properties: [String: JSONValue], oneOf: [String] = []
) -> JSONValue {
  var entry: [String: JSONValue] = [
    "type": .string("object"), "description": .string(description),
    "additionalProperties": .bool(false), "properties": .object(properties),
  ]
  if !oneOf.isEmpty {
    entry["oneOf"] = .array(oneOf.map { .object(["required": .array([.string($0)])]) })
  }
  return .object(entry)
}
