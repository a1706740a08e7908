import OrreryKit
import Testing
import TestSupport

/// Losses whose references are in losses.safetensors.
@Suite("Losses for classes, regions, errors and adversaries")
struct MoreLossTests {
  func constant(_ name: String, _ i: Int) throws -> Tensor {
    try Reference.tensor("losses/\(name)/constant/\(i)")
  }

  func labels(_ name: String) throws -> [Int] {
    try Reference.integers("losses/\(name)/constant/0")
  }

  /// Value and gradients are PyTorch's, and the gradients those of differences.
  func agrees(
    _ name: String, inputs count: Int = 1, hasKinks: Bool = false, tolerance: Float = 2e-6,
    _ loss: ([Tensor]) -> Tensor
  ) throws {
    let inputs = try (0..<count).map {
      Parameter(try Reference.tensor("losses/\(name)/input/\($0)"))
    }
    let value = loss(inputs.map(\.tensor))
    expectClose(
      value, try Reference.tensor("losses/\(name)/value"), tolerance: tolerance, "\(name)")
    for (i, gradient) in value.gradients(at: inputs).enumerated() {
      expectClose(
        gradient, try Reference.tensor("losses/\(name)/gradient/\(i)"), tolerance: tolerance,
        "\(name)")
    }
    guard !hasKinks else { return }
    let check = checkGradient(at: inputs, step: 0.005) { loss(inputs.map(\.tensor)) }
    #expect(check.isGood, "\(name): \(check)")
  }

  @Test("Cross-entropy of maps counts places by weight, class weight and smoothing as PyTorch")
  func maps() throws {
    let weights = try constant("map-weighted", 1).scalars
    let loss = CrossEntropy(
      classWeights: try constant("map-weighted", 2).scalars, labelSmoothing: 0.1)
    let labels = try labels("map-weighted")
    try agrees("map-weighted") { loss($0[0], labels: labels, weights: weights) }
    let q = try constant("map-soft", 0)
    let places = try constant("map-soft", 1).scalars
    try agrees("map-soft") { CrossEntropy()($0[0], probabilities: q, weights: places) }
  }

  @Test("The focal loss is its formula, for rows, maps, class weights and weights")
  func focal() throws {
    let labels = try labels("focal")
    let samples = try constant("focal", 1).scalars
    let classes = try constant("focal", 2).scalars
    try agrees("focal") {
      FocalLoss(focus: 2, classWeights: classes)($0[0], labels: labels, weights: samples)
    }
    try agrees("focal-half") { FocalLoss(focus: 0.5)($0[0], labels: labels) }
    let map = try self.labels("focal-map")
    let places = try constant("focal-map", 1).scalars
    try agrees("focal-map") { FocalLoss(focus: 3)($0[0], labels: map, weights: places) }
    let logits = try Reference.tensor("losses/focal/input/0")
    #expect(
      FocalLoss(focus: 0)(logits, labels: labels) == CrossEntropy()(logits, labels: labels))
  }

  @Test("The focal loss takes probabilities and smooths labels as its formula")
  func softFocal() throws {
    let q = try constant("focal-soft", 0)
    let samples = try constant("focal-soft", 1).scalars
    let weighted = FocalLoss(
      classWeights: try constant("focal-soft", 2).scalars, labelSmoothing: 0.1)
    try agrees("focal-soft") { weighted($0[0], probabilities: q, weights: samples) }
    let map = try constant("focal-soft-map", 0)
    let places = try constant("focal-soft-map", 1).scalars
    try agrees("focal-soft-map") {
      FocalLoss(focus: 0.5)($0[0], probabilities: map, weights: places)
    }
    let labels = try labels("focal-smooth")
    let smooth = FocalLoss(
      focus: 1.5, classWeights: try constant("focal-smooth", 1).scalars, labelSmoothing: 0.2)
    try agrees("focal-smooth") { smooth($0[0], labels: labels) }
  }

  @Test("The binary focal loss is its formula, also for targets between 0 and 1")
  func binaryFocal() throws {
    let y = try constant("binary-focal", 0)
    try agrees("binary-focal") { BinaryFocalLoss()($0[0], y) }
    let soft = try constant("binary-focal-weighted", 0)
    let weights = try constant("binary-focal-weighted", 1)
    try agrees("binary-focal-weighted") {
      BinaryFocalLoss(focus: 1.5, positiveWeight: nil)($0[0], soft, weights: weights)
    }
  }

  @Test("The divergence is PyTorch's, and 0 from itself")
  func divergence() throws {
    let q = try constant("kl", 0)
    try agrees("kl") { KLDivergence()($0[0], probabilities: q) }
    let map = try constant("kl-map", 0)
    let places = try constant("kl-map", 1).scalars
    try agrees("kl-map") { KLDivergence()($0[0], probabilities: map, weights: places) }
    let x = try Reference.tensor("losses/kl/input/0")
    #expect(abs(KLDivergence()(x, probabilities: x.softmax(axis: 1)).item) < 1e-6)
    try agrees("kl-normal", inputs: 2) {
      KLDivergence.ofStandardNormal(mean: $0[0], logVariance: $0[1])
    }
    let each = try constant("kl-normal-weighted", 0).scalars
    try agrees("kl-normal-weighted", inputs: 2) {
      KLDivergence.ofStandardNormal(mean: $0[0], logVariance: $0[1], weights: each)
    }
  }

  @Test("The Gaussian likelihood is PyTorch's, with its floor of the variance")
  func gaussian() throws {
    let loss = GaussianNegativeLogLikelihood(floor: 0.3)
    let target = try constant("gaussian", 0)
    // Below the floor the gradient is not that of the value, as in PyTorch: no differences.
    try agrees("gaussian", inputs: 2, hasKinks: true) {
      loss(mean: $0[0], variance: $0[1], target)
    }
    let other = try constant("gaussian-weighted", 0)
    let weights = try constant("gaussian-weighted", 1)
    try agrees("gaussian-weighted", inputs: 2, hasKinks: true) {
      loss(mean: $0[0], variance: $0[1], other, weights: weights)
    }
    let inputs = [Tensor([0.5, -1], shape: [2]), Tensor([0.7, 1.4], shape: [2])]
    let check = checkGradient(inputs, step: 0.005) {
      loss(mean: $0[0], variance: $0[1], Tensor([0.1, 2], shape: [2]))
    }
    #expect(check.isGood, "\(check)")
  }

  @Test("Dice and Tversky losses are their formulas; a class that is nowhere costs nothing")
  func regions() throws {
    let truth = try constant("dice", 0)
    try agrees("dice") { TverskyLoss.dice()($0[0], truth) }
    let other = try constant("tversky", 0)
    let weights = try constant("tversky", 1)
    let loss = TverskyLoss(falsePositives: 0.2, falseNegatives: 0.9, smoothing: 0.1)
    try agrees("tversky") { loss($0[0], other, weights: weights) }
    #expect(loss(.zeros([1, 2, 3]), .zeros([1, 2, 3])).item == 0)
    #expect(loss(truth, truth).item < 1e-6)
  }

  @Test("Adversarial losses are their formulas", arguments: AdversarialLoss.allCases)
  func adversarial(loss: AdversarialLoss) throws {
    let name = "critic-\(loss.rawValue)"
    try agrees(name, inputs: 2) { loss.critic(real: $0[0], fake: $0[1]) }
    let real = try constant(name + "-weighted", 0)
    let fake = try constant(name + "-weighted", 1)
    try agrees(name + "-weighted", inputs: 2) {
      loss.critic(real: $0[0], fake: $0[1], realWeights: real, fakeWeights: fake)
    }
    try agrees("generator-\(loss.rawValue)") { loss.generator(fake: $0[0]) }
  }

  @Test("The gradient penalty is PyTorch's, with its gradients through the gradient")
  func penalty() throws {
    func critic(_ w: [Tensor]) -> (Tensor) -> Tensor {
      { $0.linear(w[0], bias: w[1]).tanh().linear(w[2], bias: nil) }
    }
    let points = try constant("penalty", 0)
    try agrees("penalty", inputs: 3, tolerance: 1e-5) {
      GradientPenalty()(at: points, critic: critic($0))
    }
    let weights = try constant("penalty-weighted", 1).scalars
    try agrees("penalty-weighted", inputs: 3, tolerance: 1e-5) {
      GradientPenalty()(at: points, weights: weights, critic: critic($0))
    }
  }

  @Test("The penalty of a critic that rises by its slope is known, wherever the points fall")
  func penaltyOfPlane() {
    var random = RandomStream(seed: 8)
    let slope = Parameter(Tensor([3, 4], shape: [1, 2]))
    let (real, fake) = (Tensor.normal([6, 2], &random), Tensor.normal([6, 2], &random))
    let value = GradientPenalty(strength: 2)(real: real, fake: fake, random: &random) {
      $0.linear(slope.tensor, bias: nil)
    }
    #expect(abs(value.item - 32) < 1e-4)  // 2 (5 - 1)²
    let gradient = value.gradients(at: [slope])[0]
    expectClose(gradient, Tensor([9.6, 12.8], shape: [1, 2]))  // 4 (5 - 1) (3, 4) / 5
  }

  static let elementwise: [any ElementwiseLoss] = [
    MeanSquaredError(), MeanAbsoluteError(), Huber(delta: 0.5), BinaryCrossEntropy(),
    BinaryFocalLoss(), TverskyLoss(),
  ]

  @Test("What a mask leaves out has no influence on any loss, even NaN; nothing gives 0")
  func masks() {
    let (x, y) = (
      Tensor([0.3, 0.9, 0.2], shape: [1, 1, 3]), Tensor([1, 0, 1], shape: [1, 1, 3])
    )
    let broken = Parameter(Tensor([0.3, .nan, 0.2], shape: [1, 1, 3]))
    let unknown = Tensor([1, .nan, 1], shape: [1, 1, 3])
    let mask = Tensor([1, 0, 2], shape: [1, 1, 3])
    for loss in Self.elementwise {
      let expected = loss(x, y, weights: mask)
      let value = loss(broken.tensor, unknown, weights: mask)
      #expect(value == expected, "\(loss)")
      let gradient = value.gradients(at: [broken])[0]
      #expect(gradient[0, 0, 1] == 0 && gradient[0, 0, 0].isFinite, "\(loss)")
      #expect(loss(broken.tensor, y).item.isNaN, "\(loss)")
      let empty = Parameter(.zeros([0, 1, 3]))
      let nothing = loss(empty.tensor, .zeros([0, 1, 3]))
      #expect(nothing.item == 0 && nothing.gradients(at: [empty])[0].shape == [0, 1, 3])
    }
    let gaussian = GaussianNegativeLogLikelihood()(
      mean: broken.tensor, variance: broken.tensor, unknown, weights: mask)
    #expect(gaussian.item.isFinite && gaussian.gradients(at: [broken])[0][0, 0, 1] == 0)
    for loss in AdversarialLoss.allCases {
      let value = loss.generator(fake: broken.tensor, weights: mask)
      #expect(value.item.isFinite && value.gradients(at: [broken])[0][0, 0, 1] == 0)
    }
  }

  @Test("An empty batch costs nothing and has gradients of its shape")
  func empty() {
    let x = Parameter(.zeros([0, 4]))
    for loss in [
      CrossEntropy()(x.tensor, labels: []), FocalLoss()(x.tensor, labels: []),
      KLDivergence()(x.tensor, probabilities: .zeros([0, 4])),
    ] {
      #expect(loss.item == 0 && loss.gradients(at: [x]) == [.zeros([0, 4])])
    }
  }

  @Test("Losses of many pieces are the same bits for 1, 2 and 3 threads")
  func threads() {
    var random = RandomStream(seed: 3)
    let x = Parameter(.normal([2, 3, 200, 300], &random))
    let y = Tensor.uniform([2, 3, 200, 300], 0, 1, &random)
    let labels = (0..<120_000).map { $0 % 3 }
    func results(_ threads: Int) -> [Tensor] {
      Compute.withThreads(threads) {
        let loss =
          BinaryCrossEntropy()(x.tensor, y, weights: y)
          + CrossEntropy(labelSmoothing: 0.1)(x.tensor, labels: labels)
        return [loss.detached] + loss.gradients(at: [x])
      }
    }
    let expected = results(1)
    #expect(results(2) == expected && results(3) == expected)
  }
}
