import OrreryKit

/// The workloads by their short names.
public enum ReferenceWorkload: String, CaseIterable, Sendable {
  case a64, a69, b18, nvp

  /// The workload with its weights and inputs from patterns.
  public func make(_ size: WorkloadSize = .full) throws -> any Workload {
    var random = RandomStream(seed: 0)
    switch self {
    case .a64:
      return try Self.classifier(
        .plain(channels: 3, width: size.width(32, 8), &random),
        [size.batch(64, 8), 3, size.width(64, 16), size.width(64, 16)])
    case .a69:
      return try Self.classifier(
        .plain(channels: 1, width: size.width(32, 8), &random),
        [size.batch(64, 8), 1, size.width(69, 17), size.width(69, 17)])
    case .b18:
      return try Self.classifier(
        .resNet18(width: size.width(64, 8), &random),
        [size.batch(64, 8), 3, size.width(64, 16), size.width(64, 16)])
    case .nvp:
      return try SupervisedWorkload(
        CouplingFlow(hidden: size.width(256, 32), &random),
        input: Pattern.input("input", [size.batch(512, 32), CouplingFlow.dimensions]),
        loss: { $0 })
    }
  }

  /// Cross-entropy of ten classes.
  private static func classifier(
    _ network: PooledClassifier, _ shape: [Int]
  ) throws -> any Workload {
    let labels = Pattern("labels").integers(shape[0], in: 0...9)
    return try SupervisedWorkload(
      network, input: Pattern.input("input", shape),
      loss: { CrossEntropy()($0, labels: labels) })
  }
}
