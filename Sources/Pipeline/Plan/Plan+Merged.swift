import OrreryKit

extension Plan {
  /// The description with every setting filled in, without the names of files and folders: read
  /// again with the same input it does the same.
  /// - Parameter naming: with the name of the catalogue, which decides nothing in it.
  func merged(naming: Bool = false) -> JSONValue {
    var root: [String: JSONValue] = [
      "orrery": .integer(1), "input": .object(input.merged),
      "stages": .array(stages.map(\.merged)), "seed": .integer(Int64(clamping: seed)),
    ]
    if let model { root["model"] = .object(model.merged) }
    var output: [String: JSONValue] = ["overview": .bool(self.output.overview)]
    switch self.output.catalog {
    case nil: output["catalog"] = .bool(false)
    case let name?: if naming { output["catalog"] = .string(name) }
    }
    if naming, self.output.csv { output["csv"] = .bool(true) }
    if let pictures = self.output.pictures {
      output["png"] = .object([
        "size": .integer(Int64(pictures.size)), "stretch": .string(pictures.stretch),
        "colormap": .string(pictures.colormap),
      ])
    }
    if !self.output.products.isEmpty {
      output["fits"] = .object(["products": .array(self.output.products.map(JSONValue.string))])
    }
    root["output"] = .object(output)
    return .object(root)
  }
}

extension PlannedModel {
  fileprivate var merged: [String: JSONValue] {
    var values: [String: JSONValue] = [
      "plugin": .string(entry.architecture), "weights": .string(entry.name),
      "configuration": configuration.withKeys,
    ]
    if !ensemble.isEmpty { values["ensemble"] = .array(ensemble.map { .string($0.entry.name) }) }
    if dropoutSamples > 0 { values["dropout-samples"] = .integer(Int64(dropoutSamples)) }
    if let prior {
      values["prior"] = .object(
        Dictionary(
          zip(card.specification.classes, prior.map(JSONValue.number)),
          uniquingKeysWith: { first, _ in first }))
    }
    return values
  }
}

extension PlannedStage {
  fileprivate var merged: JSONValue {
    guard case .object(let settings) = settings.withKeys, !settings.isEmpty else {
      return .object([name: .object([:])])
    }
    return .object([name: .object(settings)])
  }
}

extension JSONValue {
  /// The names of properties as keys of a description; values that are not set are left out.
  fileprivate var withKeys: JSONValue {
    guard case .object(let values) = self else { return self }
    var result: [String: JSONValue] = [:]
    for (name, value) in values where value != .null { result[Setting.key(for: name)] = value }
    return .object(result)
  }
}

extension InputPlan {
  /// The section without the names of files.
  fileprivate var merged: [String: JSONValue] {
    let key = InputPlan.keys.first { $0.kind == kind }?.key ?? ""
    var values: [String: JSONValue] = [key: .string("")]
    switch unit {
    case .first: break
    case .every: values["hdu"] = .string("all")
    case .number(let number): values["hdu"] = .integer(Int64(number))
    case .name(let name): values["hdu"] = .string(name)
    }
    switch kind {
    case .image:
      if !bands.isEmpty { values["bands"] = .array(bands.map(JSONValue.string)) }
      if isStack { values["stack"] = .bool(true) }
      if let targets {
        var own = targets.columns.mapValues(JSONValue.string)
        own["table"] = .string(targets.path)
        own["size"] = .integer(Int64(targets.size))
        values["positions"] = .object(own)
      }
    case .lightCurve:
      let named: [(String, String?)] = [
        ("id", lightCurves.objectColumn), ("time", lightCurves.timeColumn),
        ("value", lightCurves.valueColumn), ("error", lightCurves.uncertaintyColumn),
        ("band", lightCurves.bandColumn), ("quality", lightCurves.qualityColumn),
        ("quantity", lightCurves.quantity?.rawValue),
      ]
      for (key, name) in named { values[key] = name.map(JSONValue.string) }
      if lightCurves.bands.allSatisfy({ $0.stored == $0.name }), !lightCurves.bands.isEmpty {
        values["bands"] = .array(lightCurves.bands.map { .string($0.name) })
      } else if !lightCurves.bands.isEmpty {
        values["bands"] = .object(
          Dictionary(
            lightCurves.bands.map { ($0.stored, JSONValue.string($0.name)) },
            uniquingKeysWith: { first, _ in first }))
      }
    case .row:
      values["id"] = table.id.map(JSONValue.string)
      if !table.columns.isEmpty { values["columns"] = .array(table.columns.map(JSONValue.string)) }
    case .spectrum: break
    }
    return values
  }
}
