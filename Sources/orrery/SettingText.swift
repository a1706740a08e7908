import Foundation
import OrreryKit

/// Settings in words, for `stages show`, `plugins show` and `plan`.
enum SettingText {
  /// `softening  number, default 0.1, from 0 to 10 sigma: what it does`, a line each.
  static func lines(_ settings: [Setting], defaults: JSONValue) -> [String] {
    guard case .object(let values) = defaults else { return [] }
    let width = settings.map(\.key.count).max() ?? 0
    return settings.map { setting in
      let key = setting.key + String(repeating: " ", count: width - setting.key.count)
      return "  \(key)  \(setting.description) (\(facts(setting, values[setting.name])))"
    }
  }

  private static func facts(_ setting: Setting, _ value: JSONValue?) -> String {
    var parts = [setting.type ?? value?.typeName ?? "any"]
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
  static func json(_ settings: [Setting], defaults: JSONValue) -> JSONValue {
    guard case .object(let values) = defaults else { return .array([]) }
    return .array(
      settings.map { setting in
        var entry: [String: JSONValue] = [
          "key": .string(setting.key), "description": .string(setting.description),
          "default": values[setting.name] ?? .null,
          "type": .string(setting.type ?? values[setting.name]?.typeName ?? "any"),
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
