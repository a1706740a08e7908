import OrreryKit

/// What a model's card tells at a glance.
///
/// Cards hold thousands of numbers: a command that looks for a model reads those alone that may fit.
struct ModelOutline: Decodable, Sendable {
  var architecture: String
  var specification: ModelSpecification

  /// Whether objects of this kind, and images of so many planes, could be for the model.
  func mayFit(_ object: SkyObject) -> Bool {
    specification.input == object.kind
      && (object.image.map { $0.channels == specification.channels } ?? true)
  }
}
