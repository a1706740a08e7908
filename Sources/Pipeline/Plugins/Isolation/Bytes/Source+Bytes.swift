import OrreryKit

extension Source {
  func put(to writer: inout ByteWriter) {
    for whole in [number, box.x.lowerBound, box.x.upperBound, box.y.lowerBound, box.y.upperBound] {
      writer.put(whole)
    }
    writer.put(area)
    for value in [x, y, flux, fluxError, peak, semiMajor, semiMinor, angle] { writer.put(value) }
    writer.put(flags) { $0.put($1.rawValue) }
  }

  /// - Throws: `DataError.damaged`.
  init(from reader: inout ByteReader) throws {
    let number = try reader.integer()
    let edges = try (0..<4).map { _ in try reader.integer() }
    try reader.check(edges[0] <= edges[1] && edges[2] <= edges[3])
    let area = try reader.integer()
    let values = try (0..<8).map { _ in try reader.double() }
    self.init(
      number: number, x: values[0], y: values[1],
      box: PixelRegion(x: edges[0]..<edges[1], y: edges[2]..<edges[3]), area: area,
      flux: values[2], fluxError: values[3], peak: values[4], semiMajor: values[5],
      semiMinor: values[6], angle: values[7],
      flags: try reader.list { ObjectFlag(rawValue: try $0.string()) })
  }
}
