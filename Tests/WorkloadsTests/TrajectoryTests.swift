import OrreryKit
import Testing
import Workloads

@Suite("Training beside PyTorch's")
struct TrajectoryTests {
  /// The weights are the same bits on both sides; steps of Adam drift apart by what the order of
  /// float32 sums leaves: less than this, or ten times what PyTorch's own orders leave. Another
  /// order in the last layer of the U-Net alone was seen to move a loss by 5e-4.
  static let tolerance: Float = 2e-3

  @Test(
    "Ten training steps of every reference workload give PyTorch's losses",
    arguments: ReferenceWorkload.allCases)
  func losses(of workload: ReferenceWorkload) throws {
    let expected = try Trajectory.pyTorch(workload)
    let found = try Trajectory(of: workload)
    #expect(found.losses.map(\.count) == expected.losses.map(\.count))
    for (step, spread) in expected.spread.enumerated() {
      for (loss, expected) in zip(found.losses[step], expected.losses[step]) {
        let difference = abs(loss - expected) / max(1, abs(expected))
        #expect(difference < max(Self.tolerance, 10 * spread), "step \(step)")
      }
    }
  }

  @Test(
    "The network trained for ten steps predicts as PyTorch's",
    arguments: ReferenceWorkload.allCases)
  func prediction(of workload: ReferenceWorkload) throws {
    let expected = try Trajectory.pyTorch(workload).prediction
    let found = try Trajectory(of: workload).prediction
    let worst = zip(found, expected).map { abs($0 - $1) }.reduce(0, Swift.max)
    #expect(worst < 1e-2 * expected[1])  // of the root of the mean square
  }

  @Test(
    "One and two threads train to the same bits", arguments: ReferenceWorkload.allCases)
  func threads(of workload: ReferenceWorkload) throws {
    let one = try Compute.withThreads(1) { try Trajectory(of: workload, steps: 3) }
    let two = try Compute.withThreads(2) { try Trajectory(of: workload, steps: 3) }
    #expect(one.losses == two.losses && one.prediction == two.prediction)
  }
}
