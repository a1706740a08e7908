import Foundation
import OrreryKit
import TestSupport

/// Chromium without a window, driven over its debugging protocol through a pair of pipes.
final class Browser {
  struct Failure: Error, CustomStringConvertible { var description: String }

  /// The browser's path: ORRERY_CHROMIUM, or Debian's; `nil` where there is none.
  static let path: String? = {
    let named = ProcessInfo.processInfo.environment["ORRERY_CHROMIUM"].map { [$0] }
    return (named ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"])
      .first { access($0, X_OK) == 0 }
  }()

  /// What a test says that was skipped.
  static let absence: String =
    "no Chromium is installed: apt-get install chromium, or set ORRERY_CHROMIUM"

  private let process = Process()
  private let requests = Pipe()
  private let answers = Pipe()
  private let profile: Workspace
  private var pending: [UInt8] = []
  private var number: Int64 = 0
  /// Events that came while answers were waited for.
  private(set) var events: [(method: String, values: [String: JSONValue])] = []

  init() throws {
    profile = try Workspace()
    guard let path = Self.path else { throw Failure(description: Self.absence) }
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    // The protocol is spoken on descriptors 3 and 4. Root may not use the sandbox; the pages are ours.
    process.arguments = [
      "-c", "exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1", path, "--headless=new",
      "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-extensions",
      "--disable-sync", "--disable-breakpad", "--disable-default-apps", "--mute-audio",
      "--hide-scrollbars",
      "--disable-dev-shm-usage", "--user-data-dir=\(profile.path)", "about:blank",
    ]
    process.standardInput = requests
    process.standardOutput = answers
    process.standardError = FileHandle.nullDevice
    try process.run()
    try answers.fileHandleForWriting.close()
    try requests.fileHandleForReading.close()
  }

  deinit {
    _ = try? call("Browser.close")
    // Foundation would wait for the browser's helpers too, which stay for half a minute.
    let end = Date().addingTimeInterval(3)
    while isAlive, Date() < end { usleep(20_000) }
    if isAlive { kill(process.processIdentifier, SIGKILL) }
  }

  private var isAlive: Bool {
    let status = try? String(
      contentsOfFile: "/proc/\(process.processIdentifier)/stat", encoding: .utf8)
    return status.map { !$0.contains(") Z ") } ?? false
  }

  /// Calls a method of the protocol and waits for its answer.
  @discardableResult
  func call(
    _ method: String, _ parameters: [String: JSONValue] = [:], session: String? = nil
  ) throws -> [String: JSONValue] {
    number += 1
    let id = number
    var message: [String: JSONValue] = [
      "id": .integer(id), "method": .string(method), "params": .object(parameters),
    ]
    if let session { message["sessionId"] = .string(session) }
    var bytes = try JSONEncoder().encode(message)
    bytes.append(0)
    try requests.fileHandleForWriting.write(contentsOf: bytes)
    while true {
      let answer = try receive()
      if case .string(let method)? = answer["method"] {
        if case .object(let values)? = answer["params"] { events.append((method, values)) }
      } else if answer["id"] == .integer(id) {
        if let error = answer["error"] { throw Failure(description: "\(method): \(error)") }
        guard case .object(let result)? = answer["result"] else { return [:] }
        return result
      }
    }
  }

  private func receive() throws -> [String: JSONValue] {
    while true {
      if let end = pending.firstIndex(of: 0) {
        let message = Data(pending[..<end])
        pending.removeSubrange(...end)
        return try JSONDecoder().decode([String: JSONValue].self, from: message)
      }
      let descriptor = answers.fileHandleForReading.fileDescriptor
      var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&wait, 1, 30_000) > 0 else {
        throw Failure(description: "the browser is silent for 30 s")
      }
      var piece = [UInt8](repeating: 0, count: 1 << 16)
      let count = read(descriptor, &piece, piece.count)
      guard count > 0 else { throw Failure(description: "the browser has gone") }
      pending += piece[..<count]
    }
  }
}
