import OrreryKit
import Testing
import Workloads

@Suite("Training beside PyTorch's")
struct TrajectoryTests {
  /// The weights are the same bits on both sides; after ten steps of Adam the losses have drifted
  /// apart by what the order of float32 sums leaves, less than this.
  static let tolerance: Float = 1e-4

  @Test(
    "Ten training steps of every reference workload give PyTorch's losses",
    arguments: ReferenceWorkload.allCases)
  func losses(of workload: ReferenceWorkload) throws {
    let expected = try Trajectory.pyTorch(workload)
    let found = try Trajectory(of: workload)
    #expect(found.losses.map(\.count) == expected.losses.map(\.count))
    let pairs = zip(found.losses.joined(), expected.losses.joined())
    let worst = pairs.map { abs($0 - $1) / max(1, abs($1)) }.reduce(0, Swift.max)
    #expect(worst < Self.tolerance)
  }

  @Test(
    "The network trained for ten steps predicts as PyTorch's",
    arguments: ReferenceWorkload.allCases)
  func prediction(of workload: ReferenceWorkload) throws {
    let expected = try Trajectory.pyTorch(workload).prediction
    let found = try Trajectory(of: workload).prediction
    let worst = zip(found, expected).map { abs($0 - $1) }.reduce(0, Swift.max)
    #expect(worst < 1e-3 * expected[1])  // of the root of the mean square
  }

  @Test(
    "One and two threads train to the same bits", arguments: ReferenceWorkload.allCases)
  func threads(of workload: ReferenceWorkload) throws {
    let one = try Compute.withThreads(1) { try Trajectory(of: workload, steps: 3) }
    let two = try Compute.withThreads(2) { try Trajectory(of: workload, steps: 3) }
    #expect(one.losses == two.losses && one.prediction == two.prediction)
  }
}
