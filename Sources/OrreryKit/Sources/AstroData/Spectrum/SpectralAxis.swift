internal import Foundation

/// The wavelength axis of an image, from its header.
struct SpectralAxis {
  var unit: SpectralUnit?
  var medium: Spectrum.Medium
  /// Values at each pixel, before the unit is applied.
  var values: [Double]

  /// Axis 1 of the image; `nil` where the header does not describe a spectral axis.
  ///
  /// `x = CRVAL1 + (i + 1 - CRPIX1) CDELT1` (or CD1_1); for `DC-FLAG = 1`, `CTYPE1 = LOG-LINEAR`
  /// and units of `log(…)` the wavelength is `10^x`; for `WAVE-LOG` and `AWAV-LOG` it is
  /// `CRVAL1 exp((x - CRVAL1) / CRVAL1)` (Greisen et al. 2006, A&A 446, 747). `FREQ` offsets from a
  /// rest frequency (`CRVAL1 = 0` and `RESTFREQ`, as CLASS writes) are made absolute.
  /// - Throws: `DataError.unsupported` for velocity and energy axes, `damaged` for numbers that
  ///   make no axis.
  init?(_ header: Header, count: Int) throws {
    let type = (header.string("CTYPE1") ?? "").uppercased().filter { !$0.isWhitespace }
    let system = String(type.prefix { $0 != "-" })
    let isIraf = header.integer("DC-FLAG") != nil
    let unitText = header.string("CUNIT1") ?? Self.irafUnit(header)
    switch system {
    case "WAVE", "AWAV", "FREQ", "WAVELENGTH", "LAMBDA", "LAMDA", "LOGLAM", "LOGLAMBDA": break
    case "LOG" where type.hasPrefix("LOG-LIN"): break
    case "LINEAR", "": guard isIraf || SpectralUnit(unitText) != nil else { return nil }
    case "VELO", "VRAD", "VOPT", "ZOPT", "BETA", "FELO", "ENER", "WAVN":
      throw DataError(
        .unsupported, "a spectral axis of type \(type); wavelength or frequency is read")
    default: return nil
    }
    guard let step = header.double("CD1_1") ?? header.double("CDELT1"),
      let value = header.double("CRVAL1")
    else { return nil }
    let reference = header.double("CRPIX1") ?? 1
    var values = (0..<count).map { value + (Double($0) + 1 - reference) * step }
    let isLog =
      header.integer("DC-FLAG") == 1 || type.hasPrefix("LOG")
      || (unitText ?? "").lowercased().hasPrefix("log")
    if isLog {
      values = values.map { pow(10, $0) }
    } else if type.hasSuffix("-LOG") {
      values = values.map { value * exp(($0 - value) / value) }
    } else if system == "FREQ", value == 0, let rest = Self.restFrequency(header) {
      values = values.map { $0 + rest }
    }
    guard step != 0, values.allSatisfy({ $0.isFinite && $0 > 0 }) else {
      throw DataError(
        .damaged, "the wavelength axis is not positive and finite: CRVAL1 \(value), step \(step)")
    }
    self.values = values
    // The standard's default is m and Hz; IRAF's practice is Angstrom.
    unit = SpectralUnit(unitText)
    if unit == nil, unitText == nil {
      if system == "FREQ" { unit = .hertz(1) } else if isIraf { unit = .wavelength(.angstrom) }
    }
    switch system {
    case "AWAV": medium = .air
    case "WAVE", "FREQ": medium = .vacuum
    default: medium = .unknown
    }
  }

  private static func restFrequency(_ header: Header) -> Double? {
    header.double("RESTFRQ") ?? header.double("RESTFREQ")
  }

  /// `units=Angstroms` of `WAT1_001`.
  private static func irafUnit(_ header: Header) -> String? {
    guard let text = header.string("WAT1_001"), let range = text.range(of: "units=") else {
      return nil
    }
    return String(text[range.upperBound...].prefix { !$0.isWhitespace })
  }
}
