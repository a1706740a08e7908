import OrreryKit

extension Module {
  /// Sets every weight to the pattern of its name: matrices and kernels within ±1/√fan-in, the
  /// scale and the variance of a normalisation around 1, all other vectors around 0.
  func fillWithPattern() throws {
    var state = stateDictionary()
    for (name, tensor) in state where tensor.floats != nil {
      let shape = tensor.shape
      let count = shape.reduce(1, *)
      let pattern = Pattern(name)
      let values =
        if shape.count >= 2 {
          pattern.values(
            count, scale: Float(1 / Double(shape.dropFirst().reduce(1, *)).squareRoot()))
        } else {
          pattern.values(
            count, scale: 0.1,
            center: name.hasSuffix(".weight") || name.hasSuffix("running_var") ? 1 : 0)
        }
      state[name] = StateTensor(values, shape: shape)
    }
    _ = try load(state)
  }
}
