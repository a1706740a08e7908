import Foundation
import OrreryKit
import Synchronization

/// One process that runs plug-ins; used from one place at a time.
final class IsolatedProcess: @unchecked Sendable {
  private let process = Process()
  private let stream: MessageStream
  private let errors = ErrorTail()
  private var isOpen = true

  /// Starts it and waits until the libraries are loaded.
  /// - Throws: `PluginFailure` where it cannot be made to work.
  init(_ settings: IsolationSettings, _ work: IsolatedWork) throws {
    var ends: [Int32] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
      throw PluginFailure(settings.executable, "no socket: \(String(cString: strerror(errno)))")
    }
    stream = MessageStream(descriptor: ends[0])
    process.executableURL = URL(fileURLWithPath: settings.executable)
    process.arguments = ["plugins", "serve"]
    var environment = ProcessInfo.processInfo.environment
    // A backtrace would take seconds and hide the reason.
    environment["SWIFT_BACKTRACE"] = "enable=no"
    process.environment = environment
    let far = FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
    process.standardInput = far
    let pipe = Pipe()
    // Answers come over the socket: what a plug-in prints disturbs none.
    process.standardOutput = pipe
    process.standardError = pipe
    do { try process.run() } catch {
      close(ends[0])
      isOpen = false
      throw PluginFailure(settings.executable, "cannot be run: \(error.localizedDescription)")
    }
    // The other process alone holds its end: that it is gone shows here.
    try? far.close()
    errors.read(pipe.fileHandleForReading)
    do {
      let reply = try ask([UInt8](JSONEncoder().encode(work)), seconds: max(20, settings.seconds))
      try IsolatedReply.values(of: reply) { _ in }
    } catch {
      end()
      throw PluginFailure(work.libraries.joined(separator: ", "), "\(error)")
    }
  }

  deinit { end() }

  /// - Throws: `IsolationFailure`; the process is of no use then.
  func ask(_ message: [UInt8], seconds: Double) throws -> [UInt8] {
    let deadline = ContinuousClock.now + .seconds(seconds)
    do {
      try stream.send(message, until: deadline)
      return try stream.receive(until: deadline)
    } catch .overdue {
      end()
      let limit = seconds == seconds.rounded() ? "\(Int(seconds))" : "\(seconds)"
      throw IsolationFailure(
        code: "overdue", description: "does not come back within \(limit) s")
    } catch {
      throw IsolationFailure(code: "crashed", description: words)
    }
  }

  /// How the process ended.
  private var words: String {
    // It may only have closed its end.
    let end = ContinuousClock.now + .seconds(2)
    while process.isRunning, ContinuousClock.now < end { usleep(1000) }
    let hasEnded = !process.isRunning
    self.end()
    let outcome = PluginProbe.Outcome(
      output: "", errors: errors.text,
      signal: hasEnded && process.terminationReason == .uncaughtSignal
        ? process.terminationStatus : nil,
      status: process.terminationStatus, isOverdue: false)
    return PluginProbe.end(of: outcome) ?? "ends the process (status \(outcome.status))"
  }

  /// Hangs up; a process that does not end by itself is killed.
  private func end() {
    guard isOpen else { return }
    isOpen = false
    close(stream.descriptor)
    let pause = ContinuousClock.now + .milliseconds(200)
    while process.isRunning, ContinuousClock.now < pause { usleep(500) }
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    errors.finish()
  }
}

/// The last that a process said on its way.
private final class ErrorTail: Sendable {
  private static let most = 1 << 14
  private let bytes = Mutex<(data: Data, isDone: Bool)>((Data(), false))

  func read(_ file: FileHandle) {
    Thread.detachNewThread { [self] in
      while true {
        let part = file.availableData
        if part.isEmpty { break }
        bytes.withLock { $0.data = ($0.data + part).suffix(Self.most) }
      }
      bytes.withLock { $0.isDone = true }
    }
  }

  /// Waits a moment for what is still in the pipe.
  func finish() {
    let end = ContinuousClock.now + .milliseconds(200)
    while !bytes.withLock({ $0.isDone }), ContinuousClock.now < end { usleep(500) }
  }

  var text: String { String(decoding: bytes.withLock { $0.data }, as: UTF8.self) }
}
