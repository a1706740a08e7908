import Objectives
import OrreryKit
import Testing

struct ObjectivesTests {
  private static let registry: Registry = {
    let registrar = PluginRegistrar(Registry(), origin: "built-in")
    try? Objectives.register(registrar)
    return registrar.registry
  }()

  private static let losses = registry.losses.keys.sorted()
  private static let metrics = registry.metrics.keys.sorted()

  @Test("Every loss keeps the laws of losses", arguments: losses)
  func loss(name: String) throws {
    let type = try #require(Self.registry.losses[name]?.value)
    let report = Conformance(isBuiltIn: true).report(of: type)
    #expect(report.isGood, "\(report)")
  }

  @Test("Every metric keeps the laws of metrics", arguments: metrics)
  func metric(name: String) throws {
    let type = try #require(Self.registry.metrics[name]?.value)
    let report = Conformance(isBuiltIn: true).report(of: type)
    #expect(report.isGood, "\(report)")
  }

  @Test("Every kind of output has a loss and a metric")
  func kinds() {
    for kind in OutputKind.allCases {
      #expect(Self.registry.losses.values.contains { $0.value.info.compares.contains(kind) })
      #expect(Self.registry.metrics.values.contains { $0.value.info.measures.contains(kind) })
    }
  }

  /// What a comparison costs by the loss of this name.
  private func cost(
    _ comparison: Comparison, _ name: String, _ keys: [String: JSONValue] = [:]
  ) throws -> Float {
    func cost<L: Loss>(_ type: L.Type) throws -> Float {
      let loss = try Settings.decode(keys, over: L(), settings: L.info.settings)
      return loss(comparison).item
    }
    let type = try #require(Self.registry.losses[name]?.value)
    return try cost(type)
  }

  @Test("A loss with its settings is the network's own")
  func values() throws {
    let logits = Tensor([2, -1, 0.5, 0.25, -3, 1], shape: [3, 2])
    let truth = Tensor([1, 0, 0.5, 0.5, 0, 1], shape: [3, 2])
    var classes = Comparison(.classes, output: logits, target: truth)
    classes.classWeights = [1.5, 0.75]
    let smoothed = CrossEntropy(classWeights: [1.5, 0.75], labelSmoothing: 0.1)
    #expect(
      try cost(classes, "cross-entropy", ["label-smoothing": .number(0.1)])
        == smoothed(logits, probabilities: truth).item)
    let focal = FocalLoss(focus: 1.5, classWeights: [1.5, 0.75])
    #expect(
      try cost(classes, "focal", ["gamma": .number(1.5)])
        == focal(logits, probabilities: truth).item)
    let plain = CrossEntropy(classWeights: [1.5, 0.75])
    #expect(classes.standardLoss.item == plain(logits, probabilities: truth).item)
    let presence = Comparison(.presence, output: logits, target: truth)
    let tversky = TverskyLoss(falsePositives: 0.3, falseNegatives: 0.9)
    #expect(
      try cost(presence, "tversky", ["false-negatives": .number(0.9)])
        == tversky(logits.sigmoid(), truth).item)
    let numbers = Comparison(.values, output: logits, target: truth)
    #expect(
      try cost(numbers, "huber", ["delta": .number(0.25)])
        == Huber(delta: 0.25)(logits, truth).item)
  }

  private func value(_ name: String, _ rows: ScoredRows) throws -> Double {
    func value<M: Metric>(_ type: M.Type) -> Double { M().value(of: rows) }
    let type = try #require(Self.registry.metrics[name]?.value)
    return value(type)
  }

  @Test("Metrics of classes count rare classes, orders and purities as they should")
  func classMetrics() throws {
    // Two of three of class a are right, the one of b is right; none is c.
    let rows = ScoredRows(
      .classes,
      predicted: Tensor(
        [0.8, 0.1, 0.1, 0.6, 0.3, 0.1, 0.2, 0.7, 0.1, 0.1, 0.9, 0], shape: [4, 3]),
      truth: Tensor([1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0], shape: [4, 3]),
      classes: ["a", "b", "c"])
    #expect(try value("accuracy", rows) == 0.75)
    #expect(abs(try value("balanced-accuracy", rows) - (2.0 / 3 + 1) / 2) < 1e-12)
    #expect(abs(try value("macro-f1", rows) - (0.8 + 2.0 / 3) / 2) < 1e-12)
    #expect(try value("roc-auc", rows) == 1)
    #expect(try value("average-precision", rows) == 1)
  }

  @Test("Metrics of maps and of values leave out what is not known")
  func unknown() throws {
    let presence = ScoredRows(
      .presence, predicted: Tensor([0.9, 0.8, 0.2, 0.7], shape: [4, 1]),
      truth: Tensor([1, 0, 1, .nan], shape: [4, 1]))
    #expect(abs(try value("intersection-over-union", presence) - 1.0 / 3) < 1e-12)
    let values = ScoredRows(
      .values, predicted: Tensor([1, 5, 100], shape: [3, 1]),
      truth: Tensor([0, 2, .nan], shape: [3, 1]))
    #expect(try value("mean-absolute-error", values) == 2)
    #expect(abs(try value("root-mean-square-error", values) - 5.0.squareRoot()) < 1e-12)
  }
}
