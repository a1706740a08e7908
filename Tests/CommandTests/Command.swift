import Foundation
import Synchronization

/// Runs the built command as a user does.
struct Command {
  var status: Int32
  var output: String
  var errors: String

  /// The folder of the built products, the command among them.
  static let folder: String = {
    let executable = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return URL(fileURLWithPath: executable ?? "").deletingLastPathComponent().path
  }()

  /// - Parameters:
  ///   - environment: added to the test's own, without its `ORRERY_` variables.
  ///   - interrupt: the command gets the signal as soon as this is true.
  init(
    _ arguments: [String], environment: [String: String] = [:],
    interruptedBy signal: Int32 = SIGINT,
    interrupt: (() -> Bool)? = nil
  ) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.folder + "/orrery")
    process.arguments = arguments
    var all = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("ORRERY_") }
    all.merge(environment) { $1 }
    process.environment = all
    let (out, err) = (Pipe(), Pipe())
    process.standardOutput = out
    process.standardError = err
    process.standardInput = FileHandle.nullDevice
    try process.run()
    // Both pipes are drained at once, so that neither fills while the other is waited for.
    let errors = Mutex(Data())
    let reader = Thread {
      let data = err.fileHandleForReading.readDataToEndOfFile()
      errors.withLock { $0 = data }
    }
    reader.start()
    if let interrupt {
      while process.isRunning, !interrupt() { usleep(1000) }
      kill(process.processIdentifier, signal)
    }
    let output = out.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    while !reader.isFinished { usleep(1000) }
    status = process.terminationStatus
    self.output = String(decoding: output, as: UTF8.self)
    self.errors = String(decoding: errors.withLock { $0 }, as: UTF8.self)
  }
}
