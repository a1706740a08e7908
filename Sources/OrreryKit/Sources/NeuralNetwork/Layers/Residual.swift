public import TensorCore

/// Adds what its body makes to the input: y = body(x) + shortcut(x) (He et al. 2016,
/// arXiv:1512.03385).
///
/// **Shapes** body and shortcut give one shape; without a shortcut it is that of the input.
public struct Residual: Layer {
  public let body: any Layer
  /// Where body changes the shape: a 1×1 convolution, mostly.
  public let shortcut: (any Layer)?

  public init(_ body: any Layer, shortcut: (any Layer)? = nil) {
    self.body = body
    self.shortcut = shortcut
  }

  public func callAsFunction(_ input: Tensor, _ pass: inout Pass) -> Tensor {
    self(input, &pass, slope: 1)
  }

  /// With the activation that follows: y times `slope` where y < 0.
  func callAsFunction(_ input: Tensor, _ pass: inout Pass, slope: Float) -> Tensor {
    let output = body(input, &pass)
    let straight = shortcut?(input, &pass) ?? input
    precondition(
      output.shape == straight.shape,
      "Residual: body gives \(output.shape), the shortcut \(straight.shape)")
    return .sum(output, straight, slope: slope)
  }
}
