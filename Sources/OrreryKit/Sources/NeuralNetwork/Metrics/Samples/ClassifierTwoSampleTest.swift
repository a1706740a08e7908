internal import Foundation
public import TensorCore

/// How well a small network tells made objects from real ones: 0.5 where nothing tells them apart, 1
/// where everything does (Lopez-Paz & Oquab 2017, arXiv:1610.06545).
///
/// As many of one kind as of the other; half of them train the network, a fifth of those choose its
/// epoch, and the other half, which it never saw, is counted.
public struct ClassifierTwoSampleTest: Sendable, Codable, Equatable {
  /// Share of the held-out objects that were told right.
  public let accuracy: Double
  /// One standard deviation of it.
  public let accuracyError: Double
  /// Probability of at least this accuracy where nothing tells them apart (normal limit).
  public let probability: Double
  /// Objects held out, half of them real.
  public let heldOut: Int
  /// Objects with a value that is not finite; they are left out.
  public let unusable: Int

  /// - Parameters:
  ///   - real: `[N, features]`, or images `[N, C, H, W]`.
  ///   - made: `[M, features]` or `[M, C, H, W]`.
  ///   - epochs: over the training half.
  public init(real: Tensor, made: Tensor, epochs: Int = 30, batch: Int = 32, seed: UInt64 = 0) {
    precondition(
      real.shape.count == made.shape.count && real.shape.dropFirst() == made.shape.dropFirst()
        && [2, 4].contains(real.shape.count),
      "ClassifierTwoSampleTest: real \(real.shape), made \(made.shape)")
    var random = RandomStream(seed: seed, purpose: "two-sample test")
    let kinds = [Self.rows(real), Self.rows(made)]
    let usable = kinds.map { $0.filter { $0.allSatisfy(\.isFinite) } }
    unusable = kinds.map(\.count).reduce(0, +) - usable.map(\.count).reduce(0, +)
    let each = usable.map(\.count).min() ?? 0
    guard each >= 10 else {
      (accuracy, accuracyError, probability, heldOut) = (.nan, .nan, .nan, 0)
      return
    }
    var rows: [[Float]] = []
    var labels: [Int] = []
    var parts = (training: [Int](), choosing: [Int](), test: [Int]())
    for (label, kind) in usable.enumerated() {
      var order = Array(kind.indices)
      random.shuffle(&order)
      for (place, index) in order.prefix(each).enumerated() {
        let share = Double(place) / Double(each)
        if share < 0.4 {
          parts.training.append(rows.count)
        } else if share < 0.5 {
          parts.choosing.append(rows.count)
        } else {
          parts.test.append(rows.count)
        }
        rows.append(kind[index])
        labels.append(label)
      }
    }
    let shape = Array(real.shape.dropFirst())
    Self.standardise(&rows, by: parts.training, channels: shape[0])
    let network = Self.network(shape, &random)
    func logits(_ members: [Int], _ pass: inout Pass) -> Tensor {
      network(Tensor(members.flatMap { rows[$0] }, shape: [members.count] + shape), &pass)
    }
    func right(_ members: [Int]) -> (right: Int, loss: Double) {
      var (count, loss) = (0, 0.0)
      for start in stride(from: 0, to: members.count, by: 256) {
        let some = Array(members[start..<min(members.count, start + 256)])
        withoutGradient {
          var pass = Pass.inference
          let answer = logits(some, &pass)
          loss +=
            Double(CrossEntropy()(answer, labels: some.map { labels[$0] }).scalars[0])
            * Double(some.count)
          let values = answer.scalars
          for (n, member) in some.enumerated() {
            if (values[2 * n + 1] > values[2 * n] ? 1 : 0) == labels[member] { count += 1 }
          }
        }
      }
      return (count, loss)
    }
    var optimizer = Adam.decoupled(network, learningRate: 2e-3, weightDecay: 0.05)
    var best = (loss: Double.infinity, right: 0)
    for epoch in 0..<epochs {
      var order = parts.training
      random.shuffle(&order)
      for start in stride(from: 0, to: order.count, by: batch) {
        // Normalisation needs more than one object.
        let some = Array(order[start..<min(order.count, start + batch)])
        guard some.count > 1 else { continue }
        var pass = Pass.training(
          RandomStream(seed: seed, key: "\(epoch) \(start)", purpose: "two-sample pass"))
        optimizer.zeroGradients()
        CrossEntropy()(logits(some, &pass), labels: some.map { labels[$0] }).backward()
        optimizer.step()
      }
      let choice = right(parts.choosing)
      if choice.loss < best.loss { best = (choice.loss, right(parts.test).right) }
    }
    let count = Double(parts.test.count)
    let share = Double(best.right) / count
    accuracy = share
    accuracyError = (share * (1 - share) / count).squareRoot()
    probability = 0.5 * erfc((share - 0.5) / (0.25 / count).squareRoot() / 2.0.squareRoot())
    heldOut = parts.test.count
  }

  private static func rows(_ tensor: Tensor) -> [[Float]] {
    let values = tensor.scalars
    let size = tensor.shape.dropFirst().reduce(1, *)
    return (0..<tensor.shape[0]).map { Array(values[($0 * size)..<(($0 + 1) * size)]) }
  }

  /// Mean 0 and deviation 1 of each channel over the training rows.
  private static func standardise(_ rows: inout [[Float]], by training: [Int], channels: Int) {
    let size = (rows.first?.count ?? 0) / channels
    for channel in 0..<channels {
      let range = channel * size..<(channel + 1) * size
      let count = Double(training.count * size)
      let mean =
        training.reduce(0.0) { sum, n in
          rows[n][range].reduce(sum) { $0 + Double($1) }
        } / count
      let square =
        training.reduce(0.0) { sum, n in
          rows[n][range].reduce(sum) { $0 + (Double($1) - mean) * (Double($1) - mean) }
        } / count
      let scale = square > 0 ? 1 / square.squareRoot() : 1
      for n in rows.indices {
        for i in range { rows[n][i] = Float((Double(rows[n][i]) - mean) * scale) }
      }
    }
  }

  /// Two hidden layers of 64 for vectors; three convolutions for images.
  private static func network(_ shape: [Int], _ random: inout RandomStream) -> Sequential {
    guard shape.count == 3 else {
      return Sequential(
        Linear(inputs: shape[0], outputs: 64, random: &random), ReLU(),
        Linear(inputs: 64, outputs: 64, random: &random), ReLU(),
        Linear(inputs: 64, outputs: 2, random: &random))
    }
    var layers: [any Layer] = []
    var channels = shape[0]
    var side = min(shape[1], shape[2])
    for width in [16, 32, 64] {
      layers += [
        Conv2d(
          inputChannels: channels, outputChannels: width, kernelSize: 3, padding: 1,
          hasBias: false, random: &random),
        BatchNorm2d(channels: width), ReLU(),
      ]
      if side > 1 { layers.append(MaxPool2d(kernelSize: 2)) }
      side /= 2
      channels = width
    }
    layers += [GlobalAveragePool2d(), Linear(inputs: channels, outputs: 2, random: &random)]
    return Sequential(layers)
  }
}
