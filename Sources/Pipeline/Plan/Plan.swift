import OrreryKit

/// A description that has been checked: every key, file, stage and model of it can be used.
public struct Plan: Sendable {
  /// The description's file as the user named it.
  public var file: String
  public var description: String
  public var input: InputPlan
  public var stages: [PlannedStage]
  /// `nil` where objects are prepared and written, not predicted.
  public var model: PlannedModel?
  public var output: OutputPlan
  /// Feeds the random stream of each object and stage.
  public var seed: UInt64

  /// SHA-256 of each plug-in library that a stage or the model comes from, by name.
  public var plugins: [String: String] = [:]

  /// SHA-256 of everything that decides what is written for a given object: stages with all their
  /// settings, model, products and seed; not the input's or the output's names.
  public var digest: String {
    SHA256.hexadecimal(CanonicalJSON.bytes(.object(digestParts)))
  }

  /// What the digest is made of, by name.
  var digestParts: [String: JSONValue] {
    var parts: [String: JSONValue] = [
      "stages": .array(
        stages.map { .object(["name": .string($0.name), "settings": $0.settings]) }),
      "seed": .string("\(seed)"), "output": output.digestValue,
      "input": input.digestValue,
    ]
    if let model { parts["model"] = model.digestValue }
    if !plugins.isEmpty { parts["plug-ins"] = .object(plugins.mapValues(JSONValue.string)) }
    return parts
  }

  /// How many stages only prepare: what `cutout` products show is the object behind these.
  public var preparationCount: Int {
    stages.firstIndex { $0.info.category != .preparation } ?? stages.count
  }
}
