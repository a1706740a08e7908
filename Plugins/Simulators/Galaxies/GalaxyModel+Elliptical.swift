import OrreryKit

extension GalaxyModel {
  /// One Sersic profile: rounder and more peaked where it is larger (Kormendy et al. 2009, ApJS
  /// 182, 216).
  static func elliptical(
    _ radius: Double, _ resolution: Double, _ random: inout RandomStream
  ) -> GalaxyModel {
    var model = GalaxyModel(type: .elliptical)
    model.halfLightRadius = radius
    model.sersicIndex = random.uniform(2.2, 5.5)
    model.axisRatio = min(1, max(0.5, 0.79 + 0.14 * random.normal()))
    model.positionAngle = random.uniform(0, 180)
    model.bulgeFraction = 1
    model.add(
      SersicProfile.mixture(model.sersicIndex).scaled(by: radius), flux: 1,
      axisRatio: model.axisRatio, angle: model.positionAngle * .pi / 180, .old,
      resolution: resolution)
    model.redden(by: 0.05 * random.normal())
    return model
  }
}
