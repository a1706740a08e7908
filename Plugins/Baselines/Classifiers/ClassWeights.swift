import Foundation

/// Weights that make rare classes count as much as common ones.
enum ClassWeights {
  /// The weight of each class, nᵏ to the power of `-balance`, with mean 1 over the objects; 0 for a
  /// class without objects.
  /// - Parameter balance: 0 for objects as they come, 1 for every class alike.
  static func weights(labels: [Int], classes: Int, balance: Double) -> [Double] {
    var counts = [Double](repeating: 0, count: classes)
    for label in labels { counts[label] += 1 }
    let raw = counts.map { $0 > 0 ? pow($0, -balance) : 0 }
    let mean = zip(raw, counts).reduce(0) { $0 + $1.0 * $1.1 } / Double(max(1, labels.count))
    return raw.map { mean > 0 ? $0 / mean : 0 }
  }
}
