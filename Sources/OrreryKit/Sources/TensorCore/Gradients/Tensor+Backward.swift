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
  /// - Precondition: one element, tracked.
  public func gradients(at parameters: [Parameter], keepingGraph: Bool = false) -> [Tensor] {
    var found: [ObjectIdentifier: Tensor] = [:]
    let targets = Set(parameters.map(ObjectIdentifier.init))
    walkBack("gradients", targets: targets, keepingGraph: keepingGraph) { parameter, gradient in
      let id = ObjectIdentifier(parameter)
      if var sum = found.removeValue(forKey: id) {
        sum.add(gradient)
        found[id] = sum
      } else {
        found[id] = gradient
      }
    }
    return parameters.map { found[ObjectIdentifier($0)] ?? .zeros($0.value.shape) }
  }

  /// Visits the nodes from the newest to the oldest; at each all its gradients have arrived.
  private func walkBack(
    _ name: String, targets: Set<ObjectIdentifier>?, keepingGraph: Bool,
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
      if isTarget || node.inputs.contains(where: { $0.map { wanted.contains($0.id) } ?? false }) {
        wanted.insert(node.id)
      }
    }

    var gradients: [ObjectIdentifier: Tensor] = [root.id: .ones(shape)]
    for node in nodes {
      guard let gradient = gradients.removeValue(forKey: node.id) else { continue }
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
      let results = pullback(gradient, flags)
      for (index, input) in inputs.enumerated() where flags[index] {
        guard let input, let result = results[index] else { continue }
        if var sum = gradients.removeValue(forKey: input.id) {
          sum.add(result)
          gradients[input.id] = sum
        } else {
          gradients[input.id] = result.detached
        }
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
