/// What an object's data are.
@frozen
public enum DataKind: String, Sendable, Codable, CaseIterable {
  case image
  case spectrum
  case lightCurve = "light-curve"
  /// A row of a catalogue.
  case row
}

extension DataKind {
  /// In a sentence about one: `an image`.
  public var singular: String {
    switch self {
    case .image: "an image"
    case .spectrum: "a spectrum"
    case .lightCurve: "a light curve"
    case .row: "a catalogue row"
    }
  }

  /// In a sentence about all: `images`.
  public var plural: String {
    switch self {
    case .image: "images"
    case .spectrum: "spectra"
    case .lightCurve: "light curves"
    case .row: "catalogue rows"
    }
  }
}
