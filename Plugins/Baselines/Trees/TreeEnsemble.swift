/// Binary trees over features in flat arrays, as they are stored.
///
/// A row goes to the first child where its feature is at most the threshold, to the second otherwise.
public struct TreeEnsemble: Sendable, Equatable {
  /// Numbers at each leaf.
  public let width: Int
  /// First node of each tree.
  public private(set) var roots: [Int32] = []
  /// Feature that a node asks for; -1 for a leaf.
  public private(set) var features: [Int32] = []
  public private(set) var thresholds: [Float] = []
  /// First of the two children, which stand side by side; of a leaf its place among `leaves`.
  public private(set) var children: [Int32] = []
  /// `[leaves, width]`.
  public private(set) var leaves: [Float] = []

  public init(width: Int) { self.width = width }

  /// Stored arrays put together again.
  /// - Returns: `nil` where they do not fit together: a walk over them would not end.
  public init?(
    width: Int, roots: [Int32], features: [Int32], thresholds: [Float], children: [Int32],
    leaves: [Float]
  ) {
    let nodes = features.count
    guard width > 0, thresholds.count == nodes, children.count == nodes,
      leaves.count % width == 0, roots.allSatisfy({ (0..<nodes).contains(Int($0)) })
    else { return nil }
    for node in 0..<nodes {
      let child = Int(children[node])
      // Children stand behind their parent: no way leads back.
      let isGood =
        features[node] < 0
        ? (0..<(leaves.count / width)).contains(child) : child > node && child + 1 < nodes
      guard isGood else { return nil }
    }
    self.width = width
    self.roots = roots
    self.features = features
    self.thresholds = thresholds
    self.children = children
    self.leaves = leaves
  }

  /// How many features the trees ask for at least.
  public var requiredFeatures: Int { Int(features.max() ?? -1) + 1 }

  // MARK: - Growing

  /// Adds the root of a new tree, a leaf of zeros, and gives its number.
  mutating func addRoot() -> Int {
    roots.append(Int32(features.count))
    return addNode()
  }

  private mutating func addNode() -> Int {
    features.append(-1)
    thresholds.append(0)
    children.append(0)
    return features.count - 1
  }

  /// Makes a node ask, and gives the number of its first child; the second stands behind it.
  mutating func split(_ node: Int, feature: Int, threshold: Float) -> Int {
    let first = addNode()
    _ = addNode()
    features[node] = Int32(feature)
    thresholds[node] = threshold
    children[node] = Int32(first)
    return first
  }

  /// Gives a leaf its numbers.
  mutating func setLeaf(_ node: Int, _ values: some Collection<Float>) {
    children[node] = Int32(leaves.count / width)
    leaves += values
  }

  /// Adds the trees of another ensemble of the same width behind its own.
  mutating func append(_ other: TreeEnsemble) {
    precondition(
      width == other.width, "TreeEnsemble: leaves of \(width) and \(other.width) numbers")
    let (nodes, count) = (Int32(features.count), Int32(leaves.count / width))
    roots += other.roots.map { $0 + nodes }
    for node in other.features.indices {
      children.append(other.children[node] + (other.features[node] < 0 ? count : nodes))
    }
    features += other.features
    thresholds += other.thresholds
    leaves += other.leaves
  }

  // MARK: - Asking

  /// Adds the leaves that a row reaches in the trees `first`, `first + step` … to `sums`.
  func add(
    _ row: UnsafeBufferPointer<Float>, first: Int = 0, step: Int = 1, to sums: inout [Double]
  ) {
    features.withUnsafeBufferPointer { features in
      thresholds.withUnsafeBufferPointer { thresholds in
        children.withUnsafeBufferPointer { children in
          for tree in stride(from: first, to: roots.count, by: step) {
            var node = Int(roots[tree])
            while features[node] >= 0 {
              let isFirst = row[Int(features[node])] <= thresholds[node]
              node = Int(children[node]) + (isFirst ? 0 : 1)
            }
            let leaf = Int(children[node]) * width
            for place in 0..<width { sums[place] += Double(leaves[leaf + place]) }
          }
        }
      }
    }
  }
}
