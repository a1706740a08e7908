import Foundation
import OrreryKit

/// Stamps of galaxies and stars as a survey cuts them out, in one or more bands.
struct GalaxySimulator: Simulator {
  var classes = GalaxyType.allCases.map(\.rawValue)
  var size = 64
  var bands = ["r"]
  var pixelScale = 0.396
  var seeing = 1.05
  var seeingScatter = 0.15
  var psf = PointSpread.Profile.moffat
  var minimumRadius = 2.6
  var maximumRadius = 9.0
  var minimumSignalToNoise = 60.0
  var maximumSignalToNoise = 800.0
  var sky = 130.0
  var gain = 4.8
  var readNoise = 5.0
  var neighbours = 0.35
  var gradients = 0.15
  var jitter = 0.5
  var zeroPoint = 26.0
  var subtractSky = true

  static let info = SimulatorInfo(
    name: "galaxies", summary: "Stamps of elliptical, spiral, edge-on, merging galaxies and stars.",
    produces: .image, classes: GalaxyType.allCases.map(\.rawValue),
    settings: [
      Setting("classes", "Which classes to make, in equal shares"),
      Setting("size", "Width and height of a stamp", unit: "pixel", range: 8...1024),
      Setting("bands", "Channels, of g, r and z; fluxes and S/N are those of the first"),
      Setting("pixelScale", "Side of a pixel", unit: "arcsec", range: 0.01...10),
      Setting("seeing", "Median full width at half maximum in r", unit: "arcsec", range: 0.02...20),
      Setting("seeingScatter", "Scatter of the logarithm of the seeing", range: 0...1),
      Setting(
        "psf", "Law of the point spread function",
        choices: PointSpread.Profile.allCases.map(\.rawValue)),
      Setting(
        "minimumRadius", "Smallest half-light radius of an elliptical; disks are wider",
        unit: "pixel", range: 0.1...1000),
      Setting(
        "maximumRadius", "Largest half-light radius of an elliptical", unit: "pixel",
        range: 0.1...1000),
      Setting(
        "minimumSignalToNoise", "Smallest S/N of the whole object, optimally weighted",
        range: 1...1e6),
      Setting("maximumSignalToNoise", "Largest S/N", range: 1...1e6),
      Setting("sky", "Mean brightness of the sky in r", unit: "ADU/pixel", range: 0...1e6),
      Setting("gain", "Electrons per count", unit: "electron/ADU", range: 0.01...1000),
      Setting("readNoise", "Noise of the read-out", unit: "electron", range: 0...1000),
      Setting("neighbours", "Share of stamps with another object in them", range: 0...1),
      Setting("gradients", "Share of stamps with a slope in their sky", range: 0...1),
      Setting(
        "jitter", "Error of the centre, besides up to half a pixel", unit: "pixel", range: 0...50),
      Setting("zeroPoint", "Magnitude of a flux of 1 ADU", unit: "mag", range: -50...100),
      Setting("subtractSky", "Take the sky's level off, as a survey's pipeline does"),
    ])

  func validate() throws {
    try SettingsCheck.names(classes, among: Self.info.classes, key: "classes")
    try SettingsCheck.names(bands, among: Band.allCases.map(\.rawValue), key: "bands")
    try SettingsCheck.order(minimumRadius, maximumRadius, key: "minimum-radius")
    try SettingsCheck.order(
      minimumSignalToNoise, maximumSignalToNoise, key: "minimum-signal-to-noise")
  }

  func make(_ index: Int, seed: UInt64) throws -> SkyObject {
    let place = Self.balancedClass(index, of: classes.count, seed: seed)
    guard let type = GalaxyType(rawValue: classes[place]) else {
      throw Settings.Failure(path: ["classes"], reason: "no class '\(classes[place])'")
    }
    let bands = bands.compactMap(Band.init)
    var random = stream(index, seed: seed, purpose: "shape")
    let width = seeing / pixelScale * exp(seeingScatter * random.normal())
    let ellipticity = min(0.2, abs(0.04 * random.normal()))
    let psfAngle = random.uniform(0, .pi)
    let beta = random.uniform(2.6, 4)
    let spreads = bands.map {
      PointSpread(
        profile: psf, fwhm: width * $0.seeing, beta: beta, ellipticity: ellipticity,
        angle: psfAngle)
    }
    let radius =
      type.extent * minimumRadius * pow(maximumRadius / minimumRadius, random.uniform())
    let target =
      minimumSignalToNoise * pow(maximumSignalToNoise / minimumSignalToNoise, random.uniform())
    let resolution = 0.4 * width / 2.3548
    let model = GalaxyModel.draw(type, radius: radius, resolution: resolution, random: &random)
    let middle = Double(size) / 2
    let x = middle + random.uniform(-0.5, 0.5) + jitter * random.normal()
    let y = middle + random.uniform(-0.5, 0.5) + jitter * random.normal()
    let level = sky * exp(0.15 * random.normal())
    let neighbour = drawNeighbour(x: x, y: y, resolution: resolution, &random)
    let slope = random.uniform() < gradients ? random.uniform(0.5, 4) : 0
    let slopeAngle = random.uniform(0, 2 * .pi)

    let detector = Detector(gain: gain, readNoise: readNoise)
    var flux = 0.0
    var reached = 0.0
    var image = Image(repeating: 0, channels: bands.count, height: size, width: size)
    var noiseStream = stream(index, seed: seed, purpose: "noise")
    for (channel, band) in bands.enumerated() {
      let bandSky = level * band.sky / (bands.first?.sky ?? 1)
      let noise = detector.noise(sky: bandSky)
      let area = 4 * .pi * (pow(spreads[channel].fwhm / 2.35, 2) + radius * radius)
      let guess = channel == 0 ? target * noise * area.squareRoot() : flux
      // Flux 1 in the reference band, each band with its own colours.
      let scale = 1 / model.flux(bands[0])
      var light = Canvas(width: size, height: size)
      light.add(
        model.components, x: x, y: y, flux: scale, band: band, through: spreads[channel],
        threshold: 4e-4 * noise / guess)
      if channel == 0 {
        flux = SignalToNoise.flux(of: light, target, sky: bandSky, detector)
        reached = SignalToNoise.value(of: light, flux: flux, sky: bandSky, detector)
      }
      var other = Canvas(width: size, height: size)
      if let neighbour {
        let otherScale = neighbour.flux * flux / neighbour.model.flux(bands[0])
        other.add(
          neighbour.model.components, x: neighbour.x, y: neighbour.y, flux: otherScale, band: band,
          through: spreads[channel], threshold: 1e-3 * noise)
      }
      let offset = subtractSky ? bandSky : 0
      let tilt = slope * noise / Double(size)
      let base = channel * size * size
      for row in 0..<size {
        for column in 0..<size {
          let pixel = row * size + column
          let ramp =
            tilt
            * (cos(slopeAngle) * (Double(column) - middle) + sin(slopeAngle)
              * (Double(row) - middle))
          let brightness =
            bandSky + ramp + flux * Double(light.pixels[pixel]) + Double(other.pixels[pixel])
          image.pixels[base + pixel] = Float(
            detector.expose(brightness, random: &noiseStream) - offset)
        }
      }
    }
    image.unit = "adu"
    image.bands = self.bands
    image.name = identifier(index, seed: seed)
    var object = SkyObject(id: identifier(index, seed: seed), content: .image(image))
    object.pixel = (x, y)
    object.truth = [type.rawValue: 1]
    if neighbour != nil { object.flag(.blended) }
    for measurement in model.measurements { object.measure(measurement) }
    object.measure(
      Measurement("flux", .real(flux), unit: "adu", description: "Flux in the first band"))
    for band in bands.dropFirst() {
      object.measure(
        Measurement(
          "flux_\(band.rawValue)", .real(flux * model.flux(band) / model.flux(bands[0])),
          unit: "adu",
          description: "Flux in \(band.rawValue)"))
    }
    object.measure(
      Measurement(
        "mag", .real(Magnitude.magnitude(flux, zeroPoint: zeroPoint)), unit: "mag",
        description: "Magnitude in the first band"))
    object.measure(
      Measurement(
        "seeing", .real(spreads[0].fwhm * pixelScale), unit: "arcsec",
        description: "FWHM in the first band"))
    object.measure(
      Measurement("sky", .real(level), unit: "adu", description: "Sky in the first band"))
    object.measure(
      Measurement(
        "snr", .real(reached), description: "Optimally weighted S/N, first band"))
    return object
  }

  /// Another galaxy or star somewhere else in the stamp, its flux over that of the object.
  private func drawNeighbour(
    x: Double, y: Double, resolution: Double, _ random: inout RandomStream
  ) -> (model: GalaxyModel, x: Double, y: Double, flux: Double)? {
    let draw = random.uniform()
    let type = [GalaxyType.star, .star, .elliptical, .spiral, .edgeOn][Int(random.uniform(0, 5))]
    let radius = random.uniform(1, 3.5)
    let flux = 0.03 * pow(20, random.uniform())
    let half = Double(size) / 2
    let distance = half * random.uniform(0.5, 1.15), angle = random.uniform(0, 2 * .pi)
    guard draw < neighbours else { return nil }
    return (
      GalaxyModel.draw(type, radius: radius, resolution: resolution, random: &random),
      x + distance * cos(angle), y + distance * sin(angle), flux
    )
  }
}
