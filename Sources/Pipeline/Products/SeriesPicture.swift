import Figures
import OrreryKit

/// Draws spectra and light curves as PNG.
struct SeriesPicture: Sendable {
  /// Good pixels as a line, flagged ones left out.
  /// - Throws: `DataError.tooLarge`.
  static func draw(_ spectrum: Spectrum, title: String, texts: [PNGText]) throws -> PNGImage {
    let unit = spectrum.wavelengthUnit.rawValue
    var panel = PlotPanel(
      title: title, xLabel: "Wavelength [\(unit)]",
      yLabel: "Flux" + (spectrum.fluxUnit.map { " [\($0.printable)]" } ?? ""))
    let flux = spectrum.flux.indices.map {
      spectrum.isGood($0) ? Double(spectrum.flux[$0]) : .nan
    }
    panel.line(x: spectrum.wavelength, y: flux, width: 0.8)
    return try Figure(width: 510, height: 240, panels: [panel]).picture(texts: texts)
  }

  /// Good points with their errors, a colour for each band; magnitudes upside down.
  /// - Throws: `DataError.tooLarge`.
  static func draw(_ curve: LightCurve, title: String, texts: [PNGText]) throws -> PNGImage {
    let isMagnitude = curve.quantity == .magnitude
    var panel = PlotPanel(
      title: title, xLabel: "Time [d]",
      yLabel: (isMagnitude ? "Magnitude" : "Flux") + (curve.unit.map { " [\($0.printable)]" } ?? "")
    )
    panel.isYInverted = isMagnitude
    for (place, band) in curve.bands.enumerated() {
      let points = curve.time.indices.filter { curve.band[$0] == place && curve.isGood($0) }
      guard !points.isEmpty else { continue }
      panel.points(
        x: points.map { curve.time[$0] }, y: points.map { Double(curve.value[$0]) },
        yError: curve.uncertainty.map { errors in points.map { Double(errors[$0]) } },
        label: band.printable)
    }
    return try Figure(width: 510, height: 240, panels: [panel]).picture(texts: texts)
  }
}
