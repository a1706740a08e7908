internal import Kernels

/// Activations, element by element. NaN gives NaN.
extension Tensor {
  /// 1 / (1 + e^-x).
  public func sigmoid() -> Tensor {
    elementWise(byOutput: self, orrery_sigmoid, orrery_sigmoid_gradient) { $0 * (1 - $0) }
  }

  /// Hyperbolic tangent.
  public func tanh() -> Tensor {
    elementWise(byOutput: self, orrery_tanh, orrery_tanh_gradient) { 1 - $0.square() }
  }

  /// max(x, 0); the gradient at 0 is 0.
  public func relu() -> Tensor { rectified(slope: 0, name: #function) }

  /// x for x > 0, else slope x.
  public func leakyRelu(slope: Float = 0.01) -> Tensor {
    if slope >= 0 { return rectified(slope: slope, name: #function) }
    return elementWise(self, orrery_leaky_relu, orrery_leaky_relu_gradient, slope) {
      $0.greater(than: Tensor(0)) * (1 - slope) + slope
    }
  }

  /// x for x > 0, else alpha (e^x - 1). Clevert et al. 2015, arXiv:1511.07289.
  /// - Precondition: alpha >= 0.
  public func elu(alpha: Float = 1) -> Tensor {
    precondition(alpha >= 0, "elu: alpha \(alpha)")
    return elementWise(byOutput: self, orrery_elu, orrery_elu_gradient, alpha) {
      $0.eluSlope(1, alpha)
    }
  }

  /// 1.0507 elu(x, alpha: 1.6733): keeps mean 0 and variance 1. Klambauer et al. 2017,
  /// arXiv:1706.02515.
  public func selu() -> Tensor {
    let (scale, alpha): (Float, Float) = (1.050_700_987_355_480_5, 1.673_263_242_354_377_2)
    return elementWise(byOutput: self, orrery_selu, orrery_selu_gradient) {
      $0.eluSlope(scale, scale * alpha)
    }
  }

  /// x Phi(x) with the normal distribution function. Hendrycks & Gimpel 2016, arXiv:1606.08415.
  public func gelu() -> Tensor {
    elementWise(self, orrery_gelu, orrery_gelu_gradient) { $0.geluSlope() }
  }

  /// x sigmoid(x), also called swish. Ramachandran et al. 2017, arXiv:1710.05941.
  public func silu() -> Tensor {
    elementWise(self, orrery_silu, orrery_silu_gradient) {
      let y = $0.sigmoid()
      return y * (1 + $0 * (1 - y))
    }
  }

  /// ln(1 + e^x), without overflow.
  public func softplus() -> Tensor {
    elementWise(self, orrery_softplus, orrery_softplus_gradient) { $0.sigmoid() }
  }

  /// The largest of each `pieces` neighbours along `axis`. Goodfellow et al. 2013, arXiv:1302.4389.
  ///
  /// **Shapes** the axis gets shorter by that factor. Equal ones share the gradient.
  /// - Precondition: `pieces` divides the length of the axis.
  public func maxout(pieces: Int, axis: Int = 1) -> Tensor {
    let axis = Axes.index(axis, rank: rank, "maxout")
    precondition(
      pieces > 0 && shape[axis] % pieces == 0,
      "maxout: axis \(axis) of shape \(shape) in pieces of \(pieces)")
    let groups = shape[axis] / pieces
    return reshaped(shape[..<axis] + [groups, pieces] + shape[(axis + 1)...]).max(over: [axis + 1])
  }

  /// From y: `right` for y > 0, else y + `left`, which is left e^x.
  private func eluSlope(_ right: Float, _ left: Float) -> Tensor {
    .select(greater(than: Tensor(0)), Tensor(right), self + left)
  }

  /// Phi(x) + x phi(x), whose own derivative is phi(x) (2 - x^2).
  private func geluSlope() -> Tensor {
    func curvature(_ x: Tensor) -> Tensor {
      let square = x.square()
      return (2 - square) * (square * -0.5).exp() * 0.398_942_280_4
    }
    let x = self
    return .recorded(self, traced: { $0 * curvature(x) }) { x in
      let y = Tensor(shape: x.shape) { y in
        read(.ones(x.shape), x) {
          orrery_gelu_gradient(Int64(x.count), $0, $1, $1, y, 0, 0)
        }
      }
      return (y, { $0 * curvature(x) })
    }
  }
}
