import OrreryKit

/// JSON Schema of settings.
enum SettingSchema {
  /// A map of these keys; nothing at all stands for the defaults.
  static func object<Value: Codable>(
    _ settings: [Setting], defaults: Value, _ description: String
  ) -> JSONValue {
    var values: [String: JSONValue] = [:]
    if case .object(let found)? = try? Settings.encode(defaults) { values = found }
    var properties: [String: JSONValue] = [:]
    for setting in settings {
      properties[setting.key] = one(
        setting, values[setting.name], SettingFacts.type(of: setting, defaults: defaults))
    }
    return .object([
      "type": .array([.string("object"), .string("null")]),
      "description": .string(description), "additionalProperties": .bool(false),
      "properties": .object(properties),
    ])
  }

  private static func one(_ setting: Setting, _ value: JSONValue?, _ type: String) -> JSONValue {
    let unit = setting.unit.map { " (\($0))" } ?? ""
    var entry: [String: JSONValue] = ["description": .string(setting.description + unit)]
    if let value { entry["default"] = value }
    // An unset value may be written as one.
    let isOptional = value == nil || value == .null
    if !setting.choices.isEmpty, type == "text" {
      entry["enum"] = .array(setting.choices.map(JSONValue.string) + (isOptional ? [.null] : []))
    } else if let name = names[type] {
      entry["type"] =
        isOptional ? .array([.string(name), .string("null")]) : .string(name)
    }
    if let range = setting.range, type == "number" || type == "whole number" {
      if range.lowerBound.isFinite { entry["minimum"] = .number(range.lowerBound) }
      if range.upperBound.isFinite { entry["maximum"] = .number(range.upperBound) }
    }
    return .object(entry)
  }

  /// What JSON Schema calls a type; others go unchecked.
  private static let names = [
    "true or false": "boolean", "whole number": "integer", "number": "number", "text": "string",
    "list": "array", "map": "object",
  ]
}
