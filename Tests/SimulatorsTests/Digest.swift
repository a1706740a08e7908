import OrreryKit

/// The bits of all numbers of an object, folded into one (FNV-1a).
enum Digest {
  static func of(_ object: SkyObject) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    func add(_ value: UInt64) { hash = (hash ^ value) &* 0x100_0000_01b3 }
    func add(_ values: [Float]) { for value in values { add(UInt64(value.bitPattern)) } }
    func add(_ values: [Double]) { for value in values { add(value.bitPattern) } }
    switch object.content {
    case .image(let image): add(image.pixels)
    case .spectrum(let spectrum):
      add(spectrum.flux)
      add(spectrum.wavelength)
    case .lightCurve(let curve):
      add(curve.time)
      add(curve.value)
    case .row(let row): add(row.values)
    }
    for measurement in object.measurements {
      if case .real(let value) = measurement.value { add(value.bitPattern) }
    }
    for name in object.layers.keys.sorted() { add(object.layers[name]?.pixels ?? []) }
    return hash
  }
}
