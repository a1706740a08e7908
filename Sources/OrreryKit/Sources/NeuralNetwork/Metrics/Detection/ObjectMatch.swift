/// Which predicted object is which true one: each at most once, the best pairs first.
///
/// A second prediction of the same object is a false one, and so is one prediction that covers two
/// objects but for one of them: `purity` and `completeness` are strict.
public struct ObjectMatch: Sendable, Equatable {
  /// One predicted object and the true one that it is, by their places in the lists.
  public struct Pair: Sendable, Equatable {
    public var predicted: Int
    public var truth: Int
    /// Distance in pixels, or intersection over union.
    public var score: Double
  }

  /// By the place of the true object.
  public let pairs: [Pair]
  public let predictedCount: Int
  public let truthCount: Int

  /// Share of the true objects that were found; NaN where there are none.
  public var completeness: Double { Double(pairs.count) / Double(truthCount) }

  /// Share of the predicted objects that are true ones; NaN where there are none.
  public var purity: Double { Double(pairs.count) / Double(predictedCount) }

  /// Harmonic mean of completeness and purity.
  public var f1: Double { 2 * Double(pairs.count) / Double(predictedCount + truthCount) }

  /// Pairs of objects whose centres lie at most `radius` apart, the closest first.
  ///
  /// **Units** pixels. A centre that is not finite matches nothing.
  public init(
    predicted: [SIMD2<Double>], truth: [SIMD2<Double>], radius: Double
  ) {
    let order = truth.indices.filter { truth[$0].x.isFinite && truth[$0].y.isFinite }
      .sorted { truth[$0].x < truth[$1].x }
    var candidates: [Pair] = []
    for (number, centre) in predicted.enumerated() where centre.x.isFinite && centre.y.isFinite {
      var (low, high) = (0, order.count)
      while low < high {
        let middle = (low + high) / 2
        if truth[order[middle]].x < centre.x - radius { low = middle + 1 } else { high = middle }
      }
      while low < order.count, truth[order[low]].x <= centre.x + radius {
        let offset = truth[order[low]] - centre
        let distance = (offset * offset).sum().squareRoot()
        if distance <= radius {
          candidates.append(Pair(predicted: number, truth: order[low], score: distance))
        }
        low += 1
      }
    }
    candidates.sort {
      ($0.score, $0.truth, $0.predicted) < ($1.score, $1.truth, $1.predicted)
    }
    self.init(candidates, predicted.count, truth.count)
  }

  /// Pairs of regions whose intersection over union is at least `minimumOverlap`, the largest first.
  ///
  /// - Parameters:
  ///   - predicted: number of the object at each pixel, from 1; 0 for none.
  ///   - truth: the same; places in the pairs are numbers less 1.
  public init(predicted: [Int32], truth: [Int32], minimumOverlap: Double = 0.5) {
    precondition(
      predicted.count == truth.count && minimumOverlap > 0,
      "ObjectMatch: maps of \(predicted.count) and \(truth.count) pixels")
    var areas: [Int32: Int] = [:], trueAreas: [Int32: Int] = [:]
    var common: [SIMD2<Int32>: Int] = [:]
    for (p, t) in zip(predicted, truth) {
      if p > 0 { areas[p, default: 0] += 1 }
      if t > 0 { trueAreas[t, default: 0] += 1 }
      if p > 0, t > 0 { common[SIMD2(p, t), default: 0] += 1 }
    }
    var candidates: [Pair] = common.compactMap { key, pixels in
      let union = (areas[key.x] ?? 0) + (trueAreas[key.y] ?? 0) - pixels
      let overlap = Double(pixels) / Double(union)
      guard overlap >= minimumOverlap else { return nil }
      return Pair(predicted: Int(key.x) - 1, truth: Int(key.y) - 1, score: overlap)
    }
    candidates.sort {
      (-$0.score, $0.truth, $0.predicted) < (-$1.score, $1.truth, $1.predicted)
    }
    self.init(candidates, areas.count, trueAreas.count)
  }

  /// Takes the candidates in their order, each object once.
  private init(_ candidates: [Pair], _ predictedCount: Int, _ truthCount: Int) {
    var predicted = Set<Int>(), truth = Set<Int>()
    var pairs: [Pair] = []
    for pair in candidates where !predicted.contains(pair.predicted) {
      guard truth.insert(pair.truth).inserted else { continue }
      predicted.insert(pair.predicted)
      pairs.append(pair)
    }
    self.pairs = pairs.sorted { $0.truth < $1.truth }
    self.predictedCount = predictedCount
    self.truthCount = truthCount
  }

  /// Share of the true objects that were found, by a quantity of them.
  /// - Parameter values: one for each true object: its magnitude.
  public func completeness(by values: [Double], edges: [Double]) -> ShareByValue {
    precondition(
      values.count == truthCount, "ObjectMatch: \(values.count) values of \(truthCount) objects")
    return ShareByValue(
      values: values, isCounted: mask(pairs.map(\.truth), truthCount), edges: edges)
  }

  /// Share of the predicted objects that are true ones, by a quantity of them.
  /// - Parameter values: one for each predicted object: its measured magnitude.
  public func purity(by values: [Double], edges: [Double]) -> ShareByValue {
    precondition(
      values.count == predictedCount,
      "ObjectMatch: \(values.count) values of \(predictedCount) objects")
    return ShareByValue(
      values: values, isCounted: mask(pairs.map(\.predicted), predictedCount), edges: edges)
  }

  private func mask(_ places: [Int], _ count: Int) -> [Bool] {
    var result = [Bool](repeating: false, count: count)
    for place in places { result[place] = true }
    return result
  }
}
