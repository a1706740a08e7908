/// What to know of a file of spectra beyond what it says itself; the defaults suit known formats.
public struct SpectrumSettings: Codable, Sendable, Equatable {
  /// The HDU to read, from 0; the first that fits where absent.
  public var hdu: Int?
  /// Names of a table's columns; common names are looked for where absent.
  public var wavelengthColumn: String?
  public var fluxColumn: String?
  /// One standard deviation.
  public var uncertaintyColumn: String?
  public var inverseVarianceColumn: String?
  /// Any value but 0 marks a bad pixel.
  public var maskColumn: String?
  /// Unit of the wavelengths, in place of what the file says.
  public var unit: Spectrum.WavelengthUnit?
  /// Medium of the wavelengths, in place of what the file says.
  public var medium: Spectrum.Medium?
  /// Bits of the file's mask that mark a pixel as bad; all where absent.
  public var maskBits: Int64?
  /// Joins the arms of a spectrograph (DESI); else each arm is a spectrum.
  public var joinArms = true

  public init() {}
}
