import Foundation

/// Everything public of the contract, the layers and the tensors, a line each, from the interfaces
/// that the compiler writes beside them: `OrreryKit.Stage: func validate() throws`.
///
/// Attributes, bodies and the order of the source do not matter.
enum APIDigest {
  static let modules = ["NeuralNetwork", "OrreryKit", "TensorCore"]

  /// The folder of the interfaces of this build; `nil` where it has none.
  static let folder: String? = {
    let executable = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let path = URL(fileURLWithPath: executable ?? "").deletingLastPathComponent().path + "/Modules"
    return FileManager.default.fileExists(atPath: path + "/OrreryKit.swiftinterface") ? path : nil
  }()

  /// Lines of all modules, in order.
  static func lines(inFolder folder: String) throws -> [String] {
    try modules.flatMap { module in
      digest(
        try String(contentsOfFile: "\(folder)/\(module).swiftinterface", encoding: .utf8),
        module: module)
    }.sorted()
  }

  /// Lines of one interface.
  static func digest(_ interface: String, module: String) -> [String] {
    var result: Set<String> = []
    var types: [(name: String, isProtocol: Bool)] = []
    // The member whose body or accessors are being read, and how deep in braces.
    var member = (declaration: "", accessors: [String](), depth: 0)
    for raw in interface.split(separator: "\n") {
      let line = raw.trimmingCharacters(in: .whitespaces)
      if line.isEmpty || line.hasPrefix("//") || line.hasPrefix("#") || line.hasPrefix("import ") {
        continue
      }
      if member.depth > 0 {
        if member.depth == 1, ["get", "set"].contains(line) { member.accessors.append(line) }
        member.depth += line.count { $0 == "{" } - line.count { $0 == "}" }
        if member.depth == 0, !member.declaration.isEmpty {
          let accessors = member.accessors.joined(separator: " ")
          result.insert(member.declaration + (accessors.isEmpty ? "" : " { \(accessors) }"))
        }
        continue
      }
      if line == "}" {
        types.removeLast()
        continue
      }
      let declaration = plain(line)
      let path = ([module] + types.map(\.name)).joined(separator: ".")
      let isShown = isShown(declaration, inProtocol: types.last?.isProtocol == true)
      guard line.hasSuffix("{") else {
        if isShown { result.insert("\(path): \(declaration)") }
        continue
      }
      if let name = typeName(declaration) {
        types.append((name, declaration.contains("protocol ")))
        if isShown { result.insert("\(path): \(declaration)") }
      } else {
        member = (isShown ? "\(path): \(declaration)" : "", [], 1)
      }
    }
    return result.sorted()
  }

  private static func isShown(_ declaration: String, inProtocol: Bool) -> Bool {
    if declaration.hasPrefix("deinit") || declaration.contains("internal ") { return false }
    return inProtocol || declaration.hasPrefix("case ") || declaration.contains("public ")
  }

  /// Without attributes, the opening brace and `final`.
  private static func plain(_ line: String) -> String {
    var words = line.split(separator: " ").map(String.init)
    while let first = words.first, first.hasPrefix("@"), !first.contains("(") {
      words.removeFirst()
    }
    words.removeAll { $0 == "final" || $0 == "nonisolated" || $0 == "@escaping" }
    if words.last == "{" { words.removeLast() }
    return words.joined(separator: " ")
  }

  /// The type whose members follow; `nil` for anything else.
  private static func typeName(_ declaration: String) -> String? {
    let words = declaration.split(separator: " ")
    for kind in ["extension", "struct", "class", "enum", "protocol", "actor"] {
      guard let place = words.firstIndex(of: Substring(kind)), place < 2, place + 1 < words.count
      else { continue }
      let name = words[place + 1].prefix { $0 != ":" && $0 != "<" }
      return kind == "extension"
        ? name.split(separator: ".").dropFirst().joined(separator: ".") : String(name)
    }
    return nil
  }
}
