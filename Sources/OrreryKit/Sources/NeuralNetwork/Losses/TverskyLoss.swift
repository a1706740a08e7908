public import TensorCore

/// How badly two regions overlap: 1 - (TP + s) / (TP + α FP + β FN + s), the mean over objects and
/// classes.
///
///     TP = Σ w p y;   FP = Σ w p (1 - y);   FN = Σ w (1 - p) y,   sums over the places of each
///
/// α = β = 1/2 is the Dice loss (Milletari et al. 2016, arXiv:1606.04797); β > α finds more of
/// what is rare and faint (Salehi et al. 2017, arXiv:1706.05721). s keeps a class that is neither
/// there nor predicted from counting: its loss is 0.
///
/// **Shapes** probabilities, target and weights `[N, C, …]`; the result is a single number, 0 of an
/// empty batch. A weight of 0 leaves a place out, whatever it is, NaN too. The target is a constant.
public struct TverskyLoss: ElementwiseLoss {
  /// α, of false positives.
  public let falsePositives: Float
  /// β, of false negatives.
  public let falseNegatives: Float
  /// s.
  public let smoothing: Float

  /// - Precondition: no number is negative; not all are 0.
  public init(
    falsePositives: Float = 0.3, falseNegatives: Float = 0.7, smoothing: Float = 1
  ) {
    precondition(
      falsePositives >= 0 && falseNegatives >= 0 && smoothing >= 0,
      "TverskyLoss: weights \(falsePositives), \(falseNegatives), smoothing \(smoothing)")
    self.falsePositives = falsePositives
    self.falseNegatives = falseNegatives
    self.smoothing = smoothing
  }

  /// The Dice loss: 1 - (2 TP + 2 s) / (2 TP + FP + FN + 2 s).
  public static func dice(smoothing: Float = 1) -> TverskyLoss {
    TverskyLoss(falsePositives: 0.5, falseNegatives: 0.5, smoothing: smoothing)
  }

  /// - Parameter probabilities: 0 to 1, of a sigmoid or softmax.
  public func callAsFunction(
    _ probabilities: Tensor, _ target: Tensor, weights: Tensor?
  ) -> Tensor {
    precondition(
      probabilities.shape == target.shape && weights?.shape ?? target.shape == target.shape
        && target.rank >= 2,
      "TverskyLoss: probabilities \(probabilities.shape), target \(target.shape), "
        + "weights \(weights?.shape ?? target.shape)")
    let groups = target.shape[0] * target.shape[1]
    guard target.count > 0 else { return probabilities.sum() }
    func rows(_ tensor: Tensor) -> Tensor { tensor.reshaped([groups, target.count / groups]) }
    var (p, y) = (rows(probabilities), rows(target.detached))
    var wp = p
    var wy = y
    if let weights {
      let w = rows(weights.detached)
      (p, y) = (Tensor.select(w, p, Tensor(0)), Tensor.select(w, y, Tensor(0)))
      (wp, wy) = (w * p, w * y)
    }
    // TP + α FP + β FN = (1 - α - β) TP + α Σ w p + β Σ w y
    let found = (wp * y).sum(over: [1])  // [N C]
    let whole =
      found * (1 - falsePositives - falseNegatives) + wp.sum(over: [1]) * falsePositives
      + wy.sum(over: [1]) * falseNegatives
    return 1 - ((found + smoothing) / (whole + smoothing)).mean()
  }
}
