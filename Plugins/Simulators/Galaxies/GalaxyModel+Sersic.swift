import OrreryKit

extension GalaxyModel {
  /// One Sersic law of any index from 0.5 to 7, from round to nearly edge-on.
  static func singleSersic(
    _ radius: Double, _ resolution: Double, _ random: inout RandomStream
  ) -> GalaxyModel {
    let index = random.uniform() < 0.6 ? random.uniform(0.5, 1.5) : random.uniform(2, 7)
    var model = GalaxyModel(type: index < 2 ? .spiral : .elliptical)
    model.halfLightRadius = radius
    model.sersicIndex = index
    model.axisRatio = random.uniform(0.15, 1)
    model.positionAngle = random.uniform(0, 180)
    model.bulgeFraction = index < 2 ? 0 : 1
    model.add(
      SersicProfile.mixture(index).scaled(by: radius), flux: 1, axisRatio: model.axisRatio,
      angle: model.positionAngle * .pi / 180, .old, resolution: resolution)
    let total = model.components.reduce(0) { $0 + $1.flux }
    for place in model.components.indices { model.components[place].flux /= total }
    return model
  }
}
