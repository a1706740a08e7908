/// Weights or a checkpoint that cannot be used, said in one line: `FILE: reason`.
///
/// Which code to use:
/// - `unreadable`: the operating system refused (absent, permission, not a regular file).
/// - `notRecognised`: the content is not of the format that the reader reads.
/// - `damaged`: the format is right, the content is broken or contradicts itself.
/// - `tooLarge`: the content asks for more than the limits allow; nothing was allocated.
/// - `unsupported`: valid, and not read here.
/// - `mismatch`: names, shapes or types are not those of the model; nothing was changed.
/// - `unwritable`: the file could not be written; the old one stands.
public struct WeightsError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The kind of failure; new kinds may be added.
  public struct Code: RawRepresentable, Sendable, Hashable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public static let unreadable = Code(rawValue: "unreadable")
    public static let notRecognised = Code(rawValue: "not-recognised")
    public static let damaged = Code(rawValue: "damaged")
    public static let tooLarge = Code(rawValue: "too-large")
    public static let unsupported = Code(rawValue: "unsupported")
    public static let mismatch = Code(rawValue: "mismatch")
    public static let unwritable = Code(rawValue: "unwritable")
  }

  /// The kind of failure.
  public var code: Code
  /// What happened, in words, without the file's name.
  public var reason: String
  /// The file as the user named it; `nil` for values in memory.
  public var file: String?

  public init(_ code: Code, _ reason: String, file: String? = nil) {
    self.code = code
    self.reason = reason
    self.file = file
  }

  /// One line; characters that could steer a terminal are shown as `\u{…}`.
  public var description: String {
    var line = ""
    for scalar in ((file.map { $0 + ": " } ?? "") + reason).unicodeScalars {
      let hidden =
        scalar.properties.generalCategory == .control
        || scalar.properties.generalCategory == .format
        || scalar.properties.generalCategory == .lineSeparator
        || scalar.properties.generalCategory == .paragraphSeparator
      if hidden {
        line += "\\u{" + String(scalar.value, radix: 16) + "}"
      } else {
        line.unicodeScalars.append(scalar)
      }
    }
    return line
  }

  /// The first few names of a list, for a message: `a, b, c and 9 more`.
  static func listing(_ names: [String], limit: Int = 4) -> String {
    let shown = names.prefix(limit).map { $0.count > 60 ? $0.prefix(60) + "…" : $0 }
    let rest = names.count - shown.count
    return shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
  }
}
