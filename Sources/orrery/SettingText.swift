import Foundation
import OrreryKit

/// Settings in words, for `stages show`, `plugins show` and `plan`.
enum SettingText {
  /// `softening  number, default 0.1, from 0 to 10 sigma: what it does`, a line each.
  static func lines<Value: Codable>(_ settings: [Setting], defaults: Value) throws -> [String] {
    guard case .object(let values) = try Settings.encode(defaults) else { return [] }
    let width = settings.map(\.key.count).max() ?? 0
    return settings.map { setting in
      let key = setting.key + String(repeating: " ", count: width - setting.key.count)
      return
        "  \(key)  \(setting.description) (\(facts(setting, values[setting.name], type(of: setting, defaults))))"
    }
  }

  /// The name of a setting's type. A default of 1 may be that of a number: half more is tried.
  private static func type<Value: Codable>(of setting: Setting, _ defaults: Value) -> String {
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

  private static func facts(_ setting: Setting, _ value: JSONValue?, _ type: String) -> String {
    var parts = [type]
    if let unit = setting.unit { parts.append("in \(unit)") }
    if !setting.choices.isEmpty {
      parts[0] = "one of " + setting.choices.joined(separator: ", ")
    }
    if let range = setting.range {
      parts.append(
        range.upperBound.isInfinite
          ? "at least \(number(range.lowerBound))"
          : "\(number(range.lowerBound)) to \(number(range.upperBound))")
    }
    parts.append("default \(value.map(Self.value) ?? "unset")")
    return parts.joined(separator: "; ")
  }

  /// A value as YAML would write it.
  static func value(_ value: JSONValue) -> String {
    switch value {
    case .null: "unset"
    case .bool(let flag): "\(flag)"
    case .integer(let whole): "\(whole)"
    case .number(let real): number(real)
    case .string(let text): text.isEmpty ? "''" : text.printable
    case .array(let items) where items.count > 12: "\(items.count) values"
    case .array(let items): "[" + items.map(Self.value).joined(separator: ", ") + "]"
    case .object(let items):
      "{ "
        + items.sorted { $0.key < $1.key }.map { "\($0.key): \(Self.value($0.value))" }
        .joined(separator: ", ") + " }"
    }
  }

  private static func number(_ value: Double) -> String {
    Int64(exactly: value).map { "\($0)" } ?? "\(value)"
  }

  /// Settings for programs.
  static func json<Value: Codable>(_ settings: [Setting], defaults: Value) throws -> JSONValue {
    guard case .object(let values) = try Settings.encode(defaults) else { return .array([]) }
    return .array(
      settings.map { setting in
        var entry: [String: JSONValue] = [
          "key": .string(setting.key), "description": .string(setting.description),
          "default": values[setting.name] ?? .null,
          "type": .string(type(of: setting, defaults)),
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
