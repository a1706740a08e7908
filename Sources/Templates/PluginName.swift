/// The names of a new plug-in, made from what its author typed: `me/lens-finder`.
public struct PluginName: Sendable, Equatable {
  /// Whom names in YAML start with: `me`.
  public let author: String
  /// In YAML, behind the author: `lens-finder`.
  public let name: String
  /// In Swift: `LensFinder`.
  public let type: String

  /// - Parameters:
  ///   - text: `lens-finder`, `LensFinder` or `me/lens-finder`.
  ///   - author: where the text names none.
  /// - Returns: `nil` where no name can be made of it.
  public init?(_ text: String, author: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= 2, let last = parts.last else { return nil }
    let words = Self.words(String(last))
    let owner = Self.words(parts.count == 2 ? String(parts[0]) : author)
    guard let first = words.first?.first, first.isLetter, let initial = owner.first?.first,
      initial.isLetter
    else { return nil }
    self.author = owner.joined(separator: "-")
    name = words.joined(separator: "-")
    type = words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    guard Self.isFree(type) else { return nil }
  }

  /// Words of letters and digits, lower case; empty where there is anything else.
  private static func words(_ text: String) -> [String] {
    var words: [String] = []
    var previous: Character = "-"
    for character in text {
      if character == "-" || character == "_" {
        previous = "-"
        continue
      }
      guard character.isASCII, character.isLetter || character.isNumber else { return [] }
      if previous == "-" || character.isUppercase && !previous.isUppercase { words.append("") }
      words[words.count - 1] += character.lowercased()
      previous = character
    }
    return words
  }

  /// Names of modules that a plug-in imports, or may.
  private static func isFree(_ type: String) -> Bool {
    ![
      "OrreryKit", "NeuralNetwork", "TensorCore", "AstroData", "Files", "Testing", "Foundation",
      "Swift", "Plugin", "Package",
    ].contains(type)
  }
}
