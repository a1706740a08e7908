/// A share of objects in bins of some quantity of theirs.
public struct ShareByValue: Sendable, Codable, Equatable {
  public struct Bin: Sendable, Codable, Equatable {
    public var lower: Double
    public var upper: Double
    /// Objects in the bin.
    public var count: Int
    /// How many of them are counted.
    public var counted: Int

    /// NaN where the bin is empty.
    public var share: Double { Double(counted) / Double(count) }

    /// One standard deviation of the share, with one object of each kind added, so that a bin of
    /// few objects never looks certain.
    public var error: Double {
      let share = (Double(counted) + 1) / (Double(count) + 2)
      return (share * (1 - share) / (Double(count) + 3)).squareRoot()
    }
  }

  public let bins: [Bin]
  /// Objects whose quantity is in no bin, or NaN.
  public let outside: Int

  /// - Parameter edges: ascending; a bin holds its lower edge, the last one its upper edge too.
  public init(values: [Double], isCounted: [Bool], edges: [Double]) {
    precondition(
      values.count == isCounted.count && edges.count > 1
        && zip(edges, edges.dropFirst()).allSatisfy { $0 < $1 },
      "ShareByValue: \(values.count) values, \(edges.count) ascending edges")
    var bins = zip(edges, edges.dropFirst()).map { Bin(lower: $0, upper: $1, count: 0, counted: 0) }
    var outside = 0
    for (value, isCounted) in zip(values, isCounted) {
      let last = value == edges[edges.count - 1] ? bins.count - 1 : nil
      guard let bin = last ?? bins.firstIndex(where: { $0.lower <= value && value < $0.upper })
      else {
        outside += 1
        continue
      }
      bins[bin].count += 1
      if isCounted { bins[bin].counted += 1 }
    }
    self.bins = bins
    self.outside = outside
  }
}
