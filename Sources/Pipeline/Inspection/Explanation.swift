import OrreryKit

/// What explains a prediction, beside the object as the model saw it.
public struct Explanation: Sendable {
  /// What a method gives.
  public enum Content: Sendable {
    case attribution(Attribution)
    /// With images that make the first filters answer strongly; empty where no gradient tells them.
    case featureMaps(FeatureMaps, strongestInputs: [Image])
    /// `nil` where no step up to the limit flips the class.
    case adversarial(AdversarialExample?)
  }

  public var method: ExplanationMethod
  /// Behind the model's stages.
  public var object: SkyObject
  public var content: Content
}
