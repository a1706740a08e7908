import OrreryKit

/// What an inspection shows, as a FITS file: images keep their world coordinates, series are tables.
public enum InspectionFile {
  /// The object, the same behind the model's stages, and what explains the prediction.
  /// - Throws: `DataError.unsupported` where there is nothing to write.
  public static func make(_ result: Inspector.Result) throws -> FITSWriter {
    guard let content = result.content else {
      throw DataError(.unsupported, "holds nothing to write", file: result.facts.file)
    }
    let cards = cards(result.facts)
    var file = FITSWriter()
    switch content {
    case .image(let image): try append(image, "IMAGE", cards, to: &file)
    case .spectrum(let spectrum): try file.append(table(spectrum, "SPECTRUM", cards))
    case .lightCurve(let curve): try file.append(table(curve, "LIGHTCURVE", cards))
    case .row: throw DataError(.unsupported, "a row has no layers", file: result.facts.file)
    }
    guard let prepared = result.prepared else { return file }
    var map: Attribution?
    if case .attribution(let attribution)? = result.explanation?.content { map = attribution }
    switch prepared.content {
    case .image(let image):
      try append(image, "PREPARED", cards, to: &file)
      if let explanation = result.explanation {
        try append(explanation, result.facts, like: image, cards, to: &file)
      }
    case .spectrum(let spectrum):
      var table = table(spectrum, "PREPARED", cards)
      if let map { table.columns += columns(map, result.facts) }
      add(result.explanation, to: &table)
      try file.append(table)
    case .lightCurve(let curve):
      var table = table(curve, "PREPARED", cards)
      if let map { table.columns += columns(map, result.facts) }
      add(result.explanation, to: &table)
      try file.append(table)
    case .row: break
    }
    return file
  }

  // MARK: - Images

  private static func append(
    _ image: Image, _ name: String, _ cards: [Card], to file: inout FITSWriter
  ) throws {
    var image = image
    image.header = header(image.header, cards)
    try file.append(image, name: name)
  }

  private static func append(
    _ explanation: Explanation, _ facts: Inspection, like image: Image, _ cards: [Card],
    to file: inout FITSWriter
  ) throws {
    func layer(_ values: [Float], planes: Int = 1, unit: String?) -> Image {
      var layer = Image(
        pixels: values, channels: planes, height: image.height, width: image.width,
        header: header(image.header, cards))
      layer.wcs = image.wcs
      layer.unit = unit
      return layer
    }
    switch explanation.content {
    case .attribution(let map):
      let unit = facts.explanation?.unit.map { $0 == "nat" ? "nat" : "nat/unit" }
      try file.append(layer(map.values, unit: unit), name: "EXPLAIN")
      if !map.parts.isEmpty {
        try file.append(layer(map.parts.map(Float.init), unit: nil), as: .int32, name: "PARTS")
      }
    case .featureMaps(let maps, let inputs):
      // On the pixels of the object, so that its world coordinates hold.
      let values = maps.maps.flatMap { map in
        (0..<image.planeSize).map { place in
          let y = place / image.width * map.height / image.height
          let x = place % image.width * map.width / image.width
          return map.values[y * map.width + x]
        }
      }
      var cube = layer(values, planes: maps.maps.count, unit: nil)
      cube.header.set("LAYER", .string(maps.layer.printable), comment: "of the model")
      for (plane, map) in maps.maps.prefix(999).enumerated() {
        cube.header.set(
          "FMAP\(plane + 1)", .integer(Int64(map.filter)), comment: "filter of the plane, from 0")
      }
      try file.append(cube, name: "FEATURES")
      for (map, input) in zip(maps.maps, inputs) {
        // No part of the sky.
        var input = input
        input.header = Header(cards)
        input.wcs = nil
        input.header.set("FMAP1", .integer(Int64(map.filter)), comment: "filter that it maximises")
        try file.append(input, name: "STRONGEST")
      }
    case .adversarial(let example):
      guard let example, let changed = example.object.image else { return }
      var adversarial = changed
      adversarial.header = header(image.header, cards)
      adversarial.header.set("EPSILON", .real(example.step), comment: "step of each pixel")
      try file.append(adversarial, name: "ADVERSARIAL")
    }
  }

  // MARK: - Series

  private static func table(_ spectrum: Spectrum, _ name: String, _ cards: [Card]) -> Catalog {
    var table = Catalog(header: header(spectrum.header, cards), name: name)
    table.columns = [
      Column(
        "wavelength", .real(spectrum.wavelength), unit: unit(spectrum.wavelengthUnit),
        description: "Pixel centres, \(spectrum.medium.rawValue)"),
      Column("flux", .float(spectrum.flux), unit: spectrum.fluxUnit, description: "Flux"),
    ]
    if let uncertainty = spectrum.uncertainty {
      table.columns.append(
        Column(
          "uncertainty", .float(uncertainty), unit: spectrum.fluxUnit,
          description: "One standard deviation"))
    }
    table.columns.append(
      Column("good", .logical(spectrum.flux.indices.map(spectrum.isGood)), description: "Counts"))
    return table
  }

  private static func table(_ curve: LightCurve, _ name: String, _ cards: [Card]) -> Catalog {
    var table = Catalog(header: header(curve.header, cards), name: name)
    table.columns = [
      Column("time", .real(curve.time), unit: "d", description: "As read"),
      Column(
        "band", .string(curve.band.map { curve.bands[$0].printable }), description: "Band"),
      Column(
        curve.quantity.rawValue, .float(curve.value), unit: curve.unit, description: "Brightness"),
    ]
    if let uncertainty = curve.uncertainty {
      table.columns.append(
        Column(
          "uncertainty", .float(uncertainty), unit: curve.unit,
          description: "One standard deviation"))
    }
    table.columns.append(
      Column("good", .logical(curve.time.indices.map(curve.isGood)), description: "Counts"))
    return table
  }

  private static func columns(_ map: Attribution, _ facts: Inspection) -> [Column] {
    var columns = [
      Column(
        "explain", .float(map.values), unit: facts.explanation?.unit == "nat" ? "nat" : nil,
        description: "Evidence for the class")
    ]
    if !map.parts.isEmpty {
      columns.append(
        Column(
          "part", .integer(map.parts.map(Int64.init)), description: "Stretch, from 0; -1 for none"))
    }
    return columns
  }

  /// The values of an adversarial series.
  private static func add(_ explanation: Explanation?, to table: inout Catalog) {
    guard case .adversarial(let example?)? = explanation?.content else { return }
    let values = example.object.spectrum?.flux ?? example.object.lightCurve?.value ?? []
    guard values.count == table.rowCount else { return }
    table.columns.append(
      Column(
        "adversarial", .float(values), unit: nil,
        description: "Moved against the slope until the class flips"))
  }

  private static func unit(_ unit: Spectrum.WavelengthUnit) -> String {
    switch unit {
    case .angstrom: "Angstrom"
    case .nanometre: "nm"
    case .micrometre: "um"
    case .millimetre: "mm"
    }
  }

  // MARK: - Headers

  /// A few facts of the observation, and what made the file.
  private static func header(_ original: Header, _ cards: [Card]) -> Header {
    var header = Provenance.facts(of: original)
    for card in cards { header.set(card.keyword, card.value ?? .undefined, comment: card.comment) }
    return header
  }

  private static func cards(_ facts: Inspection) -> [Card] {
    let name = facts.file.split(separator: "/").last.map(String.init) ?? ""
    var cards = [
      Card("CREATOR", .string("orrery \(SDKInfo.version)"), comment: "program"),
      Card("ORIGFILE", .string(name.printable), comment: "input file"),
    ]
    if let region = facts.region {
      cards.append(
        Card("ORIGX", .integer(Int64(region.x.lowerBound)), comment: "[pixel] first column, from 0")
      )
      cards.append(
        Card("ORIGY", .integer(Int64(region.y.lowerBound)), comment: "[pixel] first row, from 0"))
    }
    if let prediction = facts.prediction {
      let model = "\(prediction.architecture)/\(prediction.weights)".printable
      cards.append(Card("MODEL", .string(model), comment: "architecture/weights"))
      if let best = prediction.best {
        cards.append(
          Card("CLASS", .string(best.name.printable), comment: "most probable class"))
        cards.append(Card("CLASSPRB", .real(best.probability), comment: "probability of it"))
      }
      if let reason = prediction.unanswered {
        cards.append(Card("NOCLASS", .string(reason.printable), comment: "why there is none"))
      }
      for (place, example) in (prediction.nearestExamples ?? []).enumerated() {
        cards.append(
          Card("NEARID\(place + 1)", .string(example.id), comment: "training example"))
        cards.append(Card("NEARDS\(place + 1)", .real(example.distance), comment: "its distance"))
        if let name = example.class {
          cards.append(Card("NEARCL\(place + 1)", .string(name.printable), comment: "its class"))
        }
      }
    }
    if let explained = facts.explanation {
      cards += [
        Card("METHOD", .string(explained.method), comment: "of the explanation"),
        Card("EXPLCLS", .string(explained.explainedClass.printable), comment: "explained class"),
        Card("EVIDENCE", .real(explained.evidence), comment: "[nat] ln p/(1-p) of it"),
        Card("EVIDBASE", .real(explained.baseEvidence), comment: "[nat] without features"),
      ]
    }
    return cards
  }
}

extension Inspection.Classified {
  /// The most probable class; `nil` where nothing was said.
  public var best: (name: String, probability: Double)? {
    guard let probabilities,
      let place = probabilities.indices.max(by: { probabilities[$0] < probabilities[$1] })
    else { return nil }
    return (classes[place], probabilities[place])
  }
}
