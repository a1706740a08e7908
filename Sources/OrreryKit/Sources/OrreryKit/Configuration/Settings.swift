internal import Foundation

/// Reads `Codable` settings from a map of some of their keys; the rest keep their defaults.
public enum Settings {
  /// A key that cannot be used; `path` are the YAML keys down to it.
  public struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
    public var path: [String]
    public var reason: String
    public init(path: [String], reason: String) {
      self.path = path
      self.reason = reason
    }
    public var description: String {
      path.isEmpty ? reason : path.joined(separator: ".") + ": " + reason
    }
  }

  /// `defaults` with the keys of `overrides` (YAML spelling) put over them.
  ///
  /// - Throws: `Failure` for a key that `settings` does not list (with the nearest names), a value
  ///   of the wrong type, or one outside `choices` or `range`.
  public static func decode<Value: Codable>(
    _ overrides: [String: JSONValue], over defaults: Value, settings: [Setting]
  ) throws -> Value {
    guard case .object(var merged) = try encode(defaults) else {
      throw Failure(path: [], reason: "settings must encode as a map")
    }
    for (key, value) in overrides.sorted(by: { $0.key < $1.key }) {
      guard let setting = settings.first(where: { $0.key == key }) else {
        throw Failure(
          path: [key],
          reason: "unknown key" + NearestNames.suggestion(for: key, among: settings.map(\.key)))
      }
      try check(value, setting)
      merged[setting.name] = value
    }
    do {
      return try JSONDecoder().decode(
        Value.self, from: JSONEncoder().encode(JSONValue.object(merged)))
    } catch let error as DecodingError {
      throw failure(error, overrides: overrides)
    }
  }

  /// The settings as a JSON value with Swift property names.
  public static func encode<Value: Encodable>(_ value: Value) throws -> JSONValue {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try JSONDecoder().decode(JSONValue.self, from: encoder.encode(value))
  }

  private static func check(_ value: JSONValue, _ setting: Setting) throws {
    if case .string(let text) = value, !setting.choices.isEmpty, !setting.choices.contains(text) {
      throw Failure(
        path: [setting.key],
        reason: "'\(text)' is not one of \(setting.choices.joined(separator: ", "))"
          + NearestNames.suggestion(for: text, among: setting.choices, listing: false))
    }
    guard let range = setting.range else { return }
    let number: Double
    switch value {
    case .integer(let whole): number = Double(whole)
    case .number(let real): number = real
    default: return
    }
    if !range.contains(number) {
      let bounds =
        range.upperBound == .infinity
        ? "at least \(text(range.lowerBound))"
        : "from \(text(range.lowerBound)) to \(text(range.upperBound))"
      throw Failure(path: [setting.key], reason: "\(text(number)) must be \(bounds)")
    }
  }

  /// Whole numbers without `.0`.
  private static func text(_ number: Double) -> String {
    Int64(exactly: number).map { "\($0)" } ?? "\(number)"
  }

  private static func failure(
    _ error: DecodingError, overrides: [String: JSONValue]
  ) -> Failure {
    let context: DecodingError.Context
    var expected = ""
    switch error {
    case .typeMismatch(let type, let where_):
      (context, expected) = (where_, typeName(type))
    case .valueNotFound(let type, let where_):
      (context, expected) = (where_, typeName(type))
    case .keyNotFound(let key, let where_):
      return Failure(
        path: (where_.codingPath + [key]).map { Setting.key(for: $0.stringValue) },
        reason: "is missing")
    case .dataCorrupted(let where_): context = where_
    @unknown default: return Failure(path: [], reason: "\(error)")
    }
    let path = context.codingPath.map { Setting.key(for: $0.stringValue) }
    let given = path.first.flatMap { overrides[$0] }?.typeName ?? "nothing"
    let reason =
      expected.isEmpty ? context.debugDescription : "must be a \(expected), not a \(given)"
    return Failure(path: path, reason: reason)
  }

  private static func typeName(_ type: any Any.Type) -> String {
    switch type {
    case is Bool.Type: "true or false"
    case is Int.Type, is Int64.Type, is UInt64.Type: "whole number"
    case is Double.Type, is Float.Type: "number"
    case is String.Type: "text"
    case is [Any].Type: "list"
    default: "\(type)"
    }
  }
}
