import OrreryKit

extension RecipeReader {
  /// `NAME: [class, class, [class, class]]`: the answers of each question; a list within the list
  /// counts as one answer.
  func readQuestions(_ root: Section, _ classes: [String]) -> [ClassQuestion] {
    guard let node = root.child("questions") else { return [] }
    guard let entries = node.entries else {
      root.problems.add(
        node.place, ["questions"],
        "must be a map, not \(Section.article(node)): `spirals: [clockwise, anticlockwise]`")
      return []
    }
    return entries.compactMap { entry in
      let path = ["questions", entry.key]
      guard case .list(let items) = entry.value.content, items.count > 1 else {
        root.problems.add(entry.place, path, "must be a list of two classes or more")
        return nil
      }
      var seen: Set<String> = []
      var answers: [[String]] = []
      for item in items {
        var names: [YAMLNode] = [item]
        if case .list(let several) = item.content { names = several }
        answers.append(
          names.compactMap { node in
            guard case .string(let name) = node.value, classes.contains(name) else {
              let text = if case .string(let name) = node.value { name } else { "" }
              root.problems.add(
                node.place, path,
                "names no class of this recipe"
                  + NearestNames.suggestion(for: text, among: classes))
              return nil
            }
            if !seen.insert(name).inserted {
              root.problems.add(node.place, path, "'\(name)' stands there twice")
            }
            return name
          })
        if names.isEmpty { root.problems.add(item.place, path, "has an answer without a class") }
      }
      return ClassQuestion(name: entry.key, answers: answers, of: classes)
    }
  }
}
