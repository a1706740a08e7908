import ArgumentParser
import OrreryKit
import Workloads

struct FirstCall: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "first-call",
    abstract: "Milliseconds of the first prediction of this process, on a batch of 1.")

  @Argument(help: "The workload's name.") var workload: String
  @Option(help: "Threads.") var threads = 1

  func run() throws {
    let workload = try ReferenceWorkload(named: workload).make(.single)
    let start = ProcessTimes.now
    Compute.withThreads(threads) { workload.predict().withUnsafeBufferPointer { _ in } }
    print((ProcessTimes.now.wall - start.wall) * 1000)
  }
}
