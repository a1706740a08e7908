import ArgumentParser
import Foundation

/// How pictures appear on a terminal.
enum TerminalGraphics: String, CaseIterable, ExpressibleByArgument {
  /// The graphics protocol of kitty, also of Ghostty and WezTerm.
  case kitty
  /// DEC's sixels: xterm, foot, mlterm, recent tmux.
  case sixel
  /// Two pixels to a character, 24-bit colours.
  case blocks
  /// A ramp of characters, no colours.
  case characters

  /// What the terminal of the results can do; characters where they go to a file or a pipe.
  ///
  /// A terminal that does not tell by its environment is asked once, for a tenth of a second at most.
  /// - Parameter hasPictures: false where only colours matter: nothing is asked then.
  static func detected(
    hasPictures: Bool, environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> TerminalGraphics {
    guard Screen.standardOutput != nil else { return .characters }
    if let known = named(by: environment) { return known }
    guard hasPictures else { return .blocks }
    return TerminalQuery.answer().map(Self.told(by:)) ?? .blocks
  }

  /// What the environment tells; `nil` where the terminal must be asked.
  static func named(by environment: [String: String]) -> TerminalGraphics? {
    let term = environment["TERM"] ?? ""
    if environment["NO_COLOR"] != nil || term == "dumb" || term.isEmpty { return .characters }
    if term == "linux" { return .blocks }
    // A multiplexer stands between: it answers for itself.
    if environment["TMUX"] != nil || term.hasPrefix("screen") { return nil }
    let program = environment["TERM_PROGRAM"] ?? ""
    let speaksKitty =
      environment["KITTY_WINDOW_ID"] != nil || ["kitty", "ghostty"].contains { term.contains($0) }
      || ["ghostty", "WezTerm"].contains(program)
    return speaksKitty ? .kitty : nil
  }

  /// What the answers to `TerminalQuery` mean: `ESC _Gi=31;OK ESC \` is kitty's, attribute 4 of the
  /// primary device attributes is sixel.
  static func told(by answer: [UInt8]) -> TerminalGraphics {
    let text = String(decoding: answer, as: UTF8.self)
    if text.contains("\u{1B}_Gi=31;OK") { return .kitty }
    guard let start = text.range(of: "\u{1B}[?")?.upperBound,
      let end = text[start...].firstIndex(of: "c")
    else { return .blocks }
    return text[start..<end].split(separator: ";").dropFirst().contains("4") ? .sixel : .blocks
  }
}
