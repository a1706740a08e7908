import Foundation
import OrreryKit

/// Plain methods as nodes: from measured features, in the order of the method's, to probabilities.
extension ONNXExport {
  static func logisticRegression(_ model: any Architecture, _ graph: inout ONNXBuilder) throws {
    try baseline(model, &graph) { method, features, columns, classes, graph in
      let weights = try method.array("weights", count: classes * columns)
      let product = graph.add(
        "MatMul",
        [
          features,
          graph.constant(
            Tensor(weights, shape: [classes, columns]).transposed(), named: "method.weights"),
        ])
      let offsets = Tensor(try method.array("offsets", count: classes), shape: [classes])
      let scores = graph.add("Add", [product, graph.constant(offsets, named: "method.offsets")])
      return graph.add("Softmax", [scores], ["axis": .integer(1)])
    }
  }

  static func nearestNeighbours(_ model: any Architecture, _ graph: inout ONNXBuilder) throws {
    let wanted: Int = try setting("neighbours", of: model)
    try baseline(model, &graph) { method, features, columns, classes, graph in
      let labels = try method.array("labels").map { Int($0) }
      let weights = try method.array("weights", count: classes)
      let rows = Tensor(
        try method.array("rows", count: labels.count * columns), shape: [labels.count, columns])
      let query = graph.add("Unsqueeze", [features, graph.whole([1])])  // [N, 1, F]
      let away = graph.add("Sub", [query, graph.constant(rows, named: "method.rows")])
      let distances = graph.add(
        "ReduceSum", [graph.add("Mul", [away, away]), graph.whole([2])],
        ["keepdims": .integer(0)])  // [N, M]
      let nearest = graph.add(
        "TopK", [distances, graph.whole([min(wanted, labels.count)])],
        ["axis": .integer(1), "largest": .integer(0)], outputs: 2)[1]
      let votes = Tensor(
        labels.flatMap { label in (0..<classes).map { $0 == label ? weights[label] : 0 } },
        shape: [labels.count, classes])
      let own = graph.add("Gather", [graph.constant(votes, named: "method.votes"), nearest])
      let sums = graph.add("ReduceSum", [own, graph.whole([1])], ["keepdims": .integer(0)])
      let all = graph.add("ReduceSum", [sums, graph.whole([1])], ["keepdims": .integer(1)])
      return graph.add("Div", [sums, all])
    }
  }

  static func forest(_ model: any Architecture, _ graph: inout ONNXBuilder) throws {
    try baseline(model, &graph) { method, features, _, classes, graph in
      var attributes = try trees(method, width: classes) { _, place in place }
      attributes["n_targets"] = .integer(Int64(classes))
      attributes["aggregate_function"] = .text("AVERAGE")
      return graph.addTrees(features, attributes)
    }
  }

  static func boosting(_ model: any Architecture, _ graph: inout ONNXBuilder) throws {
    try baseline(model, &graph) { method, features, _, classes, graph in
      // The trees of the classes follow one another.
      var attributes = try trees(method, width: 1) { tree, _ in tree % classes }
      attributes["n_targets"] = .integer(Int64(classes))
      attributes["base_values"] = .floats(try method.array("offsets", count: classes))
      let scores = graph.addTrees(features, attributes)
      return graph.add("Softmax", [scores], ["axis": .integer(1)])
    }
  }

  static func kernelDensity(_ model: any Architecture, _ graph: inout ONNXBuilder) throws {
    let columns = model.specification.channels
    let members = ONNXMembers(model)
    let widths = try members.array("widths", count: columns)
    let values = try members.array("rows")
    let count = values.count / columns
    guard count > 0 else { throw DataError(.unsupported, "the method was not fitted") }
    let rows = graph.input("rows", shape: ["N", .fixed(columns)])
    let inverse = Tensor(widths.map { 1 / $0 }, shape: [columns])
    let kernels = Tensor(values, shape: [count, columns]) * inverse
    let scaled = graph.add("Mul", [rows, graph.constant(inverse, named: "scales")])
    let query = graph.add("Unsqueeze", [scaled, graph.whole([1])])  // [N, 1, D]
    let away = graph.add("Sub", [query, graph.constant(kernels, named: "kernels")])
    let squares = graph.add(
      "ReduceSum", [graph.add("Mul", [away, away]), graph.whole([2])],
      ["keepdims": .integer(0)])  // [N, M]
    let sum = graph.add(
      "ReduceLogSumExp", [graph.add("Mul", [squares, graph.number(-0.5)])],
      ["axes": .integers([1]), "keepdims": .integer(0)])
    let norm =
      widths.reduce(0) { $0 + log(Double($1)) } + log(Double(count))
      + 0.5 * Double(columns) * log(2 * Double.pi)
    graph.output(
      graph.add("Sub", [sum, graph.number(Float(norm))]), named: "log_density", shape: ["N"])
  }

  // MARK: - Parts

  /// What all methods on features share: gaps get the median, columns mean 0 and deviation 1.
  private static func baseline(
    _ model: any Architecture, _ graph: inout ONNXBuilder,
    _ answer: (
      _ method: ONNXArrays, _ features: String, _ columns: Int, _ classes: Int,
      _ graph: inout ONNXBuilder
    ) throws -> String
  ) throws {
    let members = ONNXMembers(model)
    let medians = try members.array("medians")
    let columns = medians.count
    guard columns > 0 else { throw DataError(.unsupported, "the method was not fitted") }
    let classes = model.specification.classes.count
    func row(_ values: [Float], _ name: String) -> String {
      graph.constant(Tensor(values, shape: [columns]), named: name)
    }
    let given = graph.input("features", shape: ["N", .fixed(columns)])
    // False of infinities and of NaN.
    let isFinite = graph.add(
      "LessOrEqual", [graph.add("Abs", [given]), graph.number(.greatestFiniteMagnitude)])
    let filled = graph.add("Where", [isFinite, given, row(medians, "medians")])
    let moved = graph.add(
      "Sub", [filled, row(try members.array("means", count: columns), "means")])
    let scaled = graph.add(
      "Div", [moved, row(try members.array("deviations", count: columns), "deviations")])
    let method: [String: Buffer] = try members.member("method")
    let result = try answer(
      ONNXArrays(values: method.mapValues(\.value.scalars)), scaled, columns, classes,
      &graph)
    graph.output(result, named: "probabilities", shape: ["N", .fixed(classes)])
  }

  /// Trees as attributes of a `TreeEnsembleRegressor`.
  /// - Parameter target: what a number of a leaf counts for, by the tree and its place in the leaf.
  private static func trees(
    _ method: ONNXArrays, width: Int, target: (_ tree: Int, _ place: Int) -> Int
  ) throws -> [String: ONNXAttribute] {
    let roots = try method.array("roots").map { Int($0) }
    let features = try method.array("features").map { Int($0) }
    let thresholds = try method.array("thresholds", count: features.count)
    let children = try method.array("children", count: features.count).map { Int($0) }
    let leaves = try method.array("leaves")
    // The nodes of a tree stand together, its root first.
    var owners: [Int64] = []
    for tree in roots.indices {
      let end = tree + 1 < roots.count ? roots[tree + 1] : features.count
      owners += [Int64](repeating: Int64(tree), count: max(0, end - roots[tree]))
    }
    guard owners.count == features.count else {
      throw DataError(.unsupported, "the trees are stored in another order")
    }
    var ids: [[Int64]] = [[], [], [], [], []]
    var (modes, weights): ([String], [Float]) = ([], [])
    for node in features.indices {
      let (tree, isLeaf) = (Int(owners[node]), features[node] < 0)
      let root = roots[tree]
      modes.append(isLeaf ? "LEAF" : "BRANCH_LEQ")
      ids[0].append(isLeaf ? 0 : Int64(children[node] - root))
      ids[1].append(isLeaf ? 0 : Int64(children[node] + 1 - root))
      guard isLeaf else { continue }
      for place in 0..<width {
        ids[2].append(Int64(tree))
        ids[3].append(Int64(node - root))
        ids[4].append(Int64(target(tree, place)))
        weights.append(leaves[children[node] * width + place])
      }
    }
    return [
      "nodes_treeids": .integers(owners),
      "nodes_nodeids": .integers(features.indices.map { Int64($0 - roots[Int(owners[$0])]) }),
      "nodes_featureids": .integers(features.map { Int64(max(0, $0)) }),
      "nodes_values": .floats(thresholds), "nodes_modes": .texts(modes),
      "nodes_truenodeids": .integers(ids[0]), "nodes_falsenodeids": .integers(ids[1]),
      "target_treeids": .integers(ids[2]), "target_nodeids": .integers(ids[3]),
      "target_ids": .integers(ids[4]), "target_weights": .floats(weights),
    ]
  }

  /// A key of a model's configuration, which is no part of its weights.
  static func setting<Value>(_ key: String, of model: any Architecture) throws -> Value {
    let configuration = Mirror(reflecting: model).children.first { $0.label == "configuration" }
    let value = configuration.flatMap { found in
      Mirror(reflecting: found.value).children.first { $0.label == key }?.value
    }
    guard let value = value as? Value else {
      throw DataError(.unsupported, "'\(type(of: model).info.name)' tells no '\(key)'")
    }
    return value
  }
}

/// Arrays that a method is stored as, by name.
struct ONNXArrays {
  let values: [String: [Float]]

  /// - Throws: `DataError.unsupported` where it is not there or has another length.
  func array(_ name: String, count: Int? = nil) throws -> [Float] {
    guard let array = values[name], !array.isEmpty, count == nil || array.count == count else {
      throw DataError(.unsupported, "the method was not fitted: '\(name)' is missing")
    }
    return array
  }
}

extension ONNXMembers {
  /// The numbers of a buffer.
  func array(_ name: String, count: Int? = nil) throws -> [Float] {
    let buffer: Buffer = try member(name)
    return try ONNXArrays(values: [name: buffer.value.scalars]).array(name, count: count)
  }
}

extension ONNXBuilder {
  fileprivate mutating func addTrees(
    _ features: String, _ attributes: [String: ONNXAttribute]
  ) -> String {
    add("TreeEnsembleRegressor", [features], attributes, domain: ONNXNode.learningDomain)
  }
}
