import OrreryKit

/// Divides by the total light, so that only the shape counts.
struct NormaliseTotalFlux: ImageStage {
  enum Norm: String, Codable, CaseIterable { case sum, absolute, euclidean, maximum }

  var norm = Norm.sum
  var per = Scope.image

  static let info = StageInfo(
    name: "normalise-total-flux", summary: "Divides by the sum of all values, or another norm.",
    category: .normalisation, accepts: [.image],
    settings: [
      Setting(
        "norm", "Sum, sum of absolute values, root of the sum of squares, or highest value",
        choices: Norm.allCases.map(\.rawValue)), Scope.setting,
    ],
    missingData: "NaN and masked pixels do not count; NaN stays NaN. An image of 0 stays 0 and is "
      + "flagged `constant`; a norm of 0 or less fails the object.")

  /// - Throws: `DataError` where the norm is not above 0.
  func process(_ image: inout Image, of object: inout SkyObject) throws {
    object.flagDegenerate(image)
    for range in image.ranges(per: per) {
      let values = image.goodValues(in: range)
      guard values.contains(where: { $0 != 0 }) else {
        if !values.isEmpty { object.notesFlat(range, of: image, by: Self.self) }
        continue
      }
      let size = measure(values)
      guard size > 0, size.isFinite else {
        throw DataError(
          .invalidValue,
          "normalise-total-flux: the \(norm.rawValue) of \(object.id) is \(size); it must be above 0"
        )
      }
      image.scaleValues(in: range, center: 0, gain: 1 / size)
    }
    image.unit = nil
    object.history.append("normalise-total-flux: \(norm.rawValue) is 1")
  }

  private func measure(_ values: [Float]) -> Double {
    switch norm {
    case .sum: values.reduce(0) { $0 + Double($1) }
    case .absolute: values.reduce(0) { $0 + abs(Double($1)) }
    case .euclidean: values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    case .maximum: values.reduce(-.infinity) { max($0, Double($1)) }
    }
  }
}
