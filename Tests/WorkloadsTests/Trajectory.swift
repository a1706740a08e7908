import Foundation
import OrreryKit
import Testing
import Workloads

/// What PyTorch gave for a reduced workload: the file that trajectories.py makes.
struct Trajectory: Decodable {
  /// Of ten steps, each before it.
  let losses: [[Float]]
  /// How far PyTorch is from itself, step for step, where it sums in another order.
  let spread: [Float]
  /// Mean and root of the mean square of the trained network's answer.
  let prediction: [Float]

  static func pyTorch(_ workload: ReferenceWorkload) throws -> Trajectory {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("trajectories.json")
    let all = try JSONDecoder().decode([String: Trajectory].self, from: Data(contentsOf: file))
    return try #require(all[workload.rawValue])
  }

  /// The same ten steps here.
  init(of workload: ReferenceWorkload, steps: Int = 10) throws {
    var workload = try workload.make(.reduced)
    spread = []
    losses = (0..<steps).map { _ in workload.trainingStep() }
    let answer = workload.predict()
    prediction = [answer.mean().item, answer.square().mean().item.squareRoot()]
  }
}
