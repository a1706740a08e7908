/// The names a mistyped one may have meant.
public enum NearestNames {
  /// `; did you mean 'softening'?`, or the names there are where none is near and they are few.
  /// - Parameter listing: whether all names are told where none is near.
  public static func suggestion(
    for name: String, among names: [String], listing: Bool = true
  ) -> String {
    let ranked = names.map { ($0, distance(name, $0)) }.sorted { ($0.1, $0.0) < ($1.1, $1.0) }
    let near = ranked.filter { $0.1 <= max(2, name.count / 3) }.prefix(2).map { "'\($0.0)'" }
    if !near.isEmpty { return "; did you mean \(near.joined(separator: " or "))?" }
    if !listing { return "" }
    if names.isEmpty { return "; there are no keys here" }
    return names.count <= 12 ? "; there are: \(names.sorted().joined(separator: ", "))" : ""
  }

  /// Edits between two names: insert, delete, replace, swap neighbours (Damerau 1964).
  public static func distance(_ a: String, _ b: String) -> Int {
    let a = Array(a.lowercased()), b = Array(b.lowercased())
    var rows = [[Int]](repeating: [Int](repeating: 0, count: b.count + 1), count: a.count + 1)
    for i in 0...a.count { rows[i][0] = i }
    for j in 0...b.count { rows[0][j] = j }
    guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
    for i in 1...a.count {
      for j in 1...b.count {
        let cost = a[i - 1] == b[j - 1] ? 0 : 1
        rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + cost)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
        }
      }
    }
    return rows[a.count][b.count]
  }
}
