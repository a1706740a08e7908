import Foundation
import OrreryKit

/// Images of hundreds of stars and galaxies with sky coordinates, their catalogue and the map of
/// who owns which pixel.
///
/// `tables["truth"]` lists the sources, brightest first. In `layers["truth"]` a pixel holds the
/// number of a source where the light of all sources, seeing applied, without noise, is above one
/// standard deviation of the empty sky; its owner is the one that gives it most light.
struct FieldSimulator: Simulator {
  var width = 1024
  var height = 1024
  var sources = 600
  var starShare = 0.4
  var brightestStar = 13.5
  var brightestGalaxy = 15.0
  var faintest = 22.5
  var starSlope = 0.2
  var galaxySlope = 0.3
  var pixelScale = 0.396
  var seeing = 1.05
  var seeingScatter = 0.1
  var psf = PointSpread.Profile.moffat
  var beta: Double?
  var ellipticity: Double?
  var profiles = GalaxyProfiles.types
  var galaxySize = 1.0
  var clustering = 0.0
  var sky = 130.0
  var skyVariation = 0.02
  var skyGlow = 0.0
  var gain = 4.8
  var readNoise = 5.0
  var saturation = 60_000.0
  var cosmicRays = 0.0
  var deadColumns = 0
  var hotPixels = 0.0
  var trails = 0
  var maskArtefacts = true
  var zeroPoint = 27.0
  var ra: Double?
  var dec: Double?
  var rotation = 0.0
  var subtractSky = false

  static let info = SimulatorInfo(
    name: "fields", summary: "Images of hundreds of stars and galaxies with catalogue and map.",
    produces: .image,
    settings: [
      Setting("width", "Columns", unit: "pixel", range: 16...32768),
      Setting("height", "Rows", unit: "pixel", range: 16...32768),
      Setting("sources", "Stars and galaxies", range: 0...1e6),
      Setting("starShare", "Share of them that are stars", range: 0...1),
      Setting("brightestStar", "Magnitude where stars begin", unit: "mag", range: -30...60),
      Setting("brightestGalaxy", "Magnitude where galaxies begin", unit: "mag", range: -30...60),
      Setting("faintest", "Magnitude where both end", unit: "mag", range: -30...60),
      Setting(
        "starSlope", "Growth of the logarithm of the number of stars per magnitude",
        range: 0.01...2),
      Setting(
        "galaxySlope", "The same for galaxies; 0.6 in a static, even universe",
        range: 0.01...2),
      Setting("pixelScale", "Side of a pixel", unit: "arcsec", range: 0.01...10),
      Setting("seeing", "Median full width at half maximum", unit: "arcsec", range: 0.02...20),
      Setting("seeingScatter", "Scatter of the logarithm of the seeing", range: 0...1),
      Setting(
        "psf", "Law of the point spread function",
        choices: PointSpread.Profile.allCases.map(\.rawValue)),
      Setting(
        "beta", "Exponent of the Moffat wings; drawn from 2.8 to 3.6 where absent", range: 1.5...20,
        type: "number"),
      Setting(
        "ellipticity",
        "1 - b/a of the point spread function; drawn, mostly below 0.06, where absent",
        range: 0...0.8, type: "number"),
      Setting(
        "profiles", "Light of galaxies: of their types, or one Sersic law each",
        choices: GalaxyProfiles.allCases.map(\.rawValue)),
      Setting("galaxySize", "Factor on the radii of galaxies", range: 0.05...20),
      Setting("clustering", "Share of the sources that lie in clusters", range: 0...1),
      Setting("sky", "Mean brightness of the sky", unit: "ADU/pixel", range: 0...1e6),
      Setting("skyVariation", "Change of the sky from end to end, over its mean", range: 0...1),
      Setting(
        "skyGlow", "Height of a round glow somewhere in the image, over the mean sky", range: 0...10
      ),
      Setting("gain", "Electrons per count", unit: "electron/ADU", range: 0.01...1000),
      Setting("readNoise", "Noise of the read-out", unit: "electron", range: 0...1000),
      Setting(
        "saturation", "Counts where a pixel is full and its charge runs over along the column",
        unit: "ADU", range: 1...1e9),
      Setting("cosmicRays", "Mean number of tracks of cosmic rays", range: 0...1e5),
      Setting("deadColumns", "Columns without signal", range: 0...1000),
      Setting("hotPixels", "Mean number of pixels with charge of their own", range: 0...1e6),
      Setting("trails", "Trails of satellites from border to border", range: 0...100),
      Setting(
        "maskArtefacts", "Mark in the mask what is saturated or spoilt, as a good camera's software"
      ),
      Setting("zeroPoint", "Magnitude of a flux of 1 ADU", unit: "mag", range: -50...100),
      Setting(
        "ra", "Right ascension of the centre; drawn where absent", unit: "deg",
        range: 0...360, type: "number"),
      Setting(
        "dec", "Declination of the centre; drawn where absent", unit: "deg",
        range: -90...90, type: "number"),
      Setting("rotation", "Of north from +y towards -x", unit: "deg", range: -360...360),
      Setting("subtractSky", "Take the sky's mean level off"),
    ])

  func validate() throws {
    try SettingsCheck.order(brightestStar, faintest, key: "brightest-star")
    try SettingsCheck.order(brightestGalaxy, faintest, key: "brightest-galaxy")
  }

  func make(_ index: Int, seed: UInt64) throws -> SkyObject {
    var random = stream(index, seed: seed, purpose: "field")
    let plane = TangentPlane(
      centre: SkyPosition(
        ra: ra ?? 360 * random.uniform(),
        dec: dec ?? asin(random.uniform(-0.9, 0.9)) * 180 / .pi),
      x: Double(width - 1) / 2, y: Double(height - 1) / 2, scale: pixelScale, rotation: rotation)
    let spread = PointSpread(
      profile: psf, fwhm: seeing / pixelScale * exp(seeingScatter * random.normal()),
      beta: Self.chosen(beta, or: random.uniform(2.8, 3.6)),
      ellipticity: Self.chosen(ellipticity, or: min(0.15, abs(0.03 * random.normal()))),
      angle: random.uniform(0, .pi), cutoff: 3e-5)
    let level = sky * exp(0.1 * random.normal())
    let slope = (x: random.uniform(-0.5, 0.5), y: random.uniform(-0.5, 0.5))
    let detector = Detector(gain: gain, readNoise: readNoise)
    let noise = detector.noise(sky: level)
    let sources = drawSources(spread, index: index, seed: seed)
    var light = FieldLight(width: width, height: height)
    for source in sources { light.add(source, through: spread, threshold: 5e-4 * noise) }
    let truthMap = light.owners(above: Float(noise))

    // The sky is not flat: a slope and a fall towards the corners.
    var noiseStream = stream(index, seed: seed, purpose: "noise")
    var exposure = Exposure(light: light)
    let glow = self.glow(index, seed: seed)
    exposure.addSky { x, y in
      let u = (x + 0.5) / Double(width) - 0.5, v = (y + 0.5) / Double(height) - 0.5
      return level * (1 + skyVariation * (slope.x * u + slope.y * v - u * u - v * v) + glow(u, v))
    }
    var artefacts = stream(index, seed: seed, purpose: "artefacts")
    exposure.addCosmicRays(artefacts.poisson(cosmicRays), gain: gain, random: &artefacts)
    exposure.addTrails(trails, noise: noise, random: stream(index, seed: seed, purpose: "trails"))
    exposure.addHotPixels(
      hotPixels, noise: noise, random: stream(index, seed: seed, purpose: "hot pixels"))
    exposure.expose(detector, saturation: saturation, random: &noiseStream)
    exposure.killColumns(deadColumns, random: &artefacts)

    var image = Image(
      pixels: exposure.pixels.map { subtractSky ? $0 - Float(level) : $0 }, height: height,
      width: width, header: header(plane, spread, level, index: index, seed: seed),
      name: identifier(index, seed: seed))
    image.mask = maskArtefacts ? exposure.mask : nil
    image.unit = "adu"
    image.bands = ["r"]
    image.wcs = try WCS(image.header)
    var object = SkyObject(id: identifier(index, seed: seed), content: .image(image))
    object.position = plane.centre
    object.layers["truth"] = truthMap
    object.tables["truth"] = Self.catalog(sources, plane, map: truthMap)
    object.measure(
      Measurement("sources", .integer(Int64(sources.count)), description: "Sources made"))
    object.measure(
      Measurement(
        "seeing", .real(spread.fwhm * pixelScale), unit: "arcsec",
        description: "Full width at half maximum"))
    object.measure(Measurement("sky", .real(level), unit: "adu", description: "Mean sky"))
    object.measure(
      Measurement("noise", .real(noise), unit: "adu", description: "One sigma of the empty sky"))
    return object
  }
}
