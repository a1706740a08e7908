import OrreryKit

/// What the catalogue says of one object; it lies in the ledger until the catalogue is written.
struct CatalogEntry: Sendable {
  var id: String
  /// The file it came from.
  var origin: String
  var pixel: (x: Double, y: Double)?
  var position: SkyPosition?
  var measurements: [Measurement]
  /// The most probable class; empty where there is none.
  var className: String
  var probability: Float
  var probabilities: [Float]
  /// By comma.
  var flags: String
  /// What the model made of it as tables, by name.
  var tables: [String: Catalog]

  init(_ result: ObjectResult, classes: [String]) {
    let object = result.object
    let best = result.best
    id = object.id
    origin = object.origin
    pixel = object.pixel
    position = object.position
    measurements = object.measurements + (result.prediction?.measurements ?? [])
    className = best.map { classes[$0.place] } ?? ""
    probability = best?.probability ?? .nan
    probabilities = result.prediction?.probabilities ?? []
    flags = result.flags.map(\.rawValue).joined(separator: ",")
    tables = result.prediction?.tables ?? [:]
  }

  // MARK: - As bytes

  /// All but id, origin, class and flags, which the ledger keeps as columns of its own.
  var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.put(pixel) {
      $0.put($1.x)
      $0.put($1.y)
    }
    writer.put(position) {
      $0.put($1.ra)
      $0.put($1.dec)
    }
    writer.put(probability)
    writer.put(probabilities) { $0.put($1) }
    writer.put(measurements) { $1.put(to: &$0) }
    writer.put(tables.sorted { $0.key < $1.key }) {
      $0.put($1.key)
      $1.value.put(to: &$0)
    }
    return writer.bytes
  }

  /// - Throws: `DataError.damaged`.
  init(id: String, origin: String, className: String, flags: String, bytes: [UInt8]) throws {
    var reader = ByteReader(bytes)
    self.id = id
    self.origin = origin
    self.className = className
    self.flags = flags
    pixel = try reader.optional { (x: try $0.double(), y: try $0.double()) }
    position = try reader.optional { SkyPosition(ra: try $0.double(), dec: try $0.double()) }
    probability = try reader.float()
    probabilities = try reader.list { try $0.float() }
    measurements = try reader.list { try Measurement(from: &$0) }
    let named = try reader.list { (try $0.string(), try Catalog(from: &$0)) }
    tables = Dictionary(named, uniquingKeysWith: { first, _ in first })
  }
}
