internal import Kernels

extension Tensor {
  /// Adds the gradient of this number to the `gradient` of every parameter that it depends on.
  ///
  /// Gradients are summed in the order in which the operations ran, so that the bits are the same
  /// from run to run. What was kept for the way back is freed as it is used.
  /// - Parameter keepingGraph: true to call `backward` or `gradients` once more later.
  /// - Precondition: one element, tracked.
  public func backward(keepingGraph: Bool = false) {
    walkBack("backward", targets: nil, keepingGraph: keepingGraph) { parameter, gradient in
      if var sum = parameter.gradient {
        parameter.gradient = nil
        sum.add(gradient)
        parameter.gradient = sum
      } else {
        parameter.gradient = gradient
      }
    }
  }

  /// The gradients of this number at these parameters; no parameter is changed.
  ///
  /// A parameter that the number does not depend on gets zeros.
  /// - Parameters:
  ///   - keepingGraph: true to call `backward` or `gradients` once more later.
  ///   - creatingGraph: true to get gradients that are tracked themselves, so that a loss may hold
  ///     them, as the gradient penalty of a Wasserstein critic does. Keeps the graph. Costs about
  ///     twice the time and memory.
  /// - Precondition: one element, tracked; with `creatingGraph` every operation on the way has a
  ///   second derivative (recurrent layers and losses have none).
  public func gradients(
    at parameters: [Parameter], keepingGraph: Bool = false, creatingGraph: Bool = false
  ) -> [Tensor] {
    precondition(
      !creatingGraph || GradientMode.isOn, "gradients: creatingGraph within withoutGradient")
    var found: [ObjectIdentifier: Tensor] = [:]
    let targets = Set(parameters.map(ObjectIdentifier.init))
    walkBack(
      "gradients", targets: targets, keepingGraph: keepingGraph || creatingGraph,
      creatingGraph: creatingGraph
    ) { parameter, gradient in
      Self.add(gradient, to: &found, at: ObjectIdentifier(parameter), recording: creatingGraph)
    }
    return parameters.map { found[ObjectIdentifier($0)] ?? .zeros($0.value.shape) }
  }

  /// The gradients of this number at tensors that it was made of, leaves or results on the way; zeros
  /// at those that it does not depend on.
  package func gradients(at tensors: [Tensor], keepingGraph: Bool = false) -> [Tensor] {
    var found: [ObjectIdentifier: Tensor] = [:]
    walkBack(
      "gradients", targets: [], results: Set(tensors.compactMap { $0.node?.id }),
      keepingGraph: keepingGraph, pass: { found[$0.id] = $1.detached }, arrive: { _, _ in })
    return tensors.map { tensor in
      tensor.node.flatMap { found[$0.id] } ?? .zeros(tensor.shape)
    }
  }

  /// Adds in place, or where `recording` by an operation that can be followed back.
  private static func add(
    _ gradient: Tensor, to sums: inout [ObjectIdentifier: Tensor], at id: ObjectIdentifier,
    recording: Bool
  ) {
    guard var sum = sums.removeValue(forKey: id) else {
      sums[id] = recording ? gradient : gradient.detached
      return
    }
    if recording { sum += gradient } else { sum.add(gradient) }
    sums[id] = sum
  }

  /// Visits the nodes from the newest to the oldest; at each all its gradients have arrived.
  private func walkBack(
    _ name: String, targets: Set<ObjectIdentifier>?,
    results wantedNodes: Set<ObjectIdentifier> = [],
    keepingGraph: Bool, creatingGraph: Bool = false, pass: (Node, Tensor) -> Void = { _, _ in },
    arrive: (Parameter, Tensor) -> Void
  ) {
    precondition(count == 1, "\(name): shape \(shape), but a single number is needed")
    guard let root = node else {
      preconditionFailure("\(name): the tensor depends on no trainable parameter")
    }
    let nodes = reachable(from: root)
    var wanted: Set<ObjectIdentifier> = []
    for node in nodes.reversed() {
      let isTarget = node.parameter.map { targets?.contains(ObjectIdentifier($0)) ?? true } ?? false
      if isTarget || wantedNodes.contains(node.id)
        || node.inputs.contains(where: { $0.map { wanted.contains($0.id) } ?? false })
      {
        wanted.insert(node.id)
      }
    }

    var gradients: [ObjectIdentifier: Tensor] = [root.id: .ones(shape)]
    for node in nodes {
      guard let gradient = gradients.removeValue(forKey: node.id) else { continue }
      if wantedNodes.contains(node.id) { pass(node, gradient) }
      if let parameter = node.parameter {
        if wanted.contains(node.id) { arrive(parameter, gradient) }
        continue
      }
      guard let pullback = node.pullback else {
        preconditionFailure("\(name): the graph was freed by an earlier call; keepingGraph: true")
      }
      let inputs = node.inputs
      let flags = inputs.map { $0.map { wanted.contains($0.id) } ?? false }
      guard flags.contains(true) else { continue }
      let results: [Tensor?]
      if creatingGraph {
        guard let traced = node.traced else {
          preconditionFailure("\(name): \(node.name) has no second derivative (creatingGraph)")
        }
        results = traced(gradient, flags)
      } else {
        results = pullback(gradient, flags)
      }
      for (index, input) in inputs.enumerated() where flags[index] {
        guard let input, let result = results[index] else { continue }
        Self.add(result, to: &gradients, at: input.id, recording: creatingGraph)
      }
      if !keepingGraph { node.release() }
    }
  }

  /// All nodes that lead here, newest first.
  private func reachable(from root: Node) -> [Node] {
    var seen: Set<ObjectIdentifier> = [root.id]
    var nodes = [root]
    var next = 0
    while next < nodes.count {
      for case .some(let input) in nodes[next].inputs where seen.insert(input.id).inserted {
        nodes.append(input)
      }
      next += 1
    }
    return nodes.sorted { $0.order > $1.order }
  }

  /// In place where no other tensor shares the storage.
  private mutating func add(_ other: Tensor) {
    precondition(shape == other.shape, "backward: gradients of shapes \(shape) and \(other.shape)")
    guard isKnownUniquelyReferenced(&storage) else {
      self = detached + other.detached
      return
    }
    let target = storage.pointer
    raw(other.laidOut(layout)) { source in
      parallelChunks(count) { range in
        orrery_add_in_place(
          Int64(range.count), source + range.lowerBound, target + range.lowerBound)
      }
    }
  }
}

extension Node {
  fileprivate var id: ObjectIdentifier { ObjectIdentifier(self) }
}
