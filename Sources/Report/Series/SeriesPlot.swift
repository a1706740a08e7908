import OrreryKit

/// A spectrum or a light curve as a page draws it.
struct SeriesPlot: Encodable, Sendable {
  /// `spectrum` or `light-curve`.
  var kind: String
  var xLabel: String
  var yLabel: String
  /// Magnitudes grow downwards.
  var isInverted = false
  /// Ångström in one unit of x, for marking lines.
  var angstroms: Double?
  var series: [PlottedSeries]

  /// Good pixels; the others are gaps.
  init(_ spectrum: Spectrum) {
    let unit = spectrum.wavelengthUnit
    kind = "spectrum"
    xLabel = "Wavelength [\(unit.rawValue)]"
    yLabel = "Flux" + (spectrum.fluxUnit.map { " [\($0.printable)]" } ?? "")
    angstroms = unit.nanometres * 10
    let x = PackedColumn(doubles: spectrum.wavelength)
    let good = spectrum.flux.indices.map { spectrum.isGood($0) }
    func column(_ values: [Float]) -> PackedColumn {
      PackedColumn(floats: zip(values, good).map { $1 ? Double($0) : .nan })
    }
    series = [
      PlottedSeries(
        name: "flux", style: "line", x: x, y: column(spectrum.flux),
        error: spectrum.uncertainty.map(column))
    ]
    if let model = spectrum.model {
      series.append(
        PlottedSeries(
          name: "fit of the file", style: "line", x: x,
          y: PackedColumn(floats: model.map(Double.init))))
    }
  }

  /// Good points, a series for each band.
  init(_ curve: LightCurve) {
    let isMagnitude = curve.quantity == .magnitude
    kind = "light-curve"
    if curve.foldedPeriod != nil {
      xLabel = "Phase"
    } else if let reference = curve.timeReference, reference != 0 {
      xLabel = reference == 2_400_000.5 ? "MJD [d]" : "JD − \(reference) [d]"
    } else {
      xLabel = curve.timeReference == nil ? "Time [d]" : "JD [d]"
    }
    yLabel = (isMagnitude ? "Magnitude" : "Flux") + (curve.unit.map { " [\($0.printable)]" } ?? "")
    isInverted = isMagnitude
    series = curve.bands.indices.compactMap { band in
      let points = curve.points(ofBand: band, where: curve.isGood)
      guard !points.isEmpty else { return nil }
      return PlottedSeries(
        name: curve.bands[band].printable, style: "points",
        x: PackedColumn(doubles: points.map { curve.time[$0] }),
        y: PackedColumn(floats: points.map { Double(curve.value[$0]) }),
        error: curve.uncertainty.map { errors in
          PackedColumn(floats: points.map { Double(errors[$0]) })
        })
    }
  }
}
