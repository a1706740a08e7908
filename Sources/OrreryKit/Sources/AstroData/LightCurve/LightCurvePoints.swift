/// The points of one light curve as a file gives them, and the rules that make a `LightCurve`.
struct LightCurvePoints {
  var time: [Double] = []
  var value: [Double] = []
  /// As many as values, or none where the file has none.
  var uncertainty: [Double] = []
  /// Indices into `bands`, or none where there is one band.
  var band: [Int] = []
  var bands: [String] = [""]
  /// As many as values, or none.
  var quality: [Int32] = []

  /// Flags as `LightCurveReader` states them; the points keep the file's order.
  func lightCurve(
    _ quantity: LightCurve.Quantity, qualityBits: Int32?, name: String
  ) -> LightCurve {
    var curve = LightCurve(
      time: time, value: value.map { Float($0) }, band: band.isEmpty ? nil : band, bands: bands,
      quantity: quantity, name: name)
    var mask = [UInt8](repeating: 0, count: time.count)
    if !uncertainty.isEmpty {
      curve.uncertainty = uncertainty.map { $0 > 0 && Float($0).isFinite ? Float($0) : .infinity }
    }
    if !quality.isEmpty { curve.quality = quality }
    for index in time.indices {
      if !time[index].isFinite || !curve.value[index].isFinite {
        // Values beyond Float32 are lost too: NaN, not infinite.
        if !curve.value[index].isFinite { curve.value[index] = .nan }
        mask[index] |= PixelFlags.missing.rawValue
      }
      let isMarked = !quality.isEmpty && quality[index] & (qualityBits ?? -1) != 0
      if isMarked || curve.uncertainty?[index] == .infinity {
        mask[index] |= PixelFlags.instrument.rawValue
      }
    }
    if mask.contains(where: { $0 != 0 }) { curve.mask = mask }
    return curve
  }
}
