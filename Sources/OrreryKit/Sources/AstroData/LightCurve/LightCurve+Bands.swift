extension LightCurve {
  /// Gives bands other names and a fixed order.
  ///
  /// Bands that are not listed come behind those that are, under their own names. Two bands of one
  /// new name become one. The band of a light curve that names none takes the name of a list of one.
  mutating func name(_ list: [LightCurveSettings.Band]) {
    guard !list.isEmpty else { return }
    if bands == [""], list.count == 1 {
      bands = [list[0].name]
      return
    }
    var names: [String] = []
    func place(_ name: String) -> Int {
      if let place = names.firstIndex(of: name) { return place }
      names.append(name)
      return names.count - 1
    }
    for entry in list { _ = place(entry.name) }
    let places = bands.map { stored in
      place(list.first { $0.stored == stored }?.name ?? stored)
    }
    band = band.map { places[$0] }
    bands = names
  }
}
