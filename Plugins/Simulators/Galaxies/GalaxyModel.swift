import OrreryKit

/// The light of one galaxy or star before the point spread function, flux 1 in r, and its truth.
struct GalaxyModel: Sendable {
  /// The sense in which spiral arms turn, as volunteers of Galaxy Zoo call it (Lintott et al. 2008,
  /// MNRAS 389, 1179), row 0 of the image at the bottom.
  enum Handedness: String, Sendable {
    case none
    /// Z-shaped: going outwards, the arms turn from +x to +y.
    case clockwise
    /// S-shaped.
    case anticlockwise
  }

  var type: GalaxyType
  var components: [LightComponent] = []
  /// Radius along the major axis whose ellipse holds half of the smooth light, pixels.
  var halfLightRadius = 0.0
  /// Sersic index: of the whole for ellipticals, of the bulge otherwise; 0 for stars.
  var sersicIndex = 0.0
  /// Minor over major axis of the outer light.
  var axisRatio = 1.0
  /// 0 is face-on, degrees; NaN where it has no meaning.
  var inclination = Double.nan
  /// Of the major axis from +x towards +y, degrees from 0 to 180.
  var positionAngle = 0.0
  /// Share of the flux that is in the bulge.
  var bulgeFraction = 0.0
  var handedness = Handedness.none
  var arms = 0
  var isBarred = false

  /// - Parameters:
  ///   - radius: half-light radius in pixels; of no effect on a star.
  ///   - resolution: standard deviation in pixels below which the point spread function hides
  ///     detail.
  static func draw(
    _ type: GalaxyType, radius: Double, resolution: Double, random: inout RandomStream
  ) -> GalaxyModel {
    var model: GalaxyModel
    switch type {
    case .elliptical: model = elliptical(radius, resolution, &random)
    case .spiral: model = spiral(radius, resolution, &random)
    case .edgeOn: model = edgeOn(radius, resolution, &random)
    case .merger: model = merger(radius, resolution, &random)
    case .star: model = star(&random)
    }
    let total = model.components.reduce(0) { $0 + $1.flux }
    for index in model.components.indices { model.components[index].flux /= total }
    return model
  }

  /// Total flux in a band for flux 1 in r.
  func flux(_ band: Band) -> Double {
    components.reduce(0) { $0 + $1.flux * $1.population.weight(band) }
  }

  /// Adds an ellipse with a given profile; the radius of `mixture` is along the major axis.
  mutating func add(
    _ mixture: GaussianMixture, flux: Double, x: Double = 0, y: Double = 0, axisRatio: Double,
    angle: Double, _ population: Population, resolution: Double
  ) {
    let merged = mixture.merged(below: resolution)
    for (share, sigma) in zip(merged.flux, merged.sigma) {
      components.append(
        LightComponent(
          flux: flux * share, x: x, y: y, major: sigma, minor: sigma * axisRatio, angle: angle,
          population))
    }
  }

  /// Changes the colours of all components alike.
  mutating func redden(by amount: Double) {
    for index in components.indices {
      components[index].population = components[index].population.reddened(by: amount)
    }
  }

  /// A point of a random stellar temperature.
  private static func star(_ random: inout RandomStream) -> GalaxyModel {
    var model = GalaxyModel(type: .star)
    let gMinusR = random.uniform() < 0.55 ? random.uniform(0.15, 0.8) : random.uniform(0.8, 1.5)
    // The stellar locus: r - z rises slowly for warm stars and fast for M dwarfs.
    let rMinusZ = 0.45 * gMinusR + max(0, gMinusR - 1.15) * 3.2
    model.components = [LightComponent(flux: 1, Population(gMinusR: gMinusR, rMinusZ: rMinusZ))]
    return model
  }
}
