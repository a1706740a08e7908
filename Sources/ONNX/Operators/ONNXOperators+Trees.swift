import OrreryKit

/// Decision trees, of the operators for classical machine learning.
extension ONNXOperators {
  static let trees: [String: Operation] = [
    "\(ONNXNode.learningDomain).TreeEnsembleRegressor": { call in
      let x = try call.tensor(0, rank: 1...2)
      let rows = x.rank == 1 ? x.inserted(axis: 0) : x
      return [.floats(try ONNXTrees(call).answers(rows, call))]
    }
  ]
}

/// Trees of a node, whose answers are added or averaged.
private struct ONNXTrees {
  private struct Node {
    var feature: Int
    var threshold: Float
    /// How a feature is compared; `LEAF` of a leaf.
    var mode: String
    var whenTrue: Int
    var whenFalse: Int
    /// Where a feature that is not a number goes.
    var isTrueWhenMissing: Bool
    /// What a leaf adds to each target.
    var targets: [(target: Int, weight: Float)] = []
  }

  private var nodes: [Node] = []
  private var roots: [Int] = []
  private let targets: Int
  private let base: [Float]
  private let isMean: Bool

  /// - Throws: `DataError` where the attributes do not go together.
  init(_ call: ONNXCall) throws {
    func wholes(_ name: String) throws -> [Int] { try call.integers(named: name) ?? [] }
    targets = try call.integer("n_targets", 1)
    guard (1...1 << 20).contains(targets) else { throw call.failure("\(targets) targets") }
    base = try call.floats(named: "base_values") ?? []
    guard base.isEmpty || base.count == targets else {
      throw call.failure("\(base.count) base values of \(targets) targets")
    }
    let function = try call.text("aggregate_function", "SUM")
    let transform = try call.text("post_transform", "NONE")
    guard ["SUM", "AVERAGE"].contains(function), transform == "NONE" else {
      throw call.failure("trees with '\(function)' and '\(transform)'", .unsupported)
    }
    isMean = function == "AVERAGE"
    let (owners, ids) = (try wholes("nodes_treeids"), try wholes("nodes_nodeids"))
    let features = try wholes("nodes_featureids")
    let thresholds = try call.floats(named: "nodes_values") ?? []
    let modes = try call.texts(named: "nodes_modes") ?? []
    let (yes, no) = (try wholes("nodes_truenodeids"), try wholes("nodes_falsenodeids"))
    let missing = try wholes("nodes_missing_value_tracks_true")
    let counts = [ids, features, yes, no].map(\.count) + [thresholds.count, modes.count]
    guard counts.allSatisfy({ $0 == owners.count }), missing.isEmpty || missing.count == ids.count
    else { throw call.failure("lists of different lengths") }

    struct Key: Hashable {
      var tree: Int
      var node: Int
    }
    var places: [Key: Int] = [:]
    for index in ids.indices {
      let key = Key(tree: owners[index], node: ids[index])
      guard places.updateValue(index, forKey: key) == nil else {
        throw call.failure("tree \(key.tree) has two nodes \(key.node)")
      }
    }
    func place(_ tree: Int, _ node: Int) throws -> Int {
      guard let place = places[Key(tree: tree, node: node)] else {
        throw call.failure("tree \(tree) has no node \(node)")
      }
      return place
    }
    let known = ["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ"]
    var isChild = [Bool](repeating: false, count: ids.count)
    for index in ids.indices {
      var node = Node(
        feature: features[index], threshold: thresholds[index], mode: modes[index], whenTrue: 0,
        whenFalse: 0, isTrueWhenMissing: !missing.isEmpty && missing[index] != 0)
      if node.mode != "LEAF" {
        guard known.contains(node.mode) else {
          throw call.failure("nodes of the kind '\(node.mode)'", .unsupported)
        }
        node.whenTrue = try place(owners[index], yes[index])
        node.whenFalse = try place(owners[index], no[index])
        // A node with one parent at most: the ways from the roots end.
        for child in [node.whenTrue, node.whenFalse] {
          guard !isChild[child] else { throw call.failure("two ways lead to one node") }
          isChild[child] = true
        }
      }
      nodes.append(node)
    }
    roots = ids.indices.filter { !isChild[$0] }
    let leafOwners = try wholes("target_treeids")
    let (leafIDs, leafTargets) = (try wholes("target_nodeids"), try wholes("target_ids"))
    let weights = try call.floats(named: "target_weights") ?? []
    guard [leafIDs.count, leafTargets.count, weights.count].allSatisfy({ $0 == leafOwners.count })
    else { throw call.failure("lists of different lengths") }
    for index in leafIDs.indices {
      guard (0..<targets).contains(leafTargets[index]) else {
        throw call.failure("target \(leafTargets[index]) of \(targets)")
      }
      nodes[try place(leafOwners[index], leafIDs[index])].targets.append(
        (leafTargets[index], weights[index]))
    }
  }

  /// `[N, targets]`.
  func answers(_ rows: Tensor, _ call: ONNXCall) throws -> Tensor {
    let (count, width) = (rows.shape[0], rows.shape[1])
    guard nodes.allSatisfy({ $0.mode == "LEAF" || (0..<width).contains($0.feature) }) else {
      throw call.failure("the trees ask for more than \(width) features")
    }
    let x = rows.scalars
    var result: [Float] = []
    result.reserveCapacity(count * targets)
    for row in 0..<count {
      var sums = [Double](repeating: 0, count: targets)
      for root in roots {
        var node = nodes[root]
        while node.mode != "LEAF" {
          node = nodes[goes(x[row * width + node.feature], node) ? node.whenTrue : node.whenFalse]
        }
        for (target, weight) in node.targets { sums[target] += Double(weight) }
      }
      for target in 0..<targets {
        let sum = isMean ? sums[target] / Double(max(1, roots.count)) : sums[target]
        result.append(Float(sum) + (base.isEmpty ? 0 : base[target]))
      }
    }
    return Tensor(result, shape: [count, targets])
  }

  private func goes(_ value: Float, _ node: Node) -> Bool {
    if value.isNaN { return node.isTrueWhenMissing }
    return switch node.mode {
    case "BRANCH_LEQ": value <= node.threshold
    case "BRANCH_LT": value < node.threshold
    case "BRANCH_GTE": value >= node.threshold
    case "BRANCH_GT": value > node.threshold
    case "BRANCH_EQ": value == node.threshold
    default: value != node.threshold
    }
  }
}
