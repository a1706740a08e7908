import Foundation
import OrreryKit

extension Image {
  func put(to writer: inout ByteWriter) {
    writer.put(channels)
    writer.put(height)
    writer.put(width)
    writer.put(all: pixels)
    writer.put(mask) { $0.put(all: $1) }
    writer.put(uncertainty) { $0.put(all: $1) }
    writer.put(unit) { $0.put($1) }
    writer.put(bands) { $0.put($1) }
    header.put(to: &writer)
    // Every number of a solution is finite: it always encodes.
    writer.put(wcs.flatMap { try? JSONEncoder().encode($0) }) { $0.put(all: [UInt8]($1)) }
    writer.put(name)
  }

  /// - Throws: `DataError.damaged`.
  init(from reader: inout ByteReader) throws {
    let (channels, height, width) = (
      try reader.integer(), try reader.integer(), try reader.integer()
    )
    let pixels = try reader.all(Float.self)
    let sides = [channels, height, width]
    try reader.check(sides.allSatisfy { (0...1 << 20).contains($0) })
    try reader.check(sides.reduce(1, *) == pixels.count)
    self.init(pixels: pixels, channels: channels, height: height, width: width)
    mask = try reader.optional { try $0.all(UInt8.self) }
    uncertainty = try reader.optional { try $0.all(Float.self) }
    try reader.check(
      mask?.count ?? pixels.count == pixels.count
        && uncertainty?.count ?? pixels.count == pixels.count)
    unit = try reader.optional { try $0.string() }
    bands = try reader.list { try $0.string() }
    header = try Header(from: &reader)
    wcs = try reader.optional {
      let json = Data(try $0.all(UInt8.self))
      guard let wcs = try? JSONDecoder().decode(WCS.self, from: json) else {
        throw ByteReader.nonsense
      }
      return wcs
    }
    name = try reader.string()
  }
}
