import OrreryKit

/// Generated objects as one FITS file: a stack of images with a table of what they are, or a table of
/// rows.
///
/// Primary HDU: images `[object, channel, y, x]`, or empty; `OBJECTS`: id, number, class, and the
/// columns of rows. The stack can be trained on as it is.
public struct GeneratedFile: Sendable {
  private let generation: Generation

  public init(_ generation: Generation) { self.generation = generation }

  /// - Throws: `DataError` where the objects are of a kind that has no file.
  public func writer(_ objects: [SkyObject]) throws -> FITSWriter {
    var table = Catalog(
      columns: [
        Column("id", .string(objects.map(\.id)), description: "Name"),
        Column(
          "index", .integer(objects.indices.map(Int64.init)), description: "Entry of the stack"),
      ], name: "OBJECTS")
    if objects.contains(where: { !$0.truth.isEmpty }) {
      let names = objects.map { $0.truth.keys.first ?? "" }
      table.columns.append(
        Column("class", .string(names), description: "Class that was asked for"))
    }
    guard let first = objects.first else {
      throw DataError(.missing, "no object was made")
    }
    var file: FITSWriter
    switch first.content {
    case .image(let image):
      file = FITSWriter()
      var header = Header(cards)
      for (plane, band) in image.bands.enumerated() where image.channels > 1 {
        header.set("BAND\(plane + 1)", .string(band), comment: "of plane \(plane + 1)")
      }
      addHistory(&header)
      let shape = image.channels > 1 ? [image.channels] : []
      file.append(
        .float32(objects.flatMap { $0.image?.pixels ?? [] }),
        shape: [objects.count] + shape + [image.height, image.width], header: header)
    case .row(let row):
      var header = Header(cards)
      addHistory(&header)
      file = FITSWriter(primary: header)
      for (place, name) in row.names.enumerated() {
        let values = objects.map { $0.row?.values[place] ?? .nan }
        table.columns.append(Column(name, .real(values)))
      }
    default:
      throw DataError(.unsupported, "generated \(first.kind.plural) cannot be written yet")
    }
    try file.append(table)
    return file
  }

  /// How the objects were made.
  private var cards: [Card] {
    let request = generation.request
    var cards = [
      Card("CREATOR", .string("orrery \(SDKInfo.version)"), comment: "program"),
      Card("MODEL", .string(generation.name.printable), comment: "architecture/weights"),
      Card("MODELSHA", .string(generation.model.digest), comment: "SHA-256 of the weights"),
      Card("SEED", .integer(Int64(clamping: request.seed)), comment: "of the noise"),
      Card("TRUNCATE", .real(request.truncation), comment: "factor of the noise"),
      Card(
        "MODELUNI", .logical(!generation.remaining.isEmpty),
        comment: "values are in the model's own units"),
    ]
    if let (from, to) = request.interpolation {
      cards.append(Card("FROMOBJ", .integer(Int64(from)), comment: "first object of the way"))
      cards.append(Card("TOOBJ", .integer(Int64(to)), comment: "last object of the way"))
    }
    return cards
  }

  private func addHistory(_ header: inout Header) {
    for name in generation.undone { header.addHistory("undone: \(name)") }
    for name in generation.remaining { header.addHistory("cannot be undone: \(name)") }
  }
}
