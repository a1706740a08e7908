/// Collects problems while a description is read, so that all are shown and not only the first.
final class ProblemList {
  private(set) var all: [Problem] = []

  func add(_ place: Place, _ path: [String], _ reason: String) {
    let problem = Problem(place, path, reason)
    if !all.contains(problem) { all.append(problem) }
  }

  /// - Throws: `Problems`, by place, where there are any.
  func throwIfAny() throws {
    guard !all.isEmpty else { return }
    let ordered = all.enumerated().sorted {
      ($0.element.place.line, $0.element.place.column, $0.offset)
        < ($1.element.place.line, $1.element.place.column, $1.offset)
    }
    throw Problems(ordered.map(\.element))
  }
}
