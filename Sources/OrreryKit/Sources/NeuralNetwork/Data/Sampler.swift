internal import Foundation
internal import TensorCore

/// Which objects an epoch sees, and in what order.
public struct Sampler: Sendable {
  private enum Kind: Sendable {
    case sequential(Int)
    case shuffled(Int)
    case balanced(classes: [[Int]], shares: [Double], count: Int)
  }
  private let kind: Kind

  /// 0, 1, 2 … in every epoch: for validation.
  public static func sequential(_ count: Int) -> Sampler { Sampler(kind: .sequential(count)) }

  /// Every object once, in another order in each epoch.
  public static func shuffled(_ count: Int) -> Sampler { Sampler(kind: .shuffled(count)) }

  /// Every class equally often (to within one object), in another order in each epoch.
  ///
  /// The objects of a small class are repeated, those of a large one take turns; no object of a
  /// class comes again before all others of it have come in that epoch.
  /// - Parameters:
  ///   - labels: the class of each object, from 0; classes without objects are left out.
  ///   - exponent: a class of n objects is drawn in proportion to n^(1 - exponent): 1 draws every
  ///     class as often, 0 as they come.
  ///   - count: objects in an epoch; as many as there are labels by default.
  public static func balanced(labels: [Int], exponent: Double = 1, count: Int? = nil) -> Sampler {
    precondition(labels.allSatisfy { $0 >= 0 }, "Sampler.balanced: a label is negative")
    var classes = [[Int]](repeating: [], count: (labels.max() ?? -1) + 1)
    for (index, label) in labels.enumerated() { classes[label].append(index) }
    classes.removeAll(where: \.isEmpty)
    let weights = classes.map { pow(Double($0.count), 1 - exponent) }
    let sum = weights.reduce(0, +)
    return Sampler(
      kind: .balanced(
        classes: classes, shares: weights.map { $0 / sum }, count: count ?? labels.count))
  }

  /// Objects in an epoch.
  public var count: Int {
    switch kind {
    case .sequential(let count), .shuffled(let count): count
    case .balanced(let classes, _, let count): classes.isEmpty ? 0 : count
    }
  }

  /// The indices of one epoch: the same for the same seed and epoch.
  public func order(seed: UInt64, epoch: Int) -> [Int] {
    var random = RandomStream(seed: seed, key: "epoch \(epoch)", purpose: "order of objects")
    switch kind {
    case .sequential(let count): return Array(0..<count)
    case .shuffled(let count):
      var order = Array(0..<count)
      random.shuffle(&order)
      return order
    case .balanced(let classes, let shares, let count):
      var turn = Array(classes.indices)
      random.shuffle(&turn)  // the classes that get one object more change from epoch to epoch
      var order: [Int] = []
      order.reserveCapacity(count)
      var end = random.uniform()
      for each in turn {
        let start = end
        end += shares[each] * Double(count)
        let last = each == turn.last
        var quota = last ? count - order.count : Int(end) - Int(start)
        while quota > 0 {
          var queue = classes[each]
          random.shuffle(&queue)
          order += queue.prefix(quota)
          quota -= queue.count
        }
      }
      random.shuffle(&order)
      return order
    }
  }
}
