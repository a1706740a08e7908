/// How much each place of an object speaks for a class.
///
/// Values are in nats of evidence, ln p / (1 - p), but for the methods that say otherwise.
public struct Attribution: Sendable {
  /// A way to find out.
  @frozen
  public enum Method: String, Sendable, Codable, CaseIterable {
    /// |∂ evidence / ∂ value|: where a small change would matter.
    case saliency
    /// The slope summed on the way from an object without features: what each place adds.
    case integratedGradients = "integrated-gradients"
    /// Where the last feature maps speak for the class; in units of the slope, never negative.
    case gradCAM = "grad-cam"
    /// How much evidence is lost where a window is covered.
    case occlusion
    /// Shapley values of superpixels or segments: each one's fair share of the evidence.
    case kernelSHAP = "kernel-shap"
  }

  public var method: Method
  /// The class that is spoken for, from 0.
  public var target: Int
  /// One for each place: `[height, width]` of an image, a pixel of a spectrum, a point of a light
  /// curve.
  public var values: [Float]
  /// Evidence of the object, and of the same object without features.
  public var evidence: Double
  public var baseEvidence: Double
  /// The part that each place belongs to, from 0; -1 for none. Empty where there are no parts.
  public var parts: [Int]
  /// The share of each part.
  public var shares: [Double]
  /// What the values sum to, minus `evidence - baseEvidence`; `nil` of methods whose values are no
  /// shares of it.
  public var excess: Double?

  init(
    _ method: Method, _ explainer: Explainer, values: [Float], parts: [Int] = [],
    shares: [Double] = [], isComplete: Bool = false
  ) {
    self.method = method
    target = explainer.target
    self.values = values
    evidence = explainer.evidence
    baseEvidence = explainer.baseEvidence
    self.parts = parts
    self.shares = shares
    let sum = shares.isEmpty ? values.reduce(0) { $0 + Double($1) } : shares.reduce(0, +)
    excess = isComplete ? sum - (evidence - baseEvidence) : nil
  }
}
