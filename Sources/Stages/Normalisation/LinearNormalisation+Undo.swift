import OrreryKit

extension Standardise: InvertibleStage {}
extension ScaleMinMax: InvertibleStage {}
extension ScaleRobust: InvertibleStage {}

extension LinearNormalisation {
  public var isInvertible: Bool { fit == .training && !center.isEmpty }

  /// `(value - offset) spread / gain + center`.
  public func undone(_ object: SkyObject) throws -> SkyObject {
    var image = try object.image(for: Self.self)
    let ranges = image.ranges(per: per)
    guard isInvertible, ranges.count == center.count else {
      throw DataError(
        .invalidValue,
        "\(Self.info.name): statistics of \(center.count) channels cannot undo \(ranges.count)")
    }
    for (index, range) in ranges.enumerated() {
      let gain = spread[index] / output.gain
      image.scaleValues(in: range, center: output.offset, gain: gain, offset: center[index])
    }
    var result = object
    result.image = image
    result.history.append("\(Self.info.name): undone")
    return result
  }
}
