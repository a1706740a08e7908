import OrreryKit

/// What `checkGradient` found.
public struct GradientCheck: CustomStringConvertible {
  /// Elements that were compared.
  public var checked = 0
  /// Elements left out because they lie at a kink.
  public var excluded = 0
  /// One line for each disagreement.
  public var failures: [String] = []

  /// Something was compared and all of it agreed.
  public var isGood: Bool { checked > 0 && failures.isEmpty }

  public var description: String {
    "\(checked) checked, \(excluded) excluded"
      + failures.prefix(5).map { "\n  \($0)" }.joined()
      + (failures.count > 5 ? "\n  and \(failures.count - 5) more" : "")
  }
}

/// Compares the gradients of a function with central differences of four points,
/// f' = (8 (f(h) - f(-h)) - (f(2h) - f(-2h))) / 12h, whose error is of order h^4.
///
/// The function's elements are summed in Double with fixed uneven weights, so that no error cancels
/// and rounding is that of the function alone.
/// - Parameters:
///   - parameters: where the gradient is taken; at most 64 elements of each, evenly spread.
///   - step: h.
///   - tolerance: of the difference, relative to the largest gradient of the parameter and 1.
///   - excluding: true for values of elements within two steps of a kink.
///   - function: must give the same for the same values (fix the random numbers).
public func checkGradient(
  at parameters: [Parameter], step: Float = 0.02, tolerance: Double = 2e-3,
  excluding: (Float) -> Bool = { _ in false }, _ function: () -> Tensor
) -> GradientCheck {
  func weight(_ index: Int) -> Float { 0.5 + Float((index * 7) % 11) / 11 }
  func value() -> Double {
    function().scalars.enumerated()
      .reduce(0) { $0 + Double($1.element) * Double(weight($1.offset)) }
  }

  var result = GradientCheck()
  let output = function()
  let weights = Tensor((0..<output.count).map(weight), shape: output.shape)
  let gradients = (output * weights).sum().gradients(at: parameters)
  for (number, parameter) in parameters.enumerated() {
    let original = parameter.value
    let gradient = gradients[number].scalars
    let scale = max(1, gradient.map { Double(abs($0)) }.max() ?? 0)
    for index in Swift.stride(from: 0, to: original.count, by: max(1, original.count / 64)) {
      let centre = original.scalars[index]
      if excluding(centre) {
        result.excluded += 1
        continue
      }
      func shifted(_ steps: Float) -> Double {
        var scalars = original.scalars
        scalars[index] = centre + steps * step
        parameter.value = Tensor(scalars, shape: original.shape)
        return value()
      }
      let near = shifted(1) - shifted(-1)
      let far = shifted(2) - shifted(-2)
      let expected = (8 * near - far) / (12 * Double(step))
      result.checked += 1
      let difference = abs(expected - Double(gradient[index]))
      if !(difference <= tolerance * scale) {
        result.failures.append(
          "input \(number), element \(index) = \(centre): gradient \(gradient[index]), "
            + "differences \(expected)")
      }
    }
    parameter.value = original
  }
  return result
}

/// The same for a function of tensors.
public func checkGradient(
  _ inputs: [Tensor], step: Float = 0.02, tolerance: Double = 2e-3,
  excluding: (Float) -> Bool = { _ in false }, _ function: ([Tensor]) -> Tensor
) -> GradientCheck {
  let parameters = inputs.map(Parameter.init)
  return checkGradient(
    at: parameters, step: step, tolerance: tolerance, excluding: excluding
  ) { function(parameters.map(\.tensor)) }
}
