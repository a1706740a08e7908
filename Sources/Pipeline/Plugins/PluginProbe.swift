import Foundation
import OrreryKit
import Synchronization

/// Loads a plug-in in a process of its own first, so that one that crashes costs a line of text.
public struct PluginProbe: Sendable {
  /// The `orrery` command.
  public let executable: String

  public init(executable: String) { self.executable = executable }

  /// What a child process left behind.
  struct Outcome: Sendable {
    var output: String
    var errors: String
    /// `nil` where it ended by itself.
    var signal: Int32?
    var status: Int32
    var isOverdue: Bool
  }

  /// What the library at this path registers.
  /// - Throws: `PluginFailure` where it fails, crashes or does not come back.
  public func manifest(of path: String) throws -> PluginManifest {
    let outcome = try run(["plugins", "probe", path], seconds: 20)
    if let reason = Self.end(of: outcome) {
      throw PluginFailure(path, "\(reason) while it registers")
    }
    guard outcome.status == 0,
      let manifest = try? JSONDecoder().decode(
        PluginManifest.self, from: Data(outcome.output.utf8))
    else {
      // The child says `orrery: PATH: reason`.
      let line = outcome.errors.split(separator: "\n").last.map(String.init) ?? "no reason"
      let prefix = "orrery: \(path): "
      throw PluginFailure(
        path, line.hasPrefix(prefix) ? String(line.dropFirst(prefix.count)) : line)
    }
    return manifest
  }

  /// Why a child did not end by itself, with the last thing it said; `nil` where it did.
  static func end(of outcome: Outcome) -> String? {
    if outcome.isOverdue { return "does not come back" }
    guard let signal = outcome.signal else { return nil }
    // The reason stands before the stack, where there is one.
    let lines = outcome.errors.split(separator: "\n").filter { !$0.isEmpty }
    let words = lines.first { $0.contains("rror: ") || $0.contains("failed: ") } ?? lines.last
    return "crashes (signal \(signal))" + (words.map { ": \($0)" } ?? "")
  }

  /// Runs the command and waits.
  func run(_ arguments: [String], seconds: Double) throws -> Outcome {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    var environment = ProcessInfo.processInfo.environment
    // A backtrace would take seconds and hide the reason.
    environment["SWIFT_BACKTRACE"] = "enable=no"
    process.environment = environment
    let (out, err) = (Pipe(), Pipe())
    process.standardOutput = out
    process.standardError = err
    process.standardInput = FileHandle.nullDevice
    do { try process.run() } catch {
      throw PluginFailure(executable, "cannot be run: \(error.localizedDescription)")
    }
    let isDone = Mutex(false)
    let isOverdue = Mutex(false)
    let errors = Mutex(Data())
    let reader = Thread {
      let data = err.fileHandleForReading.readDataToEndOfFile()
      errors.withLock { $0 = data }
    }
    reader.start()
    let identifier = process.processIdentifier
    let watch = Thread {
      let end = Date(timeIntervalSinceNow: seconds)
      while Date() < end, !isDone.withLock({ $0 }) { usleep(5000) }
      // Under the lock: what is done is not killed, for its number may be another's by then.
      isDone.withLock { done in
        guard !done else { return }
        isOverdue.withLock { $0 = true }
        kill(identifier, SIGKILL)
      }
    }
    watch.start()
    let output = out.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    isDone.withLock { $0 = true }
    while !reader.isFinished || !watch.isFinished { usleep(500) }
    return Outcome(
      output: String(decoding: output, as: UTF8.self),
      errors: String(decoding: errors.withLock { $0 }, as: UTF8.self),
      signal: process.terminationReason == .uncaughtSignal ? process.terminationStatus : nil,
      status: process.terminationStatus, isOverdue: isOverdue.withLock { $0 })
  }
}
