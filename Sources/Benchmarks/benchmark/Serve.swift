import ArgumentParser
import Foundation
import OrreryKit
import Workloads

/// Answers requests, one line of JSON each, until the input ends; between them it is idle, so that
/// another process can be timed.
struct Serve: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Answer requests from the standard input, one line of JSON each.")

  func run() throws {
    var session = Session()
    while let line = readLine() {
      var reply: Reply
      do {
        reply = try session.answer(JSONDecoder().decode(Request.self, from: Data(line.utf8)))
      } catch {
        reply = Reply(error: String(describing: error))
      }
      FileHandle.standardOutput.write(try JSONEncoder().encode(reply) + Data("\n".utf8))
    }
  }
}
