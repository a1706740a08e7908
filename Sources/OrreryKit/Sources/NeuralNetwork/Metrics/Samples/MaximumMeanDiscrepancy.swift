internal import Foundation
internal import TensorCore

/// How far two samples of vectors lie apart in the space of a Gaussian kernel (Gretton et al. 2012,
/// JMLR 13, 723): the unbiased estimate of
///
///     MMD² = E k(x, x′) + E k(y, y′) - 2 E k(x, y),   k(a, b) = exp(-|a - b|² / 2h²)
///
/// which is 0 on average for two samples of one distribution, and may then be below 0.
public struct MaximumMeanDiscrepancy: Sendable, Codable, Equatable {
  public let squared: Double
  /// h: the median distance between vectors of both samples, unless given.
  public let bandwidth: Double
  /// Share of random divisions of all the vectors into two samples that lie as far apart.
  public let probability: Double
  /// Rows that are not finite; they are left out.
  public let unusable: Int

  /// - Parameters:
  ///   - first: `[N, features]`, row-major; features on like scales. Time and memory grow as N².
  ///   - second: `[M, features]`.
  ///   - permutations: random divisions for `probability`; without any it is NaN.
  public init(
    _ first: [Float], _ second: [Float], features: Int, bandwidth: Double? = nil,
    permutations: Int = 200, seed: UInt64 = 0
  ) {
    precondition(
      features > 0 && first.count % features == 0 && second.count % features == 0,
      "MaximumMeanDiscrepancy: \(first.count) and \(second.count) values of \(features) features")
    func rows(_ values: [Float]) -> [ArraySlice<Float>] {
      stride(from: 0, to: values.count, by: features).map { values[$0..<($0 + features)] }
    }
    let kept = rows(first).filter { $0.allSatisfy(\.isFinite) }
    let all = kept + rows(second).filter { $0.allSatisfy(\.isFinite) }
    let (n, m) = (kept.count, all.count - kept.count)
    unusable = (first.count + second.count) / features - all.count
    guard n > 1, m > 1 else {
      (squared, self.bandwidth, probability) = (.nan, bandwidth ?? .nan, .nan)
      return
    }
    var squares = [Float](repeating: 0, count: all.count * all.count)
    for i in all.indices {
      for j in 0..<i {
        var sum: Float = 0
        for (a, b) in zip(all[i], all[j]) { sum += (a - b) * (a - b) }
        squares[i * all.count + j] = sum
        squares[j * all.count + i] = sum
      }
    }
    let distances = all.indices.flatMap { i in
      (0..<i).map { Double(squares[i * all.count + $0]).squareRoot() }
    }
    let width = bandwidth ?? distances.median
    let scale = width > 0 ? -1 / (2 * width * width) : 0
    let kernel = squares.map { Float(exp(Double($0) * scale)) }

    /// The estimate for one division; `places` are the rows, the first n of them one sample.
    func estimate(_ places: [Int]) -> Double {
      var sums = (within: 0.0, other: 0.0, between: 0.0)
      for (i, a) in places.enumerated() {
        let row = a * all.count
        if i < n {
          for b in places[0..<i] { sums.within += Double(kernel[row + b]) }
        } else {
          for b in places[0..<n] { sums.between += Double(kernel[row + b]) }
          for b in places[n..<i] { sums.other += Double(kernel[row + b]) }
        }
      }
      return 2 * sums.within / Double(n * (n - 1)) + 2 * sums.other / Double(m * (m - 1))
        - 2 * sums.between / Double(n * m)
    }
    var places = Array(all.indices)
    let found = estimate(places)
    var random = RandomStream(seed: seed, purpose: "permutations")
    var above = 1
    for _ in 0..<permutations {
      random.shuffle(&places)
      if estimate(places) >= found { above += 1 }
    }
    squared = found
    self.bandwidth = width
    probability = permutations > 0 ? Double(above) / Double(permutations + 1) : .nan
  }
}
