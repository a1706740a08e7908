import OrreryKit
import Testing
import TestSupport

@Suite("Losses")
struct LossTests {
  func agrees(_ name: String, _ loss: (Tensor) throws -> Tensor) throws {
    let prediction = Parameter(try Reference.tensor("losses/\(name)/prediction"))
    let value = try loss(prediction.tensor)
    value.backward()
    expectClose(value, try Reference.tensor("losses/\(name)/value"), tolerance: 2e-6)
    expectClose(
      try #require(prediction.gradient), try Reference.tensor("losses/\(name)/gradient"),
      tolerance: 2e-6)
    let check = checkGradient(at: [prediction], step: 0.005) {
      (try? loss(prediction.tensor)) ?? Tensor(.nan)
    }
    if !name.hasPrefix("mae"), !name.hasPrefix("huber") { #expect(check.isGood, "\(check)") }
  }

  @Test("Cross-entropy is PyTorch's: class weights, smoothing, sample weights, soft targets, maps")
  func crossEntropy() throws {
    let labels = try Reference.integers("losses/cross-entropy/labels")
    let classes = try Reference.tensor("losses/cross-entropy-all/classes").scalars
    let samples = try Reference.tensor("losses/cross-entropy-samples/samples").scalars
    let soft = try Reference.tensor("losses/cross-entropy-soft/soft")
    let map = try Reference.integers("losses/cross-entropy-map/labels")
    let weighted = CrossEntropy(classWeights: classes, labelSmoothing: 0.1)
    try agrees("cross-entropy") { CrossEntropy()($0, labels: labels) }
    try agrees("cross-entropy-all") { weighted($0, labels: labels) }
    try agrees("cross-entropy-samples") {
      CrossEntropy(classWeights: classes, labelSmoothing: 0.2)(
        $0, labels: labels, weights: samples)
    }
    try agrees("cross-entropy-soft") { weighted($0, probabilities: soft) }
    try agrees("cross-entropy-map") { CrossEntropy()($0, labels: map) }
  }

  @Test("Losses by element are PyTorch's, with and without weights")
  func elementwise() throws {
    func both(_ name: String, _ loss: some ElementwiseLoss) throws {
      let target = try Reference.tensor("losses/\(name)/target")
      let weights = try Reference.tensor("losses/\(name)-weighted/weights")
      try agrees(name) { loss($0, target) }
      try agrees(name + "-weighted") { loss($0, target, weights: weights) }
    }
    try both("mse", MeanSquaredError())
    try both("mae", MeanAbsoluteError())
    try both("huber", Huber(delta: 0.7))
    try both("bce", BinaryCrossEntropy(positiveWeight: 2.5))
  }

  @Test("What a mask leaves out does not count, even NaN; a mask of nothing gives 0")
  func masks() {
    let x = Parameter(Tensor([1, 2], shape: [2]))
    let target = Tensor([0, .nan], shape: [2])
    let loss = MeanSquaredError()
    let value = loss(x.tensor, target, weights: Tensor([1, 0], shape: [2]))
    #expect(value.item == 1)
    #expect(value.gradients(at: [x]) == [Tensor([2, 0], shape: [2])])
    let nothing = loss(x.tensor, target, weights: .zeros([2]))
    #expect(nothing.item == 0)
    #expect(nothing.gradients(at: [x]) == [.zeros([2])])
    #expect(CrossEntropy()(Tensor([5, 0], shape: [1, 2]), labels: [1], weights: [0]).item == 0)
    let logits = Parameter(Tensor([.nan, 0, 0, 0], shape: [2, 2]))
    let second = CrossEntropy()(logits.tensor, labels: [-1, 1], weights: [0, 1])
    #expect(abs(second.item - 0.6931472) < 1e-6, "not even a label that is no class")
    #expect(second.gradients(at: [logits]) == [Tensor([0, 0, 0.5, -0.5], shape: [2, 2])])
    #expect(CrossEntropy()(logits.tensor, labels: [0, 1]).item.isNaN)
    #expect(loss(x.tensor, target).item.isNaN)
  }

  @Test("Large logits neither overflow nor vanish")
  func extremes() {
    let x = Parameter(Tensor([1000, -1000, 0], shape: [1, 3]))
    let loss = CrossEntropy()(x.tensor, labels: [1])
    #expect(loss.item == 2000)
    #expect(loss.gradients(at: [x]) == [Tensor([1, -1, 0], shape: [1, 3])])
    let binary = BinaryCrossEntropy()(
      Tensor([1000, -1000], shape: [2]), Tensor([0, 0], shape: [2]))
    #expect(binary.item == 500)
    let focal = Parameter(Tensor([1000, -1000, 1000, -1000], shape: [4]))
    let value = BinaryFocalLoss(focus: 0.5, positiveWeight: nil)(
      focal.tensor, Tensor([0, 0, 1, 1], shape: [4]))
    #expect(value.item == 500)
    #expect(value.gradients(at: [focal]) == [Tensor([0.25, 0, 0, -0.25], shape: [4])])
    let classes = FocalLoss(focus: 0.5)(x.tensor, labels: [0])
    #expect(classes.item == 0)
    #expect(classes.gradients(at: [x]) == [.zeros([1, 3])])
  }

  @Test("A class that cannot be, with a logit of -infinity, does not spoil the others")
  func impossibleClass() {
    let x = Parameter(Tensor([0, -.infinity, 0], shape: [1, 3]))
    let loss = CrossEntropy()(x.tensor, labels: [0])
    #expect(abs(loss.item - 0.6931472) < 1e-6)
    #expect(loss.gradients(at: [x]) == [Tensor([-0.5, 0, 0.5], shape: [1, 3])])
    #expect(CrossEntropy()(x.tensor, labels: [1]).item == .infinity)
  }
}
