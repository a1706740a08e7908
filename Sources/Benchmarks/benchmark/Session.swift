import ArgumentParser
import Foundation
import OrreryKit
import Workloads

/// One workload at a time, and how it is called.
struct Session {
  private var workload: (any Workload)?
  private var phase = Phase.inference
  private var threads = 1
  private var arithmetic = Arithmetic.float32

  mutating func answer(_ request: Request) throws -> Reply {
    switch request {
    case .load(let name, let phase, let threads, let arithmetic):
      workload = nil  // the old one's memory goes before the new one's comes
      self.phase = phase
      self.threads = threads
      self.arithmetic = arithmetic
      workload = try ReferenceWorkload(named: name).make()
      return Reply()
    case .run(let calls):
      let start = ProcessTimes.now
      for _ in 0..<calls { try call() }
      let end = ProcessTimes.now
      return Reply(
        seconds: end.wall - start.wall, processorSeconds: end.processor - start.processor)
    case .answer:
      guard phase == .inference else { return Reply(losses: try step()) }
      let workload = try loaded()
      let prediction = computing { workload.predict() }
      return Reply(
        shape: prediction.shape,
        prediction: prediction.withUnsafeBufferPointer { Data(buffer: $0) })
    }
  }

  /// What is timed, once. The elements are read, so that nothing can stay undone.
  private mutating func call() throws {
    switch phase {
    case .inference:
      let workload = try loaded()
      computing { workload.predict().withUnsafeBufferPointer { _ in } }
    case .training: _ = try step()
    }
  }

  private mutating func step() throws -> [Float] {
    var workload = try loaded()
    self.workload = nil  // held once, so that the optimiser's memory is changed in place
    defer { self.workload = workload }
    return computing { workload.trainingStep() }
  }

  /// On the threads and in the arithmetic that were asked for.
  private func computing<Result>(_ body: () -> Result) -> Result {
    switch arithmetic {
    case .float32: Compute.withThreads(threads, body)
    case .bfloat16: withPrecision(.bfloat16) { Compute.withThreads(threads, body) }
    }
  }

  private func loaded() throws -> any Workload {
    guard let workload else { throw ValidationError("no workload is loaded") }
    return workload
  }
}

extension ReferenceWorkload {
  /// - Throws: `ValidationError` that lists the names.
  init(named name: String) throws {
    guard let workload = ReferenceWorkload(rawValue: name) else {
      throw ValidationError(
        "no workload named \(name): " + Self.allCases.map(\.rawValue).joined(separator: ", "))
    }
    self = workload
  }
}
