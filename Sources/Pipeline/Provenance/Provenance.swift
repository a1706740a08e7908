import OrreryKit

/// What products were made by and from, as FITS cards and PNG texts; never a time or a path.
///
/// A ledger keeps it, so that `merge` writes the catalogue that one process would have written.
struct Provenance: Sendable, Codable, Equatable {
  /// `orrery 1.0.0`.
  var program: String
  /// The description's file without its folder.
  var pipeline: String
  /// SHA-256 of the pipeline.
  var digest: String
  /// Architecture and weights; `nil` without a model.
  var model: String?
  /// SHA-256 of the weights.
  var modelDigest: String?
  var seed: UInt64
  /// Of the model; empty without one.
  var classes: [String]
  /// One line for each stage with all its settings.
  var history: [String]
  /// The description with everything filled in: key and value as JSON, a row each.
  var settings: [Row]

  /// A key of the description, as `stages.1.detect-sources.threshold`, and its value.
  struct Row: Sendable, Codable, Equatable {
    var key: String
    var value: String
  }

  init(_ plan: Plan) {
    program = "orrery \(SDKInfo.version)"
    pipeline = Self.name(of: plan.file)
    digest = plan.digest
    model = plan.model.map { "\($0.entry.architecture)/\($0.entry.name)" }
    modelDigest = plan.model?.digest
    seed = plan.seed
    classes = plan.model?.card.specification.classes ?? []
    history = plan.stages.map { stage in
      guard case .object(let settings) = stage.settings, !settings.isEmpty else {
        return stage.name
      }
      let values = settings.sorted { $0.key < $1.key }
        .map { "\(Setting.key(for: $0.key))=\(StageMatch.text($0.value))" }
      return "\(stage.name): \(values.joined(separator: ", "))".printable
    }
    settings = plan.merged().rows("")
  }

  /// Cards of the run: program, pipeline, model, seed.
  var cards: [Card] {
    var cards = [
      Card("CREATOR", .string(program), comment: "program"),
      Card("PIPELINE", .string(pipeline), comment: "description"),
      Card("PIPESHA", .string(digest), comment: "SHA-256 of the pipeline"),
    ]
    if let model {
      cards.append(Card("MODEL", .string(model.printable), comment: "architecture/weights"))
    }
    if let modelDigest {
      cards.append(Card("MODELSHA", .string(modelDigest), comment: "SHA-256 of the weights"))
    }
    cards.append(
      Card("SEED", .integer(Int64(clamping: seed)), comment: "of the random streams"))
    return cards
  }

  /// The description with everything filled in, as a table.
  var table: Catalog {
    Catalog(
      columns: [
        Column(
          "key", .string(settings.map(\.key.printable)), description: "Key of the description"),
        Column("value", .string(settings.map(\.value.printable)), description: "As JSON"),
      ], name: "PROVENANCE")
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
  func describe(_ result: ObjectResult, inputChecksum: String, _ header: inout Header) {
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
    var texts = [PNGText("Software", program), PNGText("Pipeline", digest)]
    if let modelDigest { texts.append(PNGText("Model", modelDigest)) }
    return texts
  }

  /// Text chunks of an object's picture.
  func texts(_ result: ObjectResult) -> [PNGText] {
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

extension JSONValue {
  /// Every value that is no map under its keys, in the order of the keys.
  fileprivate func rows(_ key: String) -> [Provenance.Row] {
    func below(_ next: String) -> String { key.isEmpty ? next : "\(key).\(next)" }
    switch self {
    case .object(let values) where !values.isEmpty:
      return values.sorted { $0.key < $1.key }.flatMap { $0.value.rows(below($0.key)) }
    case .array(let values) where values.contains(where: \.isMap):
      return values.enumerated().flatMap { $0.element.rows(below("\($0.offset)")) }
    default:
      let text = String(decoding: CanonicalJSON.bytes(self), as: UTF8.self)
      return [Provenance.Row(key: key, value: text)]
    }
  }

  private var isMap: Bool { if case .object = self { true } else { false } }
}
