import OrreryKit

/// Writes what a plan asks for of each object: its picture, its FITS file, the overview of a field.
///
/// Every file appears whole or not at all, and never outside the output folder.
struct ProductWriter: Sendable {
  private let output: OutputPlan
  private let provenance: Provenance
  private let settings: Catalog
  private let folder: OutputFolder
  private let pictureFolder: OutputFolder?
  private let fitsFolder: OutputFolder?

  /// - Throws: `DataError.unwritable` where the output folder cannot be used.
  init(plan: Plan, folder: OutputFolder) throws {
    output = plan.output
    provenance = Provenance(plan)
    settings = provenance.table
    self.folder = folder
    pictureFolder = output.pictures == nil ? nil : try folder.subfolder("png")
    fitsFolder = output.products.isEmpty ? nil : try folder.subfolder("fits")
  }

  /// Writes the products of one object; `AtomicFile.sync` makes them last.
  /// - Throws: `DataError.unwritable`.
  func write(_ result: ObjectResult, inputChecksum: String) throws -> [ProductRecord] {
    var records: [ProductRecord] = []
    let name = SafeName.make(for: result.object.id)
    if let pictureFolder, let picture = try picture(result) {
      records.append(try put(picture.encoded(), .png, name + ".png", in: pictureFolder))
    }
    if let fitsFolder, let file = try fits(result, inputChecksum) {
      records.append(try put(file.data, .fits, name + ".fits", in: fitsFolder))
    }
    return records
  }

  /// Draws an image with everything that was found in it.
  /// - Throws: `DataError.unwritable`.
  func write(_ overview: FieldOverview) throws -> ProductRecord {
    let picture = try overview.picture(texts: provenance.texts)
    return try put(
      picture.encoded(), .overview, SafeName.make(for: overview.id) + ".png",
      in: folder.subfolder("overview"))
  }

  private func put(
    _ bytes: [UInt8], _ kind: ProductRecord.Kind, _ name: String, in folder: OutputFolder
  ) throws -> ProductRecord {
    let path = folder.file(name)
    try AtomicFile.write(bytes, to: path, isSynced: false)
    return ProductRecord(
      kind: kind, path: "\(kind.rawValue)/\(name)", digest: SHA256.hexadecimal(bytes),
      signature: FileSignature(of: path))
  }

  private func picture(_ result: ObjectResult) throws -> PNGImage? {
    guard let options = output.pictures else { return nil }
    let texts = provenance.texts(result)
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
        curve, overTime: result.prediction?.tables["probability-over-time"],
        classes: provenance.classes,
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
        provenance.describe(result, inputChecksum: inputChecksum, &image.header)
        let history =
          product.name == "INPUT" ? result.object.history : result.prepared.history
        for line in history { image.header.addHistory(line.printable) }
      }
      try file.append(image, name: product.name)
    }
    try file.append(settings)
    return file
  }
}
