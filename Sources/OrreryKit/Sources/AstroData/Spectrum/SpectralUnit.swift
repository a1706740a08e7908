/// Unit of a wavelength axis as files write it: a wavelength, metres, or a frequency.
enum SpectralUnit: Equatable {
  case wavelength(Spectrum.WavelengthUnit)
  case metre
  case hertz(Double)

  /// Speed of light in m/s.
  static let light = 299_792_458.0

  /// Reads `Angstroms`, `0.1nm`, `um`, `Microns`, `GHz`, `log(Angstrom)`; `nil` for others.
  init?(_ text: String?) {
    guard var key = text?.lowercased().filter({ !$0.isWhitespace }) else { return nil }
    if let open = key.firstIndex(of: "["), key.hasSuffix("]") || key.hasSuffix(")") {
      key = String(key[key.index(after: open)...].dropLast())
    }
    for prefix in ["log10(", "log("] where key.hasPrefix(prefix) && key.hasSuffix(")") {
      key = String(key.dropFirst(prefix.count).dropLast())
    }
    switch key {
    case "angstrom", "angstroms", "ang", "a", "aa", "0.1nm", "å": self = .wavelength(.angstrom)
    case "nm", "nanometer", "nanometers", "nanometre", "nanometres": self = .wavelength(.nanometre)
    case "um", "µm", "μm", "micron", "microns", "micrometer", "micrometers", "micrometre":
      self = .wavelength(.micrometre)
    case "mm", "millimeter", "millimetre": self = .wavelength(.millimetre)
    case "m", "meter", "metre": self = .metre
    case "hz": self = .hertz(1)
    case "khz": self = .hertz(1e3)
    case "mhz": self = .hertz(1e6)
    case "ghz": self = .hertz(1e9)
    case "thz": self = .hertz(1e12)
    default: return nil
    }
  }

  /// The unit that the wavelengths of a range have in all optical and infrared practice: below 100
  /// micrometre, below 2000 nanometre, else Angstrom.
  static func guess(_ wavelengths: [Double]) -> Spectrum.WavelengthUnit {
    let largest = wavelengths.lazy.filter(\.isFinite).max() ?? 0
    return largest < 100 ? .micrometre : largest < 2000 ? .nanometre : .angstrom
  }

  /// The values as wavelengths: metres and frequencies become the unit that suits them.
  func wavelengths(_ values: [Double]) -> ([Double], Spectrum.WavelengthUnit) {
    let metres: [Double]
    switch self {
    case .wavelength(let unit): return (values, unit)
    case .metre: metres = values
    case .hertz(let scale): metres = values.map { Self.light / ($0 * scale) }
    }
    let largest = metres.lazy.filter(\.isFinite).max() ?? 0
    let unit: Spectrum.WavelengthUnit =
      largest < 2e-6 ? .nanometre : largest < 1e-3 ? .micrometre : .millimetre
    return (metres.map { $0 * 1e9 / unit.nanometres }, unit)
  }
}
