import OrreryKit

/// A stage of spectra; a conforming one writes `process` alone.
///
/// An augmentation is made with `probability` and flags the object `augmented`. An object without
/// one good pixel afterwards is flagged `no-valid-data`.
protocol SpectrumStage: Stage {
  /// Share of the objects that an augmentation changes, 0 to 1.
  var probability: Double { get }
  func process(
    _ spectrum: inout Spectrum, of object: inout SkyObject, random: inout RandomStream) throws
}

extension SpectrumStage {
  var probability: Double { 1 }

  func run(_ object: SkyObject, random: inout RandomStream) throws -> SkyObject {
    guard var spectrum = object.spectrum else {
      throw DataError(
        .invalidValue, "\(Self.info.name) takes spectra, \(object.id) is a \(object.kind.rawValue)")
    }
    let isAugmentation = Self.info.category == .augmentation
    // Drawn even at probability 1, so that the setting does not shift the later numbers.
    if isAugmentation, random.uniform() >= probability {
      var unchanged = object
      if spectrum.goodCount == 0 { unchanged.flag(.noValidData) }
      return unchanged
    }
    var object = object
    try process(&spectrum, of: &object, random: &random)
    object.spectrum = spectrum
    let good = spectrum.goodCount
    object.history.append("\(Self.info.name): \(good) good of \(spectrum.count) pixels")
    if isAugmentation { object.flag(.augmented) }
    if good == 0 { object.flag(.noValidData) }
    return object
  }

  /// The information of a stage of spectra; augmentations get the setting `probability`.
  static func describe(
    _ category: StageInfo.Category, _ name: String, _ summary: String, _ settings: [Setting],
    missingData: String, reference: String? = nil
  ) -> StageInfo {
    StageInfo(
      name: name, summary: summary, category: category, accepts: [.spectrum],
      settings: settings + (category == .augmentation ? [.probability] : []),
      missingData: missingData, reference: reference)
  }
}

extension Setting {
  /// The unit in which a stage's wavelengths are given.
  static var wavelengthUnit: Setting {
    Setting(
      "unit", "Unit of the wavelengths in these settings",
      choices: ["angstrom", "nanometre", "micrometre", "millimetre"])
  }
}

extension Spectrum {
  /// Applies `x → (x - shift) / scale` to flux and model, and the scale to the uncertainty.
  mutating func rescale(shift: Double = 0, scale: Double) {
    func changed(_ value: Float) -> Float { Float((Double(value) - shift) / scale) }
    flux = flux.map(changed)
    model = model?.map(changed)
    uncertainty = uncertainty?.map { Float(Double($0) / abs(scale)) }
  }

  /// Takes the value of a pixel away: NaN, infinitely uncertain, with these flags.
  mutating func remove(_ index: Int, _ flags: PixelFlags = .missing) {
    flux[index] = .nan
    uncertainty?[index] = .infinity
    flag(index, flags)
  }
}
