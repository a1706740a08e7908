import OrreryKit

extension Settings {
  /// What a card recorded, by the keys that a description uses (`clip-sigma` for `clipSigma`);
  /// `nil` where it is no map.
  static func keys(recorded: JSONValue) -> [String: JSONValue]? {
    guard case .object(let values) = recorded else { return nil }
    return Dictionary(
      values.map { (Setting.key(for: $0.key), $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  /// A stage with the settings that a card recorded; keys that it does not know keep their defaults.
  /// - Throws: `Failure` where they are no settings of this stage.
  static func stage<S: Stage>(_ type: S.Type, recorded: JSONValue) throws -> S {
    guard let keys = keys(recorded: recorded) else {
      throw Failure(path: [], reason: "settings must be a map")
    }
    return try decode(keys, over: S(), settings: S.info.settings)
  }
}
