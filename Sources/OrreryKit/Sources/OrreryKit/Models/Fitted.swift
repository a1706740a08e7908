/// A method that learns from all objects at once, without gradients: forests, nearest neighbours,
/// kernel densities.
///
/// What it learns must lie in `module` afterwards (`Buffer`s), so that it is saved as weights are.
public protocol Fitted: Architecture {
  /// The method fitted to the training part.
  /// - Parameter random: all randomness of the fit.
  /// - Throws: `DataError.invalidValue` where nothing can be learned.
  func fitted(to objects: [SkyObject], random: inout RandomStream) throws -> Self
}
