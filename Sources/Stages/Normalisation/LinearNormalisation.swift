import OrreryKit

/// Whose values the statistics are taken of.
enum Fit: String, Codable, CaseIterable {
  /// Of each object for itself.
  case object
  /// Of all training objects once; stored with the weights.
  case training

  static let setting = Setting(
    "fit",
    "Statistics of each object for itself, or of the training objects, stored with the model",
    choices: allCases.map(\.rawValue))
}

/// Brings values to a common range by `(value - center) / spread`.
///
/// A conforming stage says what centre and spread are. With `fit: training` they come from the
/// training objects and are kept as settings, one of each for a channel, or one for all.
protocol LinearNormalisation: ImageStage, FittedStage {
  var per: Scope { get }
  var fit: Fit { get }
  var center: [Double] { get set }
  var spread: [Double] { get set }

  /// Centre and spread of good values; `nil` where there are none, spread 0 where all are the same.
  func statistics(of values: [Float]) throws -> (center: Double, spread: Double)?
  /// The same over the parts' values taken together.
  func statistics(
    pooling parts: some Collection<[Float]>
  ) throws -> (center: Double, spread: Double)?
  /// What is done after: `gain x + offset`.
  var output: (gain: Double, offset: Double) { get }
}

extension LinearNormalisation {
  var output: (gain: Double, offset: Double) { (1, 0) }

  var isFitted: Bool { fit == .object || !center.isEmpty }

  static var fitSettings: [Setting] {
    [
      Scope.setting, Fit.setting,
      Setting("center", "Subtracted; filled in by training, one number for each channel or one"),
      Setting("spread", "Divided by; filled in by training, one number for each channel or one"),
    ]
  }

  func validate() throws { try checkFit() }

  /// - Throws: `Settings.Failure` where centres and spreads are not pairs.
  func checkFit() throws {
    guard center.count == spread.count else {
      throw Settings.Failure(
        path: ["spread"], reason: "has \(spread.count) numbers, center has \(center.count)")
    }
  }

  func process(_ image: inout Image, of object: inout SkyObject) throws {
    object.flagDegenerate(image)
    let ranges = image.ranges(per: per)
    if fit == .training, center.count != ranges.count {
      throw DataError(
        .invalidValue,
        center.isEmpty
          ? "\(Self.info.name): 'fit: training' has no statistics yet; train first"
          : "\(Self.info.name): fitted to \(center.count) channels, \(object.id) has \(ranges.count)"
      )
    }
    for (index, range) in ranges.enumerated() {
      let used: (center: Double, spread: Double)
      if fit == .training {
        used = (center[index], spread[index])
      } else {
        guard let own = try statistics(of: image.goodValues(in: range)) else { continue }
        used = own
      }
      if used.spread.isNormal {
        let gain = output.gain / used.spread
        image.scaleValues(in: range, center: used.center, gain: gain, offset: output.offset)
      } else {
        image.flatten(in: range)
        object.notesFlat(range, of: image, by: Self.self)
      }
    }
    image.unit = nil
    object.history.append("\(Self.info.name): per \(per.rawValue), fit \(fit.rawValue)")
  }

  func fitted(to objects: [SkyObject]) throws -> Self {
    guard fit == .training else { return self }
    let images = try objects.map { try $0.image(for: Self.self) }
    guard let channels = images.first?.channels else {
      throw DataError(.missing, "\(Self.info.name): there are no training objects to fit to")
    }
    if let odd = images.firstIndex(where: { $0.channels != channels }) {
      throw DataError(
        .invalidValue,
        "\(Self.info.name): \(objects[odd].id) has \(images[odd].channels) channels, "
          + "\(objects[0].id) has \(channels)")
    }
    var result = self
    result.center = []
    result.spread = []
    for index in 0..<(per == .image ? 1 : channels) {
      let parts = images.lazy.map { $0.goodValues(in: $0.ranges(per: per)[index]) }
      guard let pooled = try statistics(pooling: parts) else {
        throw DataError(
          .missing, "\(Self.info.name): channel \(index) has no good pixel in training")
      }
      result.center.append(pooled.center)
      result.spread.append(pooled.spread)
    }
    return result
  }
}
