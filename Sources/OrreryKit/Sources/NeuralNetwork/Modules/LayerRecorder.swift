internal import TensorCore

/// Notes what layers do in one forward pass and finds their names and receptive fields.
///
/// One pass on one thread uses it.
final class LayerRecorder: @unchecked Sendable {
  /// How much of the model's input a place sees, and how far it is to the next, along each axis.
  private struct View {
    var sees: [Int]
    var step: [Double]
  }

  private let modules: [(name: String, module: any Module)]
  private let owners: [[ObjectIdentifier]]
  private var isNamed: [Bool]
  private var counted: Set<ObjectIdentifier> = []
  private var views: [ObjectIdentifier: View] = [:]
  /// Keeps storages from being used again, so that each stands for one result.
  private var kept: [Tensor]
  /// The latest step of planes of each size, for what was made between layers.
  private var steps: [[Int]: [Double]] = [:]
  private var widest: [Int]
  private(set) var rows: [ModuleSummary.Row] = []
  /// What each row's layer gave.
  private(set) var outputs: [LayerOutput] = []
  private(set) var hasWindows = false

  init(_ model: some Module, input: Tensor) {
    modules = [(name: "", module: model as any Module)] + model.namedModules
    owners = modules.map { $0.module.parameters.map(ObjectIdentifier.init) }
    isNamed = modules.map { _ in false }
    let axes = max(0, input.rank - 2)
    let start = View(
      sees: [Int](repeating: 1, count: axes), step: [Double](repeating: 1, count: axes))
    widest = start.sees
    views[input.elements] = start
    steps[Array(input.shape.dropFirst(2))] = start.step
    kept = [input]
  }

  func add(_ layer: some Layer, from input: Tensor, to output: Tensor, _ given: LayerWork?) {
    let work = given ?? layer.work(from: input.shape, to: output.shape)
    // What lies between layers (a sum, a concatenation) sees as far as anything before it.
    var view =
      views[input.elements]
      ?? View(
        sees: widest,
        step: steps[Array(input.shape.dropFirst(2))] ?? [Double](repeating: 1, count: widest.count))
    for axis in view.sees.indices {
      func at(_ values: [Int]) -> Int { values.count == 1 ? values[0] : values[axis] }
      guard
        [work.window, work.stride, work.enlargement].allSatisfy({ $0.count == 1 || $0.count > axis }
        )
      else { continue }
      if at(work.window) > 1 { hasWindows = true }
      view.sees[axis] += Int((Double(at(work.window) - 1) * view.step[axis]).rounded(.up))
      view.step[axis] *= Double(at(work.stride)) / Double(at(work.enlargement))
      widest[axis] = max(widest[axis], view.sees[axis])
    }
    views[output.elements] = view
    steps[Array(output.shape.dropFirst(2))] = view.step
    kept.append(output)
    let (name, kind) = place(of: layer)
    let fresh = layer.parameters.filter { counted.insert(ObjectIdentifier($0)).inserted }
    rows.append(
      ModuleSummary.Row(
        name: name, kind: kind, output: output.shape,
        parameters: fresh.reduce(0) { $0 + $1.value.count }, multiplyAdds: work.multiplyAdds,
        receptiveField: view.sees))
    outputs.append(
      LayerOutput(
        name: name, kind: kind, tensor: output, receptiveField: view.sees, step: view.step,
        isConvolution: layer is Conv2d || layer is Conv1d))
  }

  /// Rows of parameters that no layer has told of: they were used without the pass.
  func addSilent() {
    var silent: [(owner: String, count: Int)] = []
    for named in modules[0].module.namedParameters
    where counted.insert(ObjectIdentifier(named.parameter)).inserted {
      let owner = named.name.split(separator: ".").dropLast().joined(separator: ".")
      if silent.last?.owner != owner { silent.append((owner, 0)) }
      silent[silent.count - 1].count += named.parameter.value.count
    }
    for (owner, count) in silent {
      let module = modules.first { $0.name == owner }?.module
      rows.append(
        ModuleSummary.Row(
          name: owner, kind: module.map { "\(type(of: $0))" } ?? "Parameter", output: nil,
          parameters: count, multiplyAdds: 0, receptiveField: nil))
    }
  }

  /// By its parameters; a layer without any is the next of its kind in the model that has not come
  /// yet.
  private func place(of layer: some Layer) -> (name: String, kind: String) {
    let own = layer.parameters.map(ObjectIdentifier.init)
    let text = "\(layer)"
    let candidates = modules.indices.filter { index in
      guard owners[index] == own else { return false }
      let module = modules[index].module
      if own.isEmpty { return type(of: module) == type(of: layer) && "\(module)" == text }
      return true
    }
    // A container of nothing but this layer has the same parameters, and comes before it.
    let exact = candidates.filter { type(of: modules[$0].module) == type(of: layer) }
    let fitting = exact.isEmpty ? candidates.suffix(1) : exact
    guard let index = fitting.first(where: { !isNamed[$0] }) ?? fitting.first else {
      return ("", "\(type(of: layer))")
    }
    isNamed[index] = true
    return (modules[index].name, "\(type(of: modules[index].module))")
  }
}
