import OrreryKit

extension StretchValues: InvertibleStage {
  var isInvertible: Bool { fit == .training && !low.isEmpty && function != .histogram }

  func undone(_ object: SkyObject) throws -> SkyObject {
    var image = try object.image(for: Self.self)
    let ranges = image.ranges(per: per)
    guard isInvertible, ranges.count == low.count else {
      throw DataError(
        .invalidValue,
        "stretch: limits of \(low.count) channels cannot undo the curve of \(ranges.count)")
    }
    for (index, range) in ranges.enumerated() {
      let (low, width) = (low[index], high[index] - low[index])
      image.mapValues(in: range) { value in
        let x = function.argument(Double(value), softening: softening, exponent: exponent)
        return Float(low + width * x)
      }
    }
    image.uncertainty = nil
    var result = object
    result.image = image
    result.history.append("stretch: undone")
    return result
  }
}
