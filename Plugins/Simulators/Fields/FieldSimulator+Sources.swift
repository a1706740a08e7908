import Foundation
import OrreryKit

extension FieldSimulator {
  /// The sources of a field, brightest first; each has its own stream, so that their number does
  /// not change who they are.
  func drawSources(_ spread: PointSpread, index: Int, seed: UInt64) -> [FieldSource] {
    var result: [FieldSource] = []
    let clusters = clusterCentres(index: index, seed: seed)
    for number in 0..<sources {
      var random = stream(index, seed: seed, purpose: "source \(number)")
      let isStar = random.uniform() < starShare
      let magnitude =
        isStar
        ? Self.magnitude(brightestStar, faintest, slope: starSlope, &random)
        : Self.magnitude(brightestGalaxy, faintest, slope: galaxySlope, &random)
      var x = random.uniform(-0.5, Double(width) - 0.5)
      var y = random.uniform(-0.5, Double(height) - 0.5)
      // Fainter galaxies are smaller on the sky (Shen et al. 2003, MNRAS 343, 978, by eye).
      let radius =
        galaxySize * 2 * pow(10, -0.12 * (magnitude - 18) + 0.13 * random.normal()) / pixelScale
      let resolution = 0.4 * spread.fwhm / 2.3548
      var model: GalaxyModel
      switch (isStar, profiles) {
      case (false, .sersic):
        model = GalaxyModel.singleSersic(radius, resolution, &random)
      default:
        model = GalaxyModel.draw(
          isStar ? .star : Self.galaxyType(random.uniform()), radius: radius,
          resolution: resolution, random: &random)
      }
      if isStar { model.addSpikes() }
      if clustering > 0, random.uniform() < clustering {
        let home = clusters[Int(random.uniform(0, Double(clusters.count)))]
        let angle = random.uniform(0, 2 * .pi), distance = home.radius * -log(1 - random.uniform())
        (x, y) = (home.x + distance * cos(angle), home.y + distance * sin(angle))
      }
      result.append(
        FieldSource(
          model: model, x: x, y: y, flux: Magnitude.flux(magnitude - zeroPoint),
          magnitude: magnitude))
    }
    return result.enumerated().sorted {
      ($1.element.flux, $0.offset) < ($0.element.flux, $1.offset)
    }.map(\.element)
  }

  /// Places that sources gather around: one for each quarter of a megapixel, at least one.
  private func clusterCentres(
    index: Int, seed: UInt64
  ) -> [(x: Double, y: Double, radius: Double)] {
    guard clustering > 0 else { return [] }
    var random = stream(index, seed: seed, purpose: "clusters")
    return (0..<max(1, width * height / 262_144)).map { _ in
      (
        random.uniform(0, Double(width)), random.uniform(0, Double(height)),
        random.uniform(10, 40)
      )
    }
  }

  /// The glow over the mean sky at a place in units of the image's sides, from its middle.
  func glow(_ index: Int, seed: UInt64) -> (_ u: Double, _ v: Double) -> Double {
    guard skyGlow > 0 else { return { _, _ in 0 } }
    var random = stream(index, seed: seed, purpose: "glow")
    let (x, y) = (random.uniform(-0.6, 0.6), random.uniform(-0.6, 0.6))
    let radius = random.uniform(0.2, 0.6)
    return { [skyGlow] u, v in
      skyGlow * exp(-0.5 * ((u - x) * (u - x) + (v - y) * (v - y)) / (radius * radius))
    }
  }

  /// A setting, or what is drawn where it is absent; the number is drawn either way.
  static func chosen(_ setting: Double?, or drawn: Double) -> Double { setting ?? drawn }

  /// A magnitude between two with numbers that grow as 10^(slope m).
  private static func magnitude(
    _ bright: Double, _ faint: Double, slope: Double, _ random: inout RandomStream
  ) -> Double {
    let span = pow(10, slope * (bright - faint))
    return faint + log10(span + (1 - span) * random.uniform()) / slope
  }

  private static func galaxyType(_ draw: Double) -> GalaxyType {
    switch draw {
    case ..<0.28: .elliptical
    case ..<0.74: .spiral
    case ..<0.93: .edgeOn
    default: .merger
    }
  }

  /// The truth of all sources, in the order of their numbers.
  static func catalog(_ sources: [FieldSource], _ plane: TangentPlane, map: Image) -> Catalog {
    var areas = [Int64](repeating: 0, count: sources.count + 1)
    for value in map.pixels { areas[Int(value)] += 1 }
    let sky = sources.map { plane.sky(x: $0.x, y: $0.y) }
    return Catalog(
      columns: [
        Column(
          "number", .integer(sources.indices.map { Int64($0 + 1) }),
          description: "Its value in the truth map"),
        Column("x", .real(sources.map(\.x)), unit: "pixel", description: "Column, from 0"),
        Column("y", .real(sources.map(\.y)), unit: "pixel", description: "Row, from 0"),
        Column("ra", .real(sky.map(\.ra)), unit: "deg", description: "Right ascension"),
        Column("dec", .real(sky.map(\.dec)), unit: "deg", description: "Declination"),
        Column("class", .string(sources.map(\.model.type.rawValue)), description: "True class"),
        Column("flux", .real(sources.map(\.flux)), unit: "adu", description: "Total flux"),
        Column("mag", .real(sources.map(\.magnitude)), unit: "mag", description: "Total magnitude"),
        Column(
          "r_e", .real(sources.map(\.model.halfLightRadius)), unit: "pixel",
          description: "Half-light radius, major axis, no seeing"),
        Column("sersic_n", .real(sources.map(\.model.sersicIndex)), description: "Of the spheroid"),
        Column(
          "axis_ratio", .real(sources.map(\.model.axisRatio)), description: "Minor over major"),
        Column(
          "position_angle", .real(sources.map(\.model.positionAngle)), unit: "deg",
          description: "Of the major axis, +x towards +y"),
        Column(
          "area", .integer(Array(areas.dropFirst())), unit: "pixel",
          description: "Pixels that it owns in the map"),
      ], name: "TRUTH")
  }

  /// The cards of a field: its camera and its place on the sky.
  func header(
    _ plane: TangentPlane, _ spread: PointSpread, _ level: Double, index: Int, seed: UInt64
  ) -> Header {
    Header(
      [
        Card("OBJECT", .string(identifier(index, seed: seed)), comment: "simulated field"),
        Card("BUNIT", "adu", comment: "unit of the pixels"),
        Card("FILTER", "r", comment: "band"),
        Card("GAIN", .real(gain), comment: "[electron/adu] electrons per count"),
        Card("RDNOISE", .real(readNoise), comment: "[electron] noise of the read-out"),
        Card("SATURATE", .real(saturation), comment: "[adu] a pixel is full"),
        Card("MAGZERO", .real(zeroPoint), comment: "[mag] magnitude of 1 adu"),
        Card("SEEING", .real(spread.fwhm * pixelScale), comment: "[arcsec] FWHM"),
        Card("PIXSCALE", .real(pixelScale), comment: "[arcsec] side of a pixel"),
        Card("SKYLEVEL", .real(level), comment: "[adu] mean sky"),
      ] + plane.cards)
  }
}

extension GalaxyModel {
  /// Light that the struts of the secondary mirror throw into a cross; of a bright star only it is
  /// seen.
  mutating func addSpikes() {
    guard let star = components.first else { return }
    components[0].flux *= 0.986
    for (length, share) in [(7.0, 0.004), (28.0, 0.003)] {
      for angle in [Double.pi / 4, 3 * .pi / 4] {
        components.append(
          LightComponent(
            flux: share, major: length, minor: 0.2, angle: angle, star.population))
      }
    }
  }
}
