import ArgumentParser
import Foundation
import OrreryKit
import Workloads

struct MemoryGrowth: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "memory-growth",
    abstract: "MiB of resident memory that three training steps need beyond model and inputs.")

  @Argument(help: "The workload's name.") var workload: String
  @Option(help: "Threads.") var threads = 1

  func run() throws {
    var workload = try ReferenceWorkload(named: workload).make()
    let before = try Self.resetPeak()
    Compute.withThreads(threads) { for _ in 0..<3 { _ = workload.trainingStep() } }
    print(try Self.status("VmHWM") - before)
  }

  /// Forgets the largest resident size so far.
  /// - Returns: the size now, MiB.
  private static func resetPeak() throws -> Double {
    try Data("5".utf8).write(to: URL(fileURLWithPath: "/proc/self/clear_refs"))
    return try status("VmRSS")
  }

  private static func status(_ key: String) throws -> Double {
    let text = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix(key + ":") }),
      let kibibytes = line.split(separator: " ").dropFirst().first.flatMap({ Double($0) })
    else { throw ValidationError("/proc/self/status has no \(key)") }
    return kibibytes / 1024
  }
}
