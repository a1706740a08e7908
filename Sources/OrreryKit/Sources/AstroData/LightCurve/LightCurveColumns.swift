/// Which columns of a table make light curves.
struct LightCurveColumns {
  var time: String
  var value: String
  var uncertainty: String?
  var band: String?
  var object: String?
  var quality: String?
  var classification: String?
  var quantity: LightCurve.Quantity

  private static let timeNames = [
    "time", "mjd", "hmjd", "jd", "bjd", "hjd", "t", "date", "obstime", "time_bjd", "obsmjd",
  ]
  private static let fluxNames = ["flux", "psfflux", "fluxcal", "flux_density", "forcediffimflux"]
  private static let magnitudeNames = ["mag", "magnitude", "mag_psf", "magpsf", "psfmag"]
  private static let fluxErrors = [
    "flux_err", "fluxerr", "flux_error", "psffluxerr", "fluxcalerr", "e_flux", "forcediffimfluxunc",
  ]
  private static let magnitudeErrors = [
    "mag_err", "magerr", "mag_error", "magnitude_error", "sigmapsf", "e_mag", "emag", "psfmagerr",
  ]
  private static let commonErrors = ["error", "err", "sigma", "uncertainty"]

  /// `nil` where time or value is not among the columns.
  init?(_ names: [String], _ settings: LightCurveSettings) {
    func find(_ configured: String?, _ candidates: [String]) -> String? {
      for name in configured.map({ [$0.lowercased()] }) ?? candidates {
        if let found = names.first(where: { $0.lowercased() == name }) { return found }
      }
      return nil
    }
    guard let time = find(settings.timeColumn, Self.timeNames) else { return nil }
    let candidates: [String]
    switch settings.quantity {
    case .flux: candidates = Self.fluxNames
    case .magnitude: candidates = Self.magnitudeNames
    case nil: candidates = Self.fluxNames + Self.magnitudeNames
    }
    guard let value = find(settings.valueColumn, candidates) else { return nil }
    self.time = time
    self.value = value
    let lower = value.lowercased()
    let saysMagnitude = Self.magnitudeNames.contains(lower) || lower.hasPrefix("mag")
    quantity = settings.quantity ?? (saysMagnitude ? .magnitude : .flux)
    let errors = quantity == .flux ? Self.fluxErrors : Self.magnitudeErrors
    uncertainty = find(
      settings.uncertaintyColumn,
      [lower + "_err", lower + "err", "e_" + lower] + errors + Self.commonErrors)
    band = find(settings.bandColumn, ["band", "filter", "passband", "fid", "filtercode", "flt"])
    object = find(
      settings.objectColumn,
      ["object_id", "objectid", "object", "obj_id", "source_id", "star_id", "oid", "snid"])
    quality = find(settings.qualityColumn, ["quality", "sap_quality", "flag", "flags", "catflags"])
    classification = find(settings.classColumn, [])
    // A column cannot be two things.
    if object == band { object = nil }
  }

  /// Every column that the settings name must be there.
  /// - Throws: `DataError.missing` that lists those that are.
  static func check(_ names: [String], _ settings: LightCurveSettings) throws {
    let there = Set(names.map { $0.lowercased() })
    if let absent = settings.columnNames.first(where: { !there.contains($0.lowercased()) }) {
      let some = names.prefix(12).joined(separator: ", ") + (names.count > 12 ? ", …" : "")
      throw DataError(.missing, "no column '\(absent)'; the table has \(some)")
    }
  }

  /// Those that are there, time and value first.
  var names: [String] {
    [time, value] + [uncertainty, band, object, quality, classification].compactMap { $0 }
  }

  /// What to add to times of this column's name for a Julian date.
  static func reference(of name: String) -> Double? {
    switch name.lowercased() {
    case "mjd", "hmjd", "obsmjd": 2_400_000.5
    case "jd", "bjd", "hjd", "time_bjd": 0
    default: nil
    }
  }
}
