import Figures
import Foundation
import OrreryKit
import Pipeline

/// An inspected object as a figure.
enum InspectionFigure {
  /// Three planes as red, green and blue, one plane in grey; 8-bit colours as they are.
  static func picture(of image: Image) -> PNGImage {
    guard image.channels == 3 else { return Rendering().picture(of: image) }
    let isPicture = image.header.integer("BITPIX") == 8
    let composite: ColorComposite =
      isPicture ? .plain(.values(lower: 0, upper: 255), .linear) : .standard
    return composite.picture(of: image)
  }

  static func write(
    _ content: SkyObject.Content, _ facts: Inspection, to path: String
  ) throws {
    let title = (facts.name.isEmpty ? facts.file : facts.name).printable
    let figure: Figure
    switch content {
    case .image(let image): figure = self.figure(image, title)
    case .spectrum(let spectrum): figure = self.figure(spectrum, title)
    case .lightCurve(let curve): figure = self.figure(curve, title)
    }
    let texts = [PNGText("Software", "Orrery \(SDKInfo.version)"), PNGText("Source", facts.file)]
    try figure.picture(resolution: 2, texts: texts).write(to: path)
  }

  private static func figure(_ image: Image, _ title: String) -> Figure {
    var panel: ImagePanel
    if image.channels == 3 {
      panel = ImagePanel(picture(of: image), title: title, axes: .sky, wcs: image.wcs)
    } else {
      panel = ImagePanel(
        image, title: title)
    }
    panel.hasScaleBar = true
    panel.hasCompass = true
    return Figure(width: 420, height: 400, panels: [panel])
  }

  private static func figure(_ spectrum: Spectrum, _ title: String) -> Figure {
    var plot = PlotPanel(
      title: title, xLabel: "Wavelength [\(spectrum.wavelengthUnit.rawValue)]",
      yLabel: "Flux" + (spectrum.fluxUnit.map { " [\($0)]" } ?? ""))
    let flux = spectrum.flux.indices.map { spectrum.isGood($0) ? Double(spectrum.flux[$0]) : .nan }
    if let sigma = spectrum.uncertainty {
      let error = sigma.map { $0.isFinite ? Double($0) : .nan }
      plot.band(
        x: spectrum.wavelength, lower: zip(flux, error).map { $0 - $1 },
        upper: zip(flux, error).map { $0 + $1 }, label: "± 1σ")
    }
    plot.line(x: spectrum.wavelength, y: flux, label: "flux", width: 0.7)
    if let model = spectrum.model {
      plot.line(x: spectrum.wavelength, y: model.map(Double.init), label: "model", width: 0.9)
    }
    return Figure(width: 510, height: 280, panels: [plot])
  }

  private static func figure(_ curve: LightCurve, _ title: String) -> Figure {
    var plot = PlotPanel(
      title: title,
      xLabel: "Time [d]" + (curve.timeReference.map { " − JD \($0)" } ?? ""),
      yLabel: (curve.quantity == .flux ? "Flux" : "Magnitude")
        + (curve.unit.map { " [\($0)]" } ?? ""))
    plot.isYInverted = curve.quantity == .magnitude
    for (band, name) in curve.bands.enumerated() {
      let places = curve.time.indices.filter { curve.band[$0] == band && curve.isGood($0) }
      plot.points(
        x: places.map { curve.time[$0] }, y: places.map { Double(curve.value[$0]) },
        yError: curve.uncertainty.map { sigma in places.map { Double(sigma[$0]) } }, label: name,
        size: places.count > 500 ? 1.2 : 3)
    }
    return Figure(width: 510, height: 280, panels: [plot])
  }
}
