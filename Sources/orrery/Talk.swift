import Foundation
import OrreryKit

/// What is said beside the results: on stderr, safe for terminals.
enum Talk {
  static let isTerminal = isatty(STDERR_FILENO) == 1

  /// Writes lines to stderr.
  static func say(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }

  /// Replaces the line that stands on a terminal.
  static func progress(_ text: String) {
    FileHandle.standardError.write(Data(("\r\u{1B}[K" + text).utf8))
  }

  /// The text in a colour (31 red, 33 yellow, 32 green) on a terminal that has colours.
  static func colored(_ text: String, _ code: Int) -> String {
    guard isTerminal, ProcessInfo.processInfo.environment["NO_COLOR"] == nil else { return text }
    return "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }
}
