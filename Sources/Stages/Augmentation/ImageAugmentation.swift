import OrreryKit

/// A random change of an image, made with a probability; the object is flagged `augmented` when it
/// was changed.
///
/// A conforming stage writes `augment` alone.
protocol ImageAugmentation: Stage {
  /// Share of the objects that are changed, 0 to 1.
  var probability: Double { get }
  func augment(
    _ image: inout Image, of object: inout SkyObject, random: inout RandomStream) throws
}

extension ImageAugmentation {
  func run(_ object: SkyObject, random: inout RandomStream) throws -> SkyObject {
    guard var image = object.image else {
      throw DataError(
        .invalidValue, "\(Self.info.name) takes images, \(object.id) is a \(object.kind.rawValue)")
    }
    // Drawn even at probability 1, so that the setting does not shift the later numbers.
    guard random.uniform() < probability else { return object }
    var object = object
    try augment(&image, of: &object, random: &random)
    object.image = image
    object.flag(.augmented)
    return object
  }

  /// The information of an augmentation; `probability` is added to the settings.
  static func describe(
    _ name: String, _ summary: String, _ settings: [Setting], missingData: String,
    reference: String? = nil
  ) -> StageInfo {
    StageInfo(
      name: name, summary: summary, category: .augmentation, accepts: [.image],
      settings: settings + [
        Setting("probability", "Share of the objects that are changed", range: 0...1)
      ], missingData: missingData, reference: reference)
  }
}
