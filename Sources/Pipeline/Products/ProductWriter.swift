import OrreryKit

/// Writes what a plan asks for: each object's picture and FITS file, and the catalogue.
///
/// Every file appears whole or not at all, and never outside the output folder.
struct ProductWriter: Sendable {
  /// Files written for one object.
  struct Count: Sendable {
    var pictures = 0
    var fitsFiles = 0
  }

  private let output: OutputPlan
  private let classes: [String]
  private let provenance: Provenance
  private let folder: OutputFolder
  private let pictureFolder: OutputFolder?
  private let fitsFolder: OutputFolder?

  /// - Throws: `DataError.unwritable` where the output folder cannot be used.
  init(plan: Plan) throws {
    output = plan.output
    classes = plan.model?.card.specification.classes ?? []
    provenance = Provenance(plan)
    folder = try OutputFolder(plan.output.folder)
    pictureFolder = output.pictures == nil ? nil : try folder.subfolder("png")
    fitsFolder = output.products.isEmpty ? nil : try folder.subfolder("fits")
  }

  /// Writes the products of one object; `sync` makes them last.
  /// - Throws: `DataError.unwritable`.
  func write(_ result: ObjectResult, inputChecksum: String) throws -> Count {
    var count = Count()
    let name = SafeName.make(for: result.object.id)
    if let pictureFolder, let picture = try picture(result) {
      try AtomicFile.write(
        picture.encoded(), to: pictureFolder.file(name + ".png"), isSynced: false)
      count.pictures = 1
    }
    if let fitsFolder, let file = try fits(result, inputChecksum) {
      try AtomicFile.write(file.data, to: fitsFolder.file(name + ".fits"), isSynced: false)
      count.fitsFiles = 1
    }
    return count
  }

  /// Brings the products written so far to the disk: once for many, a sync costs milliseconds.
  /// - Throws: `DataError.unwritable`.
  func sync() throws { try AtomicFile.sync(folder: folder.path) }

  /// Writes the tables of the run as one file, what made them in its primary header.
  /// - Throws: `DataError.unwritable`.
  func writeCatalog(_ tables: [Catalog], isInterrupted: Bool) throws {
    guard let name = output.catalog else { return }
    var primary = Header(provenance.cards)
    if isInterrupted {
      primary.set("INTERRUP", .logical(true), comment: "stopped before the end; rows are missing")
    }
    for line in provenance.history { primary.addHistory(line) }
    var file = FITSWriter(primary: primary)
    for table in tables { try file.append(table) }
    try file.write(to: folder.file(name))
  }

  /// Draws an image with everything that was found in it.
  /// - Throws: `DataError.unwritable`.
  func write(_ overview: FieldOverview) throws {
    let picture = try overview.picture(texts: provenance.texts)
    let folder = try folder.subfolder("overview")
    try AtomicFile.write(
      picture.encoded(), to: folder.file(SafeName.make(for: overview.id) + ".png"), isSynced: false)
  }

  private func picture(_ result: ObjectResult) throws -> PNGImage? {
    guard let options = output.pictures else { return nil }
    let texts = provenance.texts(result, classes: classes)
    let title = result.object.id.printable
    switch result.prepared.content {
    case .image(let image):
      var picture = Picture(options: options).draw(image)
      picture.texts = texts
      return picture
    case .spectrum(let spectrum):
      return try SeriesPicture.draw(spectrum, title: title, texts: texts)
    case .lightCurve(let curve):
      return try SeriesPicture.draw(
        curve, overTime: result.prediction?.tables["probability-over-time"], classes: classes,
        title: title, texts: texts)
    // The catalogue says all of it.
    case .row: return nil
    }
  }

  /// The asked-for products of an object, the first one as primary HDU; `nil` where it has none.
  private func fits(_ result: ObjectResult, _ inputChecksum: String) throws -> FITSWriter? {
    var images: [(name: String, image: Image)] = []
    for product in output.products {
      switch product {
      case "cutout":
        if case .image(let image) = result.prepared.content { images.append(("CUTOUT", image)) }
      case "input":
        if let image = result.object.image { images.append(("INPUT", image)) }
      default:
        let layer = result.object.layers[product] ?? result.prediction?.layers[product]
        if let layer { images.append((product.uppercased(), layer)) }
      }
    }
    guard !images.isEmpty else { return nil }
    var file = FITSWriter()
    for (place, product) in images.enumerated() {
      var image = product.image
      image.header = place == 0 ? Provenance.facts(of: image.header) : Header()
      if place == 0 {
        provenance.describe(
          result, classes: classes, inputChecksum: inputChecksum, &image.header)
        let history =
          product.name == "INPUT" ? result.object.history : result.prepared.history
        for line in history { image.header.addHistory(line.printable) }
      }
      try file.append(image, name: product.name)
    }
    return file
  }
}
