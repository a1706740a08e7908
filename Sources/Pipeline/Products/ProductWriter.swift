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
      records.append(try put(picture, .png, name + ".png", in: pictureFolder))
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

  /// The bytes of an object's picture.
  private func picture(_ result: ObjectResult) throws -> [UInt8]? {
    guard let options = output.pictures else { return nil }
    let texts = provenance.texts(result)
    let title = result.object.id.printable
    switch result.prepared.content {
    case .image(let image):
      var (picture, content) = Picture(options: options).draw(image)
      picture.texts = texts
      return try picture.encoded(as: content)
    case .spectrum(let spectrum):
      return try SeriesPicture.draw(spectrum, title: title, texts: texts).encoded()
    case .lightCurve(let curve):
      return try SeriesPicture.draw(
        curve, overTime: result.prediction?.tables["probability-over-time"],
        classes: provenance.classes, title: title, texts: texts
      ).encoded()
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
      image.header = header(of: image, product.name, place, result, inputChecksum)
      try file.append(image, name: product.name)
    }
    try file.append(settings)
    return file
  }

  /// The header of one of the images in an object's file: the first one says what made them.
  private func header(
    of image: Image, _ name: String, _ place: Int, _ result: ObjectResult, _ inputChecksum: String
  ) -> Header {
    guard place == 0 else { return Header() }
    var header = Provenance.facts(of: image.header)
    provenance.describe(result, inputChecksum: inputChecksum, &header)
    let history = name == "INPUT" ? result.object.history : result.prepared.history
    for line in history { header.addHistory(line.printable) }
    return header
  }

  // MARK: - Images that are not in memory

  /// Writes the FITS file of an image that is not in memory, by rows: the bytes of the same in memory.
  /// - Throws: `DataError.unwritable`; what reading and predicting throw.
  func write(
    _ result: ObjectResult, _ object: TiledObject, layers: [String: TiledPrediction.Layer],
    inputChecksum: String
  ) throws -> [ProductRecord] {
    var images: [(name: String, image: Image, rows: (Int, Range<Int>) throws -> [Float])] = []
    for product in output.products {
      switch product {
      case "cutout":
        guard let image = object.prepared.object.image else { continue }
        images.append(("CUTOUT", image, object.prepared.rows()))
      case "input":
        guard let image = object.image.object.image else { continue }
        images.append(("INPUT", image, object.image.rows()))
      default:
        if let image = object.image.object.layers[product] {
          images.append((product.uppercased(), image, object.image.rows(of: product)))
        } else if let layer = layers[product] {
          images.append((product.uppercased(), layer.image, { try layer.rows($1) }))
        }
      }
    }
    guard let fitsFolder, !images.isEmpty else { return [] }
    let name = SafeName.make(for: result.object.id) + ".fits"
    let path = fitsFolder.file(name)
    let file = try FITSStream(path)
    for (place, product) in images.enumerated() {
      var image = product.image
      image.header = header(of: image, product.name, place, result, inputChecksum)
      try file.append(
        image, height: object.image.height, width: object.image.width, name: product.name,
        rows: product.rows)
    }
    try file.append(settings)
    try file.commit(isSynced: false)
    return [
      ProductRecord(
        kind: .fits, path: "\(ProductRecord.Kind.fits.rawValue)/\(name)",
        digest: try SHA256.hexadecimal(ofFile: path), signature: FileSignature(of: path))
    ]
  }
}

extension TiledImage {
  /// Rows of a plane of the image, or of one of its layers.
  fileprivate func rows(of layer: String? = nil) -> (Int, Range<Int>) throws -> [Float] {
    { plane, rows in
      let strip = try read(PixelRegion(x: 0..<width, y: rows))
      guard let image = layer.map({ strip.layers[$0] }) ?? strip.image else {
        throw DataError(.missing, "\(object.id) has no '\(layer ?? "image")' in some rows")
      }
      return Array(image.pixels[image.planeRange(plane)])
    }
  }
}
