internal import Kernels

/// Elementary functions, element by element. NaN gives NaN.
extension Tensor {
  /// e^x, to about 1e-7; infinite above 88.7, 0 below -104.
  public func exp() -> Tensor {
    elementWise(byOutput: self, orrery_exp, orrery_exp_gradient) { $0 }
  }

  /// ln x, to about 1e-7; 0 gives -infinity, a negative number NaN.
  public func log() -> Tensor {
    elementWise(self, orrery_log, orrery_log_gradient) { 1 / $0 }
  }

  /// Square root; NaN for a negative number. The gradient at 0 is infinite.
  public func sqrt() -> Tensor {
    elementWise(byOutput: self, orrery_sqrt, orrery_sqrt_gradient) { 0.5 / $0 }
  }

  /// x^exponent; NaN for a negative x with a fractional exponent.
  public func pow(_ exponent: Float) -> Tensor {
    elementWise(self, orrery_pow, orrery_pow_gradient, exponent) {
      exponent * $0.pow(exponent - 1)
    }
  }

  /// |x|; the gradient at 0 is 0.
  public func abs() -> Tensor {
    elementWise(self, orrery_abs, orrery_abs_gradient) {
      $0.greater(than: Tensor(0)) - $0.less(than: Tensor(0))
    }
  }

  /// x^2.
  public func square() -> Tensor {
    elementWise(self, orrery_square, orrery_square_gradient) { 2 * $0 }
  }

  /// sin x, x in radians.
  public func sin() -> Tensor {
    elementWise(self, orrery_sin, orrery_sin_gradient) { $0.cos() }
  }

  /// cos x, x in radians.
  public func cos() -> Tensor {
    elementWise(self, orrery_cos, orrery_cos_gradient) { -$0.sin() }
  }

  /// x limited to `lower...upper`; the gradient outside is 0, at the limits 1.
  public func clamp(_ lower: Float, _ upper: Float) -> Tensor {
    precondition(lower <= upper, "clamp: lower \(lower) and upper \(upper)")
    return elementWise(self, orrery_clamp, orrery_clamp_gradient, lower, upper) {
      $0.greaterOrEqual(to: Tensor(lower)) * $0.lessOrEqual(to: Tensor(upper))
    }
  }
}
