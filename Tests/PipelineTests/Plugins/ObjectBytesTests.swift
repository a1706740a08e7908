import OrreryKit
import Testing

@testable import Pipeline

/// Objects and predictions as one process tells another of them.
struct ObjectBytesTests {
  private static func image() -> Image {
    var image = Image(pixels: [1, .nan, -.infinity, 4.5, 0, -0.0], height: 2, width: 3)
    image.mask = [0, 1, 0, 2, 0, 0]
    image.uncertainty = [1, 2, 3, 4, 5, .infinity]
    image.unit = "nJy"
    image.bands = ["r"]
    image.header = Header([
      Card("SIMPLE", true), Card("GAIN", .real(0.1), comment: "[e/adu] of both"),
      Card("NCOMB", 3), Card("OBJECT", "M 31"), Card("C", .complex(1, -2)), Card("U", .undefined),
      Card("HISTORY", nil, comment: "was made"),
    ])
    image.name = "SCI"
    return image
  }

  /// A solution with a polynomial and numbers that cards would round.
  private static func wcs() throws -> WCS? {
    var header = Header()
    for (key, value) in [
      ("CRPIX1", 1.7), ("CRPIX2", 2.3), ("CRVAL1", 150.123_456_789), ("CRVAL2", 2.2),
      ("CDELT1", -7.3e-5), ("CDELT2", 7.1e-5), ("PC1_1", 0.9), ("PC1_2", 0.1), ("PC2_1", -0.1),
      ("PC2_2", 0.97), ("A_0_2", 1.1e-7), ("B_2_0", 3e-7),
    ] { header.set(key, .real(value)) }
    header.set("CTYPE1", "RA---TAN-SIP")
    header.set("CTYPE2", "DEC--TAN-SIP")
    header.set("A_ORDER", 2)
    header.set("B_ORDER", 2)
    return try WCS(header)
  }

  private static func spectrum() -> Spectrum {
    var spectrum = Spectrum(
      wavelength: [400, 401, 402], unit: .nanometre, medium: .vacuum, flux: [1, .nan, 3],
      uncertainty: [0.1, .infinity, 0.3], header: Header([Card("Z", .real(0.5))]), name: "star")
    spectrum.fluxUnit = "erg"
    spectrum.mask = [0, 1, 0]
    spectrum.model = [1, 2, 3]
    spectrum.redshift = 0.25
    spectrum.classification = "GALAXY"
    spectrum.position = SkyPosition(ra: 1, dec: -2)
    return spectrum
  }

  private static func curve() -> LightCurve {
    var curve = LightCurve(
      time: [1, 2.5, 3], value: [10, 11, .nan], uncertainty: [0.1, 0.2, 0.3], band: [0, 1, 0],
      bands: ["g", "r"], quantity: .magnitude, header: Header([Card("A", 1)]), name: "c")
    curve.timeReference = 2_400_000.5
    curve.foldedPeriod = 0.7
    curve.unit = "mag"
    curve.quality = [0, 4, -1]
    curve.mask = [0, 0, 1]
    curve.classification = "RRAB"
    curve.position = SkyPosition(ra: 3, dec: 4)
    return curve
  }

  private static func table() -> Catalog {
    var column = Column(
      "flux", .float([1, .nan, 3, 4]), width: 2, unit: "nJy", description: "of it")
    column.shape = [2]
    column.isNull = [false, true]
    return Catalog(
      columns: [column, Column("name", .string(["a", "b"]))], header: Header([Card("N", 2)]),
      name: "TRUTH")
  }

  private static func object(_ content: SkyObject.Content) -> SkyObject {
    var object = SkyObject(id: "m 31/β", origin: "a.fits", content: content)
    object.position = SkyPosition(ra: 10, dec: 41)
    object.pixel = (x: 3.5, y: -1)
    object.sources = [
      Source(
        number: 3, x: 1.5, y: 2.5, box: PixelRegion(x: 1..<4, y: -2..<5), area: 7, flux: 8,
        fluxError: .nan, peak: 9, semiMajor: 2, semiMinor: 1, angle: -0.5, flags: [.edge])
    ]
    object.layers = ["truth": image(), "noise": Image(repeating: 1, height: 1, width: 1)]
    object.tables = ["truth": table()]
    object.measurements = [
      Measurement("a", .real(.nan), unit: "mag", description: "one"),
      Measurement("b", .integer(-4)),
      Measurement("c", .string("x")), Measurement("d", .logical(true)),
      Measurement("e", .vector([1, 2])),
    ]
    object.flag(.blended)
    object.flag(.edge)
    object.history = ["cut", "stretched"]
    object.truth = ["spiral": 0.75, "merger": 0.25]
    object.truthValues = ["z": 0.1]
    object.truthNames = ["type": "Sb"]
    return object
  }

  private static func contents() throws -> [SkyObject.Content] {
    var image = image()
    image.wcs = try wcs()
    return [
      .image(image), .spectrum(spectrum()), .lightCurve(curve()),
      .row(CatalogRow(names: ["u", "g"], values: [1, .nan])),
    ]
  }

  /// Everything that a value says of itself, in order.
  private func text<Value>(_ value: Value) -> String {
    var result = ""
    dump(value, to: &result)
    return result
  }

  /// A dictionary prints in any order.
  private func text(_ object: SkyObject) -> String {
    var bare = object
    bare.image?.wcs = nil  // of which `==` tells more
    bare.layers = [:]
    bare.tables = [:]
    bare.truth = [:]
    bare.truthNames = [:]
    return text(bare as Any) + text(object.layers.sorted { $0.key < $1.key })
      + text(object.tables.sorted { $0.key < $1.key })
      + text(object.truth.sorted { $0.key < $1.key })
      + text(object.truthNames.sorted { $0.key < $1.key })
  }

  @Test("Objects of every kind come over as they are, world coordinates to the bit")
  func objects() throws {
    for content in try Self.contents() {
      let object = Self.object(content)
      var writer = ByteWriter()
      object.put(to: &writer)
      var reader = ByteReader(writer.bytes)
      let back = try SkyObject(from: &reader)
      #expect(reader.isAtEnd)
      #expect(text(back) == text(object))
      #expect((object.kind == .image) == (object.image?.wcs != nil))
      #expect(back.image?.wcs == object.image?.wcs)
    }
  }

  @Test("No property of what crosses is left behind: a new one must be written and read")
  func properties() throws {
    func count(_ value: Any) -> Int { Mirror(reflecting: value).children.count }
    let object = Self.object(.image(Self.image()))
    #expect(count(object) == 14)
    #expect(count(Self.image()) == 11)
    #expect(count(Self.spectrum()) == 13)
    #expect(count(Self.curve()) == 15)
    #expect(count(Self.table()) == 3)
    #expect(count(Self.table().columns[0]) == 7)
    #expect(count(object.sources[0]) == 12)
    #expect(count(object.measurements[0]) == 4)
    #expect(count(Prediction()) == 6)
  }

  @Test("A prediction comes over as it is")
  func prediction() throws {
    let prediction = Prediction(
      measurements: [Measurement("m", .real(2))], probabilities: [0.5, .nan], features: [1, 2, 3],
      layers: ["map": Self.image()], tables: ["t": Self.table()], flags: [.constant])
    var writer = ByteWriter()
    prediction.put(to: &writer)
    var reader = ByteReader(writer.bytes)
    #expect(text(try Prediction(from: &reader)) == text(prediction))
  }

  @Test("What is cut short or overwritten is an error, never a crash")
  func damage() throws {
    for content in try Self.contents() {
      var writer = ByteWriter()
      Self.object(content).put(to: &writer)
      let bytes = writer.bytes
      for count in stride(from: 0, to: bytes.count, by: 7) {
        var reader = ByteReader(Array(bytes[..<count]))
        #expect(throws: DataError.self) { try SkyObject(from: &reader) }
      }
      for place in stride(from: 0, to: bytes.count, by: 3) {
        var wrong = bytes
        wrong[place] = 0xFF
        var reader = ByteReader(wrong)
        _ = try? SkyObject(from: &reader)
      }
    }
  }

  @Test("Requests and answers come over, errors with their codes")
  func messages() throws {
    let object = Self.object(.row(CatalogRow(names: [], values: [])))
    guard
      case .expand(let stage, let back) = try IsolatedRequest(
        IsolatedRequest.expand(stage: 5, object).bytes)
    else {
      Issue.record("another request")
      return
    }
    #expect(stage == 5 && text(back) == text(object))
    #expect(throws: DataError.self) { try IsolatedRequest([9]) }
    let error = DataError(.missing, "no star", file: "a.fits", hdu: 2)
    #expect(throws: error) { try IsolatedReply.values(of: IsolatedReply.bytes(of: error)) { _ in } }
    let values = try IsolatedReply.values(of: IsolatedReply.bytes { $0.put(4) }) {
      try $0.integer()
    }
    #expect(values == 4)
  }
}
