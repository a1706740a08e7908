import OrreryKit

/// A way to explain a prediction, by its name on the command line.
public enum ExplanationMethod: String, Sendable, CaseIterable, Codable {
  case saliency
  case integratedGradients = "integrated-gradients"
  case gradCAM = "grad-cam"
  case occlusion
  case kernelSHAP = "kernel-shap"
  case featureMaps = "feature-maps"
  case adversarial

  /// The method that gives a number for each place; `nil` for the others.
  var attribution: Attribution.Method? { Attribution.Method(rawValue: rawValue) }
}
