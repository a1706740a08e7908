import Foundation
import Pipeline

/// How a run goes: one line that is replaced on a terminal, a plain line now and then elsewhere.
final class ProgressLine {
  private let isQuiet: Bool
  private let start = ContinuousClock.now
  private var last = ContinuousClock.now

  init(isQuiet: Bool) { self.isQuiet = isQuiet }

  func show(_ progress: RunProgress) {
    guard !isQuiet else { return }
    let now = ContinuousClock.now
    let pause: Duration = Talk.isTerminal ? .milliseconds(200) : .seconds(30)
    guard now - last >= pause else { return }
    last = now
    let line = text(progress, elapsed: now - start)
    Talk.isTerminal ? Talk.progress(line) : Talk.say(line)
  }

  /// Takes the line away.
  func finish() {
    if !isQuiet && Talk.isTerminal { Talk.progress("") }
  }

  private func text(_ progress: RunProgress, elapsed: Duration) -> String {
    let seconds =
      Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
    let objects = progress.done + progress.failed
    let rate = seconds > 0 ? Double(objects) / seconds : 0
    var parts = [
      "\(progress.filesDone) of \(progress.files) files", "\(objects) objects",
      String(format: "%.1f/s", rate),
    ]
    if progress.filesDone > 0, progress.filesDone < progress.files {
      let left = seconds * Double(progress.files - progress.filesDone) / Double(progress.filesDone)
      parts.append("\(Self.duration(left)) left")
    }
    if progress.flagged > 0 { parts.append(Talk.colored("\(progress.flagged) flagged", 33)) }
    if progress.failed > 0 { parts.append(Talk.colored("\(progress.failed) failed", 31)) }
    return parts.joined(separator: ", ")
  }

  private static func duration(_ seconds: Double) -> String {
    let whole = Int(min(seconds, 1e9))
    return whole < 60
      ? "\(whole) s"
      : whole < 3600 ? "\(whole / 60) min" : "\(whole / 3600) h \(whole / 60 % 60) min"
  }
}
