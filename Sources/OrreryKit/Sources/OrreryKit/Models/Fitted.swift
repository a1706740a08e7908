/// A method that learns from all objects at once, without gradients: forests, nearest neighbours,
/// kernel densities.
///
/// A model that is `Trainable` as well is fitted when its weights stand, to the validation part: what
/// is said of objects that it did not learn from (the ranks of a flow's densities).
///
/// What it learns must lie in `module` afterwards (`Buffer`s), so that it is saved as weights are.
public protocol Fitted: Architecture {
  /// The method fitted to the training part, or to the validation part behind a training.
  /// - Parameter random: all randomness of the fit.
  /// - Throws: `DataError.invalidValue` where nothing can be learned.
  func fitted(to objects: [SkyObject], random: inout RandomStream) throws -> Self
}
