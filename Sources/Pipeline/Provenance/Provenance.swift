import OrreryKit

/// What a product was made by and from, as FITS cards and PNG texts; never a time or a path.
struct Provenance: Sendable {
  private let plan: Plan
  private let digest: String

  init(_ plan: Plan) {
    self.plan = plan
    digest = plan.digest
  }

  /// Cards of the run: program, pipeline, model, seed.
  var cards: [Card] {
    var cards = [
      Card("CREATOR", .string("orrery \(SDKInfo.version)"), comment: "program"),
      Card("PIPELINE", .string(Self.name(of: plan.file)), comment: "description"),
      Card("PIPESHA", .string(digest), comment: "SHA-256 of the pipeline"),
    ]
    if let model = plan.model {
      let name = "\(model.entry.architecture)/\(model.entry.name)"
      cards.append(Card("MODEL", .string(name.printable), comment: "architecture/weights"))
      cards.append(Card("MODELSHA", .string(model.digest), comment: "SHA-256 of the weights"))
    }
    cards.append(
      Card("SEED", .integer(Int64(clamping: plan.seed)), comment: "of the random streams"))
    return cards
  }

  /// One line for each stage with all its settings.
  var history: [String] {
    plan.stages.map { stage in
      guard case .object(let settings) = stage.settings, !settings.isEmpty else {
        return stage.name
      }
      let values = settings.sorted { $0.key < $1.key }
        .map { "\(Setting.key(for: $0.key))=\(StageMatch.text($0.value))" }
      return "\(stage.name): \(values.joined(separator: ", "))".printable
    }
  }

  /// What an astronomer looks for in a stamp; the rest is in the input file, which is named.
  private static let kept: Set<String> = [
    "OBJECT", "TELESCOP", "INSTRUME", "DETECTOR", "FILTER", "FILTER1", "FILTER2", "BAND",
    "EXPTIME", "GAIN", "RDNOISE", "READNOIS", "SATURATE", "MAGZERO", "ZEROPT", "PIXSCALE",
    "DATE-OBS", "MJD-OBS", "AIRMASS", "SEEING", "PSF_FWHM",
  ]

  /// The header of a product that shows pixels of the input: a few facts of the observation.
  /// Unit and world coordinates are the image's own and are written from it.
  static func facts(of header: Header) -> Header {
    Header(header.cards.filter { kept.contains($0.keyword) && $0.value != nil })
  }

  /// Puts the run, the object and its result into a header.
  func describe(
    _ result: ObjectResult, classes: [String], inputChecksum: String, _ header: inout Header
  ) {
    for card in cards { header.set(card.keyword, card.value ?? .undefined, comment: card.comment) }
    let object = result.object
    header.set("OBJID", .string(object.id.printable), comment: "name in the catalogue")
    header.set("ORIGFILE", .string(Self.name(of: object.origin)), comment: "input file")
    header.set("ORIGSHA", .string(inputChecksum), comment: "SHA-256 of the input file")
    if let pixel = object.pixel {
      header.set("ORIGX", .real(pixel.x), comment: "[pixel] centre in the input, from 0")
      header.set("ORIGY", .real(pixel.y), comment: "[pixel] centre in the input, from 0")
    }
    if let best = result.best, classes.indices.contains(best.place) {
      header.set("CLASS", .string(classes[best.place].printable), comment: "most probable class")
      header.set("CLASSPRB", .real(Double(best.probability)), comment: "probability of it")
    }
    let flags = result.flags.map(\.rawValue).joined(separator: ",")
    if !flags.isEmpty {
      header.set("FLAGS", .string(flags.printable), comment: "what to know of it")
    }
  }

  /// Text chunks of any picture of the run.
  var texts: [PNGText] {
    var texts = [
      PNGText("Software", "orrery \(SDKInfo.version)"), PNGText("Pipeline", digest),
    ]
    if let model = plan.model { texts.append(PNGText("Model", model.digest)) }
    return texts
  }

  /// Text chunks of an object's picture.
  func texts(_ result: ObjectResult, classes: [String]) -> [PNGText] {
    var texts =
      [
        PNGText("Title", result.object.id.printable),
        PNGText("Source", Self.name(of: result.object.origin)),
      ] + self.texts
    if let best = result.best, classes.indices.contains(best.place) {
      texts.append(PNGText("Description", "\(classes[best.place]) \(best.probability)".printable))
    }
    return texts
  }

  /// The last part of a path: products do not tell where they were made.
  private static func name(of path: String) -> String {
    String(path.split(separator: "/").last ?? "").printable
  }
}
