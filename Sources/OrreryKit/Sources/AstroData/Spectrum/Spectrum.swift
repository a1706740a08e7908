/// Flux as a function of wavelength, with uncertainty and mask.
public struct Spectrum: Sendable {
  /// Whether wavelengths are those in air or in vacuum; `unknown` where the file does not say.
  @frozen
  public enum Medium: String, Sendable, Codable { case air, vacuum, unknown }

  /// Unit of `wavelength`.
  @frozen
  public enum WavelengthUnit: String, Sendable, Codable {
    case angstrom, nanometre, micrometre
    /// Nanometres in one of this unit.
    public var nanometres: Double {
      switch self {
      case .angstrom: 0.1
      case .nanometre: 1
      case .micrometre: 1000
      }
    }
  }

  /// Pixel centres, ascending, in `wavelengthUnit`.
  public var wavelength: [Double]
  public var wavelengthUnit: WavelengthUnit
  public var medium: Medium
  /// Flux per pixel in `fluxUnit`; NaN where missing.
  public var flux: [Float]
  public var fluxUnit: String?
  /// One standard deviation, in `fluxUnit`; infinite where the inverse variance is 0; `nil` where
  /// unknown.
  public var uncertainty: [Float]?
  /// `PixelFlags` bits; `nil` where every pixel is good.
  public var mask: [UInt8]?
  public var header: Header
  public var name: String

  /// - Precondition: as many fluxes as wavelengths.
  public init(
    wavelength: [Double], unit: WavelengthUnit, medium: Medium = .unknown, flux: [Float],
    uncertainty: [Float]? = nil, header: Header = Header(), name: String = ""
  ) {
    precondition(
      wavelength.count == flux.count,
      "Spectrum: \(wavelength.count) wavelengths and \(flux.count) fluxes")
    self.wavelength = wavelength
    self.wavelengthUnit = unit
    self.medium = medium
    self.flux = flux
    self.fluxUnit = nil
    self.uncertainty = uncertainty
    self.mask = nil
    self.header = header
    self.name = name
  }

  public var count: Int { flux.count }

  /// True where the flux is finite and the mask has no bit set.
  public func isGood(_ index: Int) -> Bool {
    flux[index].isFinite && (mask.map { $0[index] == 0 } ?? true)
  }
}
