internal import Foundation
public import TensorCore

/// Cross-entropy of a softmax with labels or with probabilities.
///
///     labels:         Σ s_n ((1 - ε) w_y (-log p_y) + ε/C Σ_c w_c (-log p_c)) / Σ s_n w_y
///     probabilities:  Σ s_n Σ_c w_c ((1 - ε) q_c + ε/C) (-log p_c) / Σ s_n
///
/// with class weights w, sample weights s, label smoothing ε (Szegedy et al. 2016,
/// arXiv:1512.00567), as in PyTorch.
///
/// **Shapes** logits `[N, C]`, or `[N, C, …]` with one label for each place; labels in the order of
/// `[N, …]`; probabilities as the logits; the result is a single number, 0 where all weights are 0.
public struct CrossEntropy: Sendable {
  public let classWeights: [Float]?
  public let labelSmoothing: Float

  /// - Parameters:
  ///   - classWeights: one for each class; none counts all alike.
  ///   - labelSmoothing: 0 to 1, the part of each label that is spread over all classes.
  public init(classWeights: [Float]? = nil, labelSmoothing: Float = 0) {
    precondition(
      (0...1).contains(labelSmoothing) && classWeights?.allSatisfy { $0 >= 0 } ?? true,
      "CrossEntropy: label smoothing \(labelSmoothing), class weights not negative")
    self.classWeights = classWeights
    self.labelSmoothing = labelSmoothing
  }

  /// - Parameter weights: one for each label; 0 leaves it out.
  public func callAsFunction(_ logits: Tensor, labels: [Int], weights: [Float]? = nil) -> Tensor {
    let (classes, places) = layout(logits, count: labels.count, weights)
    precondition(
      labels.allSatisfy((0..<classes).contains), "CrossEntropy: a label is not in 0..<\(classes)")
    let smooth = labelSmoothing / Float(classes)
    var target = [Float](repeating: 0, count: logits.count)
    var mass = 0.0
    for (position, label) in labels.enumerated() {
      let weight = weights?[position] ?? 1
      let start = position / places * classes * places + position % places
      if smooth > 0 {
        for k in 0..<classes {
          target[start + k * places] = weight * smooth * (classWeights?[k] ?? 1)
        }
      }
      let own = weight * (classWeights?[label] ?? 1)
      target[start + label * places] += (1 - labelSmoothing) * own
      mass += Double(own)
    }
    return Self.mean(logits, target, mass: mass, classes: classes, places: places)
  }

  /// - Parameters:
  ///   - probabilities: of each class; constants, no gradient flows into them.
  ///   - weights: one for each place `[N, …]`; 0 leaves it out.
  public func callAsFunction(
    _ logits: Tensor, probabilities: Tensor, weights: [Float]? = nil
  ) -> Tensor {
    precondition(
      logits.shape == probabilities.shape,
      "CrossEntropy: logits \(logits.shape), probabilities \(probabilities.shape)")
    let count = logits.rank >= 2 ? logits.count / max(1, logits.shape[1]) : 0
    let (classes, places) = layout(logits, count: count, weights)
    let smooth = labelSmoothing / Float(classes)
    var target = probabilities.scalars
    var mass = 0.0
    for position in 0..<count {
      let weight = weights?[position] ?? 1
      let start = position / places * classes * places + position % places
      for k in 0..<classes {
        let i = start + k * places
        target[i] =
          weight * (classWeights?[k] ?? 1) * (target[i] * (1 - labelSmoothing) + smooth)
      }
      mass += Double(weight)
    }
    return Self.mean(logits, target, mass: mass, classes: classes, places: places)
  }

  /// Classes, and how many places each `[C, …]` has.
  private func layout(_ logits: Tensor, count: Int, _ weights: [Float]?) -> (Int, Int) {
    precondition(
      logits.rank >= 2 && logits.shape[1] >= 1 && count * logits.shape[1] == logits.count
        && weights?.count ?? count == count
        && classWeights?.count ?? logits.shape[1] == logits.shape[1],
      "CrossEntropy: logits \(logits.shape), \(count) labels, \(weights?.count ?? count) weights, "
        + "\(classWeights?.count ?? 0) class weights")
    return (logits.shape[1], logits.shape.dropFirst(2).reduce(1, *))
  }

  /// -Σ target · log softmax / mass; the way back is (softmax Σ target - target) / mass.
  private static func mean(
    _ logits: Tensor, _ target: [Float], mass: Double, classes: Int, places: Int
  ) -> Tensor {
    let scale = mass > 0 ? 1 / mass : 0
    return .recorded([logits]) { inputs in
      var slope = [Float](repeating: 0, count: target.count)
      var sum = 0.0
      inputs[0].withUnsafeBufferPointer { z in
        for position in 0..<(target.count / classes) {
          let start = position / places * classes * places + position % places
          let indices = stride(from: start, to: start + classes * places, by: places)
          var top = -Float.infinity
          for i in indices { top = max(top, z[i]) }
          var total: Float = 0
          for i in indices { total += exp(z[i] - top) }
          let logTotal = log(total) + top
          var targetSum: Float = 0
          for i in indices { targetSum += target[i] }
          for i in indices {
            if target[i] != 0 { sum += Double(target[i] * (logTotal - z[i])) }
            slope[i] = (exp(z[i] - logTotal) * targetSum - target[i]) * Float(scale)
          }
        }
      }
      let shape = inputs[0].shape
      return (
        Tensor(Float(sum * scale)),
        { gradient, _ in
          let factor = gradient.item
          return [Tensor(slope.map { $0 * factor }, shape: shape)]
        }
      )
    }
  }
}
