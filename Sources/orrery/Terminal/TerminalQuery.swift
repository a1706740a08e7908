import Foundation

/// Asks the terminal what it can draw.
enum TerminalQuery {
  /// Milliseconds until a silent terminal counts as one that says nothing.
  private static let deadline = 100.0

  /// The terminal's words; `nil` where it cannot be asked: no terminal, or one in the background.
  static func answer() -> [UInt8]? {
    let terminal = open("/dev/tty", O_RDWR | O_NOCTTY)
    guard terminal >= 0 else { return nil }
    defer { close(terminal) }
    // A process in the background would be stopped for asking.
    guard tcgetpgrp(terminal) == getpgrp() else { return nil }
    var before = termios()
    guard tcgetattr(terminal, &before) == 0 else { return nil }
    var raw = before
    cfmakeraw(&raw)
    guard tcsetattr(terminal, TCSANOW, &raw) == 0 else { return nil }
    // What is still on its way must not end up as the shell's input.
    defer { tcsetattr(terminal, TCSAFLUSH, &before) }
    // Every terminal answers the second question: its answer ends the waiting.
    let question = Array("\u{1B}_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\u{1B}\\\u{1B}[c".utf8)
    guard write(terminal, question, question.count) == question.count else { return nil }
    return read(from: terminal)
  }

  private static func read(from terminal: Int32) -> [UInt8] {
    let start = Date()
    var answer: [UInt8] = []
    while !isComplete(answer), answer.count < 4096 {
      let left = deadline - Date().timeIntervalSince(start) * 1000
      var descriptor = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
      guard left > 0, poll(&descriptor, 1, Int32(left.rounded(.up))) > 0 else { break }
      var buffer = [UInt8](repeating: 0, count: 256)
      let count = Foundation.read(terminal, &buffer, buffer.count)
      guard count > 0 else { break }
      answer += buffer.prefix(count)
    }
    return answer
  }

  /// True once the primary device attributes have come: `ESC [ ? … c`.
  static func isComplete(_ answer: [UInt8]) -> Bool {
    let text = String(decoding: answer, as: UTF8.self)
    guard let start = text.range(of: "\u{1B}[?")?.upperBound else { return false }
    return text[start...].contains("c")
  }
}
