internal import Foundation

/// The laws of a loss.
struct LossConformance<L: Loss> {
  private let suite: Conformance
  private var info: LossInfo { L.info }

  init(_ suite: Conformance) { self.suite = suite }

  func report() -> ConformanceReport {
    var log = suite.log("loss \(info.name)")
    log.check("name and settings") {
      try suite.checkInfo(
        name: info.name, summary: info.summary, settings: info.settings, defaults: L())
      if info.compares.isEmpty { throw ConformanceFailure("info.compares names no kind of output") }
      if let taken = info.settings.first(where: { ["function", "class-weights"].contains($0.key) })
      {
        throw ConformanceFailure("the key '\(taken.key)' is the recipe's own: call it otherwise")
      }
    }
    log.check("configuration round trip") {
      try suite.checkRoundTrip(info.settings, defaults: L())
    }
    let loss = log.check("defaults are usable") { () -> L in
      let loss = try Settings.decode(suite.settings, over: L(), settings: info.settings)
      try loss.validate()
      return loss
    }
    guard let loss else { return log.report }
    log.check("a single number") {
      try forEachKind { comparison in
        let value = loss(comparison)
        guard value.count == 1, value.item.isFinite else {
          throw ConformanceFailure(
            value.count == 1
              ? "of \(comparison.kind.rawValue) it is \(value.item)"
              : "has shape \(value.shape): give a single number, its mean over what counts")
        }
      }
    }
    log.check("a batch of none") {
      try forEachKind { comparison in
        let shape = [0] + comparison.output.shape.dropFirst()
        let value = loss(
          Comparison(
            comparison.kind, output: Tensor([], shape: shape), target: Tensor([], shape: shape)))
        if value.count != 1 || value.item != 0 {
          throw ConformanceFailure(
            "of no object it must be 0, not \(value.count == 1 ? "\(value.item)" : "\(value.shape)")"
          )
        }
      }
    }
    log.check("gradients") { try forEachKind { try checkGradient(loss, $0) } }
    log.check("weights of 0") { try forEachKind { try checkWeights(loss, $0) } }
    log.check("class weights") { try checkClassWeights(loss) }
    return log.report
  }

  // MARK: - Examples

  private func forEachKind(_ body: (Comparison) throws -> Void) throws {
    for kind in OutputKind.allCases where info.compares.contains(kind) { try body(example(kind)) }
  }

  /// Four objects of three channels, of five places each where it is not of classes alone.
  private func example(_ kind: OutputKind) -> Comparison {
    let shape = kind == .classes ? [4, 3] : [4, 3, 5]
    let count = shape.reduce(1, *)
    var random = RandomStream(seed: 7, key: kind.rawValue, purpose: "comparison")
    let output = Tensor((0..<count).map { _ in Float(random.normal()) }, shape: shape)
    let target: [Float] =
      switch kind {
      case .classes: (0..<4).flatMap { row in (0..<3).map { $0 == row % 3 ? 1 : 0 } }
      case .presence: (0..<count).map { _ in random.uniform() < 0.4 ? 1 : 0 }
      case .values: (0..<count).map { _ in Float(random.normal()) }
      }
    return Comparison(kind, output: output, target: Tensor(target, shape: shape))
  }

  // MARK: - Checks

  /// The slope along the gradient, by steps of several lengths: the one nearest to it, for kinks spoil
  /// some and rounding others.
  private func checkGradient(_ loss: L, _ comparison: Comparison) throws {
    let gradient = gradient(of: loss, comparison)
    let length = gradient.scalars.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    guard length > 0, length.isFinite else {
      throw ConformanceFailure(
        "of \(comparison.kind.rawValue) no gradient reaches the output: build the loss from "
          + "tensors, not from their scalars")
    }
    let direction = gradient / Float(length)
    let slopes = [0.1, 0.03, 0.01, 0.003, 0.001].map { step in
      func value(_ sign: Double) -> Double {
        var moved = comparison
        moved.output = comparison.output + direction * Float(sign * step)
        return Double(loss(moved).item)
      }
      return (value(1) - value(-1)) / (2 * step)
    }
    let best = slopes.min { abs($0 - length) < abs($1 - length) } ?? .nan
    guard abs(best - length) <= 0.03 * length else {
      throw ConformanceFailure(
        "of \(comparison.kind.rawValue) it has the slope \(String(format: "%.4g", best)), its "
          + "gradient says \(String(format: "%.4g", length)): mend the way back of its operation, "
          + "or do not detach")
    }
  }

  /// What does not count may hold anything.
  private func checkWeights(_ loss: L, _ comparison: Comparison) throws {
    var weighted = comparison
    let shape = comparison.kind == .classes ? [4] : comparison.output.shape
    let size = shape.dropFirst().reduce(1, *)
    weighted.weights = Tensor((0..<4 * size).map { $0 < size ? 0 : 1 }, shape: shape)
    var unknown = weighted
    unknown.target = damaged(comparison.target)
    var lost = unknown
    lost.output = damaged(comparison.output)
    let value = loss(weighted).item
    guard loss(unknown).item == value, loss(lost).item == value, loss(comparison).item != value
    else {
      throw ConformanceFailure(
        "of \(comparison.kind.rawValue) an object of weight 0 counts: leave it out by "
          + "comparison.weights, even where it is NaN")
    }
    let gradient = gradient(of: loss, unknown)
    guard gradient.scalars.allSatisfy({ $0.isFinite }) else {
      throw ConformanceFailure(
        "of \(comparison.kind.rawValue) a target that is NaN and does not count makes the gradient "
          + "NaN: take it out (Tensor.select) before anything is multiplied by it")
    }
  }

  /// The tensor with NaN in place of the first of four objects.
  private func damaged(_ tensor: Tensor) -> Tensor {
    var values = tensor.scalars
    for index in 0..<values.count / 4 { values[index] = .nan }
    return Tensor(values, shape: tensor.shape)
  }

  private func gradient(of loss: L, _ comparison: Comparison) -> Tensor {
    let parameter = Parameter(comparison.output)
    var tracked = comparison
    tracked.output = parameter.tensor
    return loss(tracked).gradients(at: [parameter])[0]
  }

  private func checkClassWeights(_ loss: L) throws {
    guard info.compares.contains(.classes) else {
      throw ConformanceSkip("it compares no classes")
    }
    let plain = example(.classes)
    var weighted = plain
    weighted.classWeights = [3, 1, 0.5]
    let counts = loss(weighted).item != loss(plain).item
    if counts != info.countsClassWeights {
      throw ConformanceFailure(
        "info.countsClassWeights is \(info.countsClassWeights), yet class weights "
          + (counts ? "count" : "do not count"))
    }
  }
}
