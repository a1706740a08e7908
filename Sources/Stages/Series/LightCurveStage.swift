import OrreryKit

/// A stage of light curves; a conforming one writes `process` alone.
///
/// An augmentation is made with `probability` and flags the object `augmented`. An object without
/// one good point afterwards is flagged `no-valid-data`.
protocol LightCurveStage: Stage {
  /// Share of the objects that an augmentation changes, 0 to 1.
  var probability: Double { get }
  func process(
    _ lightCurve: inout LightCurve, of object: inout SkyObject, random: inout RandomStream) throws
}

extension LightCurveStage {
  var probability: Double { 1 }

  func run(_ object: SkyObject, random: inout RandomStream) throws -> SkyObject {
    guard var lightCurve = object.lightCurve else {
      throw DataError(
        .invalidValue,
        "\(Self.info.name) takes light curves, \(object.id) is a \(object.kind.rawValue)")
    }
    let isAugmentation = Self.info.category == .augmentation
    // Drawn even at probability 1, so that the setting does not shift the later numbers.
    if isAugmentation, random.uniform() >= probability {
      var unchanged = object
      if lightCurve.goodCount == 0 { unchanged.flag(.noValidData) }
      return unchanged
    }
    var object = object
    try process(&lightCurve, of: &object, random: &random)
    object.lightCurve = lightCurve
    let good = lightCurve.goodCount
    object.history.append("\(Self.info.name): \(good) good of \(lightCurve.count) points")
    if isAugmentation { object.flag(.augmented) }
    if good == 0 { object.flag(.noValidData) }
    return object
  }

  /// The information of a stage of light curves; augmentations get the setting `probability`.
  static func describe(
    _ category: StageInfo.Category, _ name: String, _ summary: String, _ settings: [Setting],
    missingData: String, reference: String? = nil
  ) -> StageInfo {
    StageInfo(
      name: name, summary: summary, category: category, accepts: [.lightCurve],
      settings: settings + (category == .augmentation ? [.probability] : []),
      missingData: missingData, reference: reference)
  }
}

extension Setting {
  /// Share of the objects that an augmentation changes.
  static var probability: Setting {
    Setting("probability", "Share of the objects that are changed", range: 0...1)
  }
}

extension RawRepresentable where RawValue == String, Self: CaseIterable {
  /// The texts that a setting of this type may be.
  static var choices: [String] { allCases.map(\.rawValue) }
}
