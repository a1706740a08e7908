import ArgumentParser
import Foundation
import MachinePeak

struct Peak: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure what this machine can reach: multiply-adds and memory, as JSON.")

  @Option(help: "Threads.") var threads = 1

  private struct Figures: Encodable {
    /// 1e9 operations per second; 0 where there is no instruction.
    let float32: Double
    let bfloat16: Double
    /// 1e9 bytes per second.
    let memory: Double
  }

  func run() throws {
    let count = Int32(clamping: threads)
    let figures = Figures(
      float32: orrery_peak_float32(count), bfloat16: orrery_peak_bfloat16(count),
      memory: orrery_memory_bandwidth(count))
    print(String(decoding: try JSONEncoder().encode(figures), as: UTF8.self))
  }
}
