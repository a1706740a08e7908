import AstroData
import Figures
import Foundation
import TestSupport
import Testing

/// Figures of real and made-up data. With ORRERY_FIGURES naming a folder they are kept there, to be
/// looked at.
struct Gallery {
  static let folder = ProcessInfo.processInfo.environment["ORRERY_FIGURES"]
  /// A part of a field is enough for a test that nobody looks at.
  static let region = folder == nil ? PixelRegion(x: 0..<96, y: 0..<96) : nil

  static func keep(_ figure: Figure, as name: String) throws {
    let picture = try figure.picture(texts: [PNGText("Software", "orrery")])
    #expect(picture.texts.contains(PNGText("Software", "orrery")))
    guard let folder else { return }
    try picture.write(to: folder + "/" + name + ".png")
  }

  @Test("A field with its sky, sources, scale and compass", .enabled(if: RealData.isPresent))
  func field() throws {
    let image = try FITSFile(opening: RealData.path("images/decam-r.fits"))
      .readImage(region: Self.region)
    var panel = ImagePanel(image, title: "DECam, r band", barLabel: "Counts [adu]")
    panel.hasScaleBar = true
    panel.hasCompass = true
    panel.annotations = [
      Annotation(.ellipse(x: 255, y: 262, a: 30, b: 18, angle: 30), label: "galaxy 0.93"),
      Annotation(.box(x: 100, y: 420, width: 40, height: 40), label: "star 0.99"),
      Annotation(.crosshair(x: 400, y: 100, size: 14), label: "target", color: Color(255, 196, 60)),
      Annotation(.box(x: 500, y: 300, width: 20, height: 20), label: "edge"),
    ]
    var second = ImagePanel(
      image, rendering: Rendering(limits: .zscale, stretch: .linear, colorMap: .viridis),
      title: "zscale, viridis", axes: .pixels)
    second.annotations = []
    try Self.keep(
      Figure(
        width: 560, height: 270, title: "Two ways to show one field", columns: 2,
        panels: [panel, second]), as: "field")
  }

  @Test("A colour field, and the survey plate of M 31", .enabled(if: RealData.isPresent))
  func colour() throws {
    let bands = try ["z", "r", "g"].map {
      try FITSFile(opening: RealData.path("images/decam-\($0).fits")).readImage(region: Self.region)
    }
    var image = Image(
      pixels: bands.flatMap(\.pixels), channels: 3, height: bands[0].height,
      width: bands[0].width)
    image.wcs = bands[0].wcs
    var colour = ImagePanel(
      ColorComposite.standard.picture(of: image), title: "DECam z r g", axes: .sky, wcs: image.wcs)
    colour.hasScaleBar = true
    colour.hasCompass = true
    colour.hasGrid = false
    let plate = try FITSFile(opening: RealData.path("fits-corner-cases/midas-wcstest.fits"))
      .readImage(region: Self.region)
    var survey = ImagePanel(plate, title: "Survey plate")
    survey.hasScaleBar = true
    survey.hasCompass = true
    try Self.keep(
      Figure(width: 560, height: 270, columns: 2, panels: [colour, survey]), as: "colour")
  }

  @Test(
    "A spectrum, a light curve, a histogram and a logarithmic plot",
    .enabled(if: RealData.isPresent))
  func plots() throws {
    let spectrum = try FITSFile(
      opening: RealData.path(
        "spectra/apogee/"
          + (try FileManager.default.contentsOfDirectory(atPath: RealData.path("spectra/apogee"))
            .filter { $0.hasSuffix(".gz") }.sorted()[0]))
    ).readImage(1)
    let flux = spectrum.pixels.prefix(spectrum.width).map(Double.init)
    let wavelength = flux.indices.map { pow(10, 4.179 + 6e-6 * Double($0)) }
    var first = PlotPanel(
      title: "APOGEE star", xLabel: "Wavelength [Å]", yLabel: "Flux [10⁻¹⁷ erg s⁻¹ cm⁻² Å⁻¹]")
    first.line(x: wavelength, y: flux, label: "observed", width: 0.6)
    first.verticalLine(16000, label: "H line")
    var second = PlotPanel(title: "Light curve", xLabel: "Time [MJD]", yLabel: "Magnitude")
    second.isYInverted = true
    for (index, band) in ["g", "r"].enumerated() {
      let times = (0..<45).map { 58000.2 + Double($0 * $0 % 83) * 1.3 + Double(index) * 0.2 }
      let magnitudes = times.map { 18.2 + 0.5 * sin($0 / 7) + Double(index) * 0.4 }
      second.points(
        x: times, y: magnitudes, yError: times.map { 0.05 + 0.1 * abs(sin($0 * 3)) }, label: band)
    }
    var third = PlotPanel(title: "Pixels", xLabel: "Value [adu]", yLabel: "Number")
    let field = try FITSFile(opening: RealData.path("images/decam-r.fits"))
      .readImage(region: Self.region)
    third.histogram(field.pixels.map(Double.init), bins: 50, range: 40...200, label: "r")
    var fourth = PlotPanel(
      title: "Power", xLabel: "Frequency [1/d]", yLabel: "Power [relative]")
    fourth.xScale = .logarithmic
    fourth.yScale = .logarithmic
    let frequency = (1...300).map { 0.01 * pow(1.03, Double($0)) }
    fourth.line(x: frequency, y: frequency.map { 3e4 / (1 + $0 * $0) + 20 }, label: "model")
    fourth.band(
      x: frequency, lower: frequency.map { 2e4 / (1 + $0 * $0) + 10 },
      upper: frequency.map { 5e4 / (1 + $0 * $0) + 40 }, label: "68%")
    try Self.keep(
      Figure(
        width: 520, height: 380, columns: 2, panels: [first, second, third, fourth]), as: "plots")
  }

  @Test("An evaluation on one page")
  func evaluation() throws {
    let matrix = ConfusionMatrixPanel(
      classes: ["elliptical", "spiral", "edge-on", "merger"],
      counts: [[140, 6, 2, 4], [9, 120, 11, 10], [1, 4, 152, 1], [8, 20, 0, 64]],
      title: "Held-out galaxies")
    let bins = (0..<10).map {
      PlotPanel.ReliabilityBin(
        confidence: 0.05 + 0.1 * Double($0), accuracy: pow(0.05 + 0.1 * Double($0), 1.25),
        count: $0 < 2 ? 0 : $0 * $0 * 3)
    }
    let epochs = (0..<30).map(Double.init)
    let training = epochs.map { 1.2 * exp(-$0 / 8) + 0.1 }
    let validation = epochs.map { (epoch: Double) -> Double in
      let fitted = 1.2 * exp(-epoch / 7)
      return fitted + 0.2 + 0.004 * epoch
    }
    try Self.keep(
      Figure(
        width: 540, height: 430, title: "Morphology: evaluation", columns: 2,
        panels: [
          matrix, PlotPanel.reliability(bins, calibrationError: 0.043),
          PlotPanel.training(training, validation: validation, bestEpoch: 17),
          PlotPanel.bars(
            names: ["elliptical", "spiral", "edge-on", "merger"], values: [0.07, 0.81, 0.02, 0.1],
            errors: [0.02, 0.05, 0.01, 0.04], yLabel: "Probability", title: "One object"),
        ]), as: "evaluation")
  }

  @Test("A contact sheet of galaxies", .enabled(if: RealData.isPresent))
  func contactSheet() throws {
    let file = try FITSFile(opening: RealData.path("galaxies/gz1-train.fits.gz"))
    let panels = try (0..<12).map { index -> ImagePanel in
      let image = try file.readImage(planes: 3 * index * 40..<3 * index * 40 + 3)
      var panel = ImagePanel(
        ColorComposite.plain(.values(lower: 0, upper: 255), .linear).picture(of: image),
        title: "galaxy \(index * 40)")
      panel.captions = ["spiral 0.9\(index % 10)", "flags: none"]
      panel.border = index == 3 ? Color(hex: 0xD55E00) : nil
      return panel
    }
    try Self.keep(
      Figure.contactSheet(panels, title: "Galaxy Zoo 1, every fortieth"), as: "contact-sheet")
  }
}
