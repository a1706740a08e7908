extension DataError {
  /// The first few names of a list, for a message: `a, b, c and 9 more`.
  static func listing(_ names: [String], limit: Int = 4) -> String {
    let shown = names.prefix(limit).map { $0.count > 60 ? $0.prefix(60) + "…" : $0 }
    let rest = names.count - shown.count
    return shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
  }
}
