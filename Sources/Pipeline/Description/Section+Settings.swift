import OrreryKit

extension Section {
  /// `defaults` with the keys of this section over them, and which keys they are; every wrong one is
  /// told at its place.
  ///
  /// - Parameters:
  ///   - place: of the section's name, for what no key is to blame for.
  ///   - others: keys that belong to someone else.
  /// - Returns: `nil` where problems were noted.
  func decoded<Value: Codable>(
    over defaults: Value, _ settings: [Setting], at place: Place, leaving others: Set<String> = [],
    validate: (Value) throws -> Void
  ) -> (value: Value, keys: Set<String>)? {
    let before = problems.all.count
    // Key by key, so that every wrong one is told.
    var values: [String: JSONValue] = [:]
    for entry in node.entries ?? [] where !others.contains(entry.key) {
      let value = entry.value.value
      values[entry.key] = value
      attempt(at: place) {
        _ = try Settings.decode([entry.key: value], over: defaults, settings: settings)
      }
    }
    guard problems.all.count == before else { return nil }
    var result: Value?
    attempt(at: place) {
      let value = try Settings.decode(values, over: defaults, settings: settings)
      try validate(value)
      result = value
    }
    return result.map { ($0, Set(values.keys)) }
  }

  /// Notes what a body throws, at the key that it names.
  private func attempt(at place: Place, _ body: () throws -> Void) {
    do { try body() } catch let failure as Settings.Failure {
      let entry = node.entries?.first { $0.key == failure.path.first }
      let where_ =
        failure.reason.hasPrefix("unknown key")
        ? entry?.place : entry?.value.descend(Array(failure.path.dropFirst())).place
      problems.add(where_ ?? place, path + failure.path, failure.reason)
    } catch {
      problems.add(place, path, "\(error)")
    }
  }
}
