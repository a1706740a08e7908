import OrreryKit

/// What there is to know of a setting, for lists and editors: type and default are read off the
/// encoded defaults.
public enum SettingFacts {
  /// The name of a setting's type. A default of 1 may be that of a number: half more is tried.
  public static func type<Value: Codable>(of setting: Setting, defaults: Value) -> String {
    if let type = setting.type { return type }
    guard case .object(let values)? = try? Settings.encode(defaults),
      let value = values[setting.name]
    else { return "any" }
    guard case .integer(let whole) = value else { return value.typeName }
    var free = setting
    free.range = nil
    let half = [setting.key: JSONValue.number(Double(whole) + 0.5)]
    let takesHalf = (try? Settings.decode(half, over: defaults, settings: [free])) != nil
    return takesHalf ? "number" : value.typeName
  }

  /// Settings for programs: key, description, type, default and what else is known, of each.
  public static func json<Value: Codable>(
    _ settings: [Setting], defaults: Value
  ) throws -> JSONValue {
    guard case .object(let values) = try Settings.encode(defaults) else { return .array([]) }
    return .array(
      settings.map { setting in
        var entry: [String: JSONValue] = [
          "key": .string(setting.key), "description": .string(setting.description),
          "default": values[setting.name] ?? .null,
          "type": .string(type(of: setting, defaults: defaults)),
        ]
        if let unit = setting.unit { entry["unit"] = .string(unit) }
        if !setting.choices.isEmpty {
          entry["choices"] = .array(setting.choices.map(JSONValue.string))
        }
        if let range = setting.range {
          entry["minimum"] = .number(range.lowerBound)
          if range.upperBound.isFinite { entry["maximum"] = .number(range.upperBound) }
        }
        return .object(entry)
      })
  }
}
