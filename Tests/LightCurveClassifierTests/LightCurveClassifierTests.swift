import Foundation
import OrreryKit
import Testing

@testable import LightCurveClassifier

struct LightCurveClassifierTests {
  /// Every kind of network that a configuration can make.
  static let kinds: [@Sendable (inout LightCurveConfiguration) -> Void] = [
    { _ in },
    { $0.cell = .lstm },
    { ($0.isBidirectional, $0.layers, $0.heads) = (false, 1, 0) },
    { $0.phase = .order },
    { ($0.phase, $0.inputs) = (.input, ["ls_period", "absent"]) },
    { ($0.usesBrightness, $0.redshift) = (false, "z") },
  ]

  @Test("Each curve gets probabilities that sum to 1 and features", arguments: kinds.indices)
  func shapes(_ kind: Int) throws {
    let model = try SampleCurves.model(Self.kinds[kind])
    let objects = [
      SampleCurves.object("a"), SampleCurves.object("b", points: 7), SampleCurves.object("c"),
    ]
    for prediction in try SampleCurves.predict(model, objects) {
      #expect(prediction.probabilities.count == 3 && prediction.features.count == 12)
      #expect(abs(prediction.probabilities.reduce(0, +) - 1) < 1e-5)
      #expect(prediction.flags.isEmpty && prediction.tables.isEmpty)
    }
  }

  @Test("A curve is classified alike alone and beside longer ones", arguments: kinds.indices)
  func padding(_ kind: Int) throws {
    let model = try SampleCurves.model(Self.kinds[kind])
    let objects = [
      SampleCurves.object("a", points: 9), SampleCurves.object("b", points: 120),
      SampleCurves.object("c", points: 2), SampleCurves.object("d", points: 33),
    ]
    let together = try SampleCurves.predict(model, objects)
    for (object, prediction) in zip(objects, together) {
      let alone = try SampleCurves.predict(model, [object])[0]
      #expect(isClose(alone.probabilities, prediction.probabilities), "\(object.id)")
      #expect(isClose(alone.features, prediction.features), "\(object.id)")
    }
  }

  @Test("Neither the order of the points nor the origin of time matters", arguments: kinds.indices)
  func orderAndOrigin(_ kind: Int) throws {
    let model = try SampleCurves.model(Self.kinds[kind])
    let object = SampleCurves.object()
    let wanted = try SampleCurves.predict(model, [object])[0].probabilities
    let reversed = SampleCurves.changed(object) {
      $0 = $0.selecting(Array($0.time.indices.reversed()))
    }
    #expect(try SampleCurves.predict(model, [reversed])[0].probabilities == wanted)
    var later = SampleCurves.changed(object) { $0.time = $0.time.map { $0 + 1024 } }
    later.measure(Measurement("ls_epoch", .real(58_000 + 1024)))
    #expect(isClose(try SampleCurves.predict(model, [later])[0].probabilities, wanted, 1e-4))
  }

  @Test("Parameters have PyTorch's names, and saved weights give the same answers again")
  func saved() throws {
    let first = try SampleCurves.model()
    let names = Set(first.module.stateDictionary().keys)
    #expect(
      names.isSuperset(of: [
        "body.gru.weight_ih_l0", "body.gru.bias_hh_l1_reverse", "pooling.score.weight",
        "norm.running_mean", "merge.bias", "head.weight",
      ]))
    let file = try Safetensors(bytes: Safetensors(first.module.stateDictionary()).bytes)
    let second = try SampleCurves.model()
    for parameter in second.parameters { parameter.value = .zeros(parameter.value.shape) }
    _ = try second.module.load(file.tensors)
    let object = SampleCurves.object()
    #expect(
      try SampleCurves.predict(first, [object])[0].probabilities
        == SampleCurves.predict(second, [object])[0].probabilities)
  }

  @Test("Every setting is described, and those that do not go together are refused")
  func settings() throws {
    guard case .object(let defaults) = try Settings.encode(LightCurveClassifier.defaults) else {
      Issue.record("defaults are not a map")
      return
    }
    let described = Set(LightCurveClassifier.info.settings.map(\.name))
    #expect(described == Set(defaults.keys).union(["redshift"]))
    #expect(throws: Settings.Failure.self) {
      _ = try SampleCurves.model { ($0.times, $0.phase) = (5, .order) }
    }
    #expect(throws: Settings.Failure.self) { _ = try SampleCurves.model { $0.level = .zero } }
    #expect(throws: Settings.Failure.self) {
      _ = try SampleCurves.model(classes: ["Time", "x"]) { $0.times = 5 }
    }
  }

  @Test("Dropout changes answers in a sampling pass alone")
  func sampling() throws {
    let model = try SampleCurves.model { $0.dropout = 0.5 }
    let objects = [SampleCurves.object()]
    #expect(
      try SampleCurves.predict(model, objects)[0].probabilities
        == SampleCurves.predict(model, objects)[0].probabilities)
    var first = Pass.sampling(RandomStream(seed: 1)), second = Pass.sampling(RandomStream(seed: 2))
    #expect(
      try model.predict(objects, &first)[0].probabilities
        != model.predict(objects, &second)[0].probabilities)
  }

  @Test("Gradients reach every parameter")
  func gradients() throws {
    let model = try SampleCurves.model()
    let batch = try model.inputs([SampleCurves.object("a"), SampleCurves.object("b", points: 11)])
    var pass = Pass.training(RandomStream(seed: 1))
    let logits = model.logits(model.features(batch, &pass), &pass)
    CrossEntropy()(logits, labels: [0, 1]).backward()
    for entry in model.namedParameters {
      let gradient = try #require(entry.parameter.gradient, "\(entry.name)").scalars
      #expect(gradient.contains { $0 != 0 }, "\(entry.name)")
      #expect(gradient.allSatisfy { $0.isFinite }, "\(entry.name)")
    }
  }
}
