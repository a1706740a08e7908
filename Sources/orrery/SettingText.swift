import Foundation
import OrreryKit
import Pipeline

/// Settings in words, for `stages show`, `plugins show` and `plan`.
enum SettingText {
  /// `softening  number, default 0.1, from 0 to 10 sigma: what it does`, a line each.
  static func lines<Value: Codable>(_ settings: [Setting], defaults: Value) throws -> [String] {
    guard case .object(let values) = try Settings.encode(defaults) else { return [] }
    let width = settings.map(\.key.count).max() ?? 0
    return settings.map { setting in
      let key = setting.key + String(repeating: " ", count: width - setting.key.count)
      return
        "  \(key)  \(setting.description) (\(facts(setting, values[setting.name], SettingFacts.type(of: setting, defaults: defaults))))"
    }
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
}
