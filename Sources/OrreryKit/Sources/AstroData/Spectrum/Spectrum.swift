/// Flux as a function of wavelength, with uncertainty and mask.
public struct Spectrum: Sendable {
  /// Whether wavelengths are those in air or in vacuum; `unknown` where the file does not say.
  @frozen
  public enum Medium: String, Sendable, Codable { case air, vacuum, unknown }

  /// Unit of `wavelength`.
  @frozen
  public enum WavelengthUnit: String, Sendable, Codable {
    case angstrom, nanometre, micrometre, millimetre
    /// Nanometres in one of this unit.
    public var nanometres: Double {
      switch self {
      case .angstrom: 0.1
      case .nanometre: 1
      case .micrometre: 1e3
      case .millimetre: 1e6
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
  /// The best fit that came with the file, in `fluxUnit`; `nil` where there is none.
  public var model: [Float]?
  /// Redshift as the file states it; `nil` where it does not.
  public var redshift: Double?
  /// Class as the file states it (`GALAXY`); `nil` where it does not.
  public var classification: String?
  /// Where the object is; `nil` where the file does not say.
  public var position: SkyPosition?
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
    self.model = nil
    self.redshift = nil
    self.classification = nil
    self.position = nil
    self.header = header
    self.name = name
  }

  public var count: Int { flux.count }

  /// True where the flux is finite and the mask has no bit set.
  public func isGood(_ index: Int) -> Bool {
    flux[index].isFinite && (mask.map { $0[index] == 0 } ?? true)
  }

  /// How many pixels are good.
  public var goodCount: Int { flux.indices.count(where: isGood) }

  /// Sets bits of one pixel's mask, making the mask where there was none.
  public mutating func flag(_ index: Int, _ flags: PixelFlags) {
    var bits = mask ?? [UInt8](repeating: 0, count: count)
    mask = nil  // one owner: the next line changes it in place
    bits[index] |= flags.rawValue
    mask = bits
  }

  /// The spectrum of these pixels, in this order.
  public func selecting(_ indices: [Int]) -> Spectrum {
    var result = self
    result.wavelength = indices.map { wavelength[$0] }
    result.flux = indices.map { flux[$0] }
    result.uncertainty = uncertainty.map { values in indices.map { values[$0] } }
    result.mask = mask.map { values in indices.map { values[$0] } }
    result.model = model.map { values in indices.map { values[$0] } }
    return result
  }
}
