extension Tensor {
  /// Largest value of each window of a sequence; NaN wins, padding never does.
  ///
  /// **Shapes** `[N, C, L]` to `[N, C, (L + 2 p - d (k - 1) - 1) / s + 1]`. The gradient goes to the
  /// first of equal values.
  /// - Precondition: padding is at most half the window.
  public func maxPool1d(
    _ kernel: Int, stride: Int? = nil, padding: Int = 0, dilation: Int = 1
  ) -> Tensor {
    inOneRow("maxPool1d") {
      $0.maxPool2d(
        Size2d(1, kernel), stride: Size2d(1, stride ?? kernel), padding: Size2d(0, padding),
        dilation: Size2d(1, dilation))
    }
  }

  /// Mean of each window of a sequence; padding counts as zeros.
  ///
  /// **Shapes** `[N, C, L]` to `[N, C, (L + 2 p - k) / s + 1]`.
  /// - Precondition: padding is at most half the window.
  public func averagePool1d(_ kernel: Int, stride: Int? = nil, padding: Int = 0) -> Tensor {
    inOneRow("averagePool1d") {
      $0.averagePool2d(
        Size2d(1, kernel), stride: Size2d(1, stride ?? kernel), padding: Size2d(0, padding))
    }
  }

  /// Mean of each channel of a sequence.
  ///
  /// **Shapes** `[N, C, L]` to `[N, C]`.
  public func globalAveragePool1d() -> Tensor {
    precondition(rank == 3, "globalAveragePool1d: shape \(shape) is not [N, C, L]")
    return mean(over: [2])
  }

  /// Largest value of each channel of a sequence; equal ones share the gradient.
  ///
  /// **Shapes** `[N, C, L]` to `[N, C]`.
  /// - Precondition: L > 0.
  public func globalMaxPool1d() -> Tensor {
    precondition(rank == 3 && shape[2] > 0, "globalMaxPool1d: shape \(shape) is not [N, C, L > 0]")
    return max(over: [2])
  }
}
