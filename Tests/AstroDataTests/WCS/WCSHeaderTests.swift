import AstroData
import Testing

struct WCSHeaderTests {
  static let plain = Header([
    Card("CTYPE1", "RA---TAN"), Card("CTYPE2", "DEC--TAN"), Card("CRVAL1", 150.0),
    Card("CRVAL2", 2.0), Card("CRPIX1", 50.5), Card("CRPIX2", 40.5), Card("CDELT1", -0.0001),
    Card("CDELT2", 0.0001),
  ])

  static func plain(_ keyword: String, _ value: Card.Value?) -> Header {
    var header = plain
    header[keyword] = value
    return header
  }

  @Test(
    "A value that is no usable number is refused by its keyword",
    arguments: ["CRVAL1", "CRPIX2", "CDELT1", "LONPOLE", "PV2_1"],
    [.string("12:30:00"), .real(.nan), .real(.infinity), .real(1e300), .logical(true)]
      as [Card.Value])
  func hostileNumbers(_ keyword: String, _ value: Card.Value) {
    #expect {
      try WCS(Self.plain(keyword, value))
    } throws: { error in
      let error = error as? DataError
      return error?.code == .damaged && error?.reason.contains(keyword) == true
    }
  }

  @Test(
    "A solution that contradicts itself is refused",
    arguments: [
      ("CDELT1", .real(0)), ("CTYPE2", "DEC--SIN"), ("CTYPE2", "GLAT-TAN"), ("CTYPE2", "RA---TAN"),
      ("CUNIT1", "km"), ("EQUINOX", .real(-5)), ("A_ORDER", .integer(3)), ("A_ORDER", .integer(50)),
      ("PC1_3", .real(0.5)),
    ] as [(String, Card.Value)])
  func contradictions(_ keyword: String, _ value: Card.Value) {
    var header = Self.plain(keyword, value)
    if keyword == "PC1_3" { header["PC1_1"] = .real(1) }
    #expect(throws: DataError.self) { try WCS(header) }
  }

  @Test("Projections whose extra terms cannot be read are refused, others are named")
  func unsupported() throws {
    var header = Self.plain("CTYPE1", "RA---TNX")
    header["CTYPE2"] = "DEC--TNX"
    #expect { try WCS(header) } throws: { ($0 as? DataError)?.code == .unsupported }
    let lookup = try #require(try WCS(Self.plain("CPDIS1", "LOOKUP")))
    #expect(lookup.omissions.count == 1)
    #expect(try WCS(Self.plain)?.omissions == [])
  }

  @Test(
    "A header without a pair of celestial axes has no world coordinates",
    arguments: ["", "PIXEL", "LINEAR", "WAVE", "FREQ", "RA", "XX---TAN", "RA---FOO", "Ä---TAN----"])
  func none(_ type: String) throws {
    #expect(try WCS(Header()) == nil)
    #expect(try WCS(Self.plain("CTYPE1", .string(type))) == nil)
  }

  @Test("A cube's first two axes are read, its wavelengths left alone")
  func cube() throws {
    var header = Self.plain
    header["CTYPE3"] = "WAVE"
    header["CRVAL3"] = 5e-7
    header["PC3_3"] = 1.0
    header["CDELT3"] = 1e-10
    header["WCSAXES"] = 3
    let wcs = try #require(try WCS(header))
    #expect(wcs.sky(x: 49.5, y: 39.5)?.ra == 150)
    header.setWCS(wcs.binned(by: 2))
    #expect(header.string("CTYPE3") == "WAVE")
    #expect(header.double("CDELT3") == 1e-10)
    #expect(try WCS(header) == wcs.binned(by: 2))
    let keywords = header.cards.map(\.keyword)
    #expect(keywords.firstIndex(of: "WCSAXES") == 0)
    #expect(keywords.count == Set(keywords).count)
  }

  @Test("Setting a solution drops every card of the older one and keeps the rest in order")
  func replace() throws {
    var header = Header([
      Card("SIMPLE", true), Card("OBJECT", "M 13"), Card("CTYPE1", "RA---TAN-SIP"),
      Card("CTYPE2", "DEC--TAN-SIP"), Card("CD1_1", 1e-5), Card("CD2_2", 1e-5),
      Card("A_ORDER", 2), Card("A_2_0", 1e-6), Card("B_ORDER", 2), Card("AP_1_0", 1e-6),
      Card("CRVAL1A", 3.0), Card("WCSNAMEA", "other"), Card("LTM1_1", 1.0), Card("PV1_1", 1.0),
      Card("D2IMDIS1", "LOOKUP"), Card("CROTA2", 4.0), Card("EPOCH", 1950.0),
      Card("EXPTIME", 30.0), Card("CDS", 1), Card("PCOUNT", 0), Card("A_CAMERA", 1),
    ])
    let wcs = try #require(try WCS(Self.plain))
    header.setWCS(wcs)
    let others = ["SIMPLE", "OBJECT", "EXPTIME", "CDS", "PCOUNT", "A_CAMERA"]
    #expect(header.cards.map(\.keyword).filter(others.contains) == others)
    #expect(header.cards.count == others.count + wcs.header.cards.count)
    #expect(header.cards[2].keyword == "CTYPE1")
    #expect(try WCS(header) == wcs)
    header.setWCS(nil)
    #expect(header.cards.map(\.keyword) == others)
  }

  @Test("North is up and east is left in an unrotated image; turning the image turns both")
  func orientation() throws {
    let wcs = try #require(try WCS(Self.plain))
    let up = try #require(wcs.orientation(x: 49.5, y: 39.5))
    #expect(abs(up.pixelScale - 0.36) < 1e-6)
    #expect(min(up.positionAngle, 360 - up.positionAngle) < 1e-4)
    #expect(up.north.y > 0.999999 && up.east.x < -0.999999)
    #expect(!up.isMirrored)
    let turned = try #require(
      try WCS(Self.plain("CROTA2", 30.0))?.orientation(x: 49.5, y: 39.5))
    #expect(abs(turned.positionAngle - 330) < 1e-4)
    let mirrored = try #require(
      try WCS(Self.plain("CDELT1", 0.0001))?.orientation(x: 49.5, y: 39.5))
    #expect(mirrored.isMirrored)
    #expect(mirrored.east.x > 0.999999)
  }

  @Test("Pixels off the sphere and NaN have no sky")
  func offSky() throws {
    var header = Self.plain
    header["CTYPE1"] = "RA---SIN"
    header["CTYPE2"] = "DEC--SIN"
    let wcs = try #require(try WCS(header))
    #expect(wcs.sky(x: 1e6, y: 0) == nil)
    #expect(wcs.sky(x: .nan, y: 0) == nil)
    #expect(wcs.sky(x: .infinity, y: 0) == nil)
    #expect(wcs.pixel(of: SkyPosition(ra: 330, dec: -2)) == nil)
    #expect(wcs.pixel(of: SkyPosition(ra: .nan, dec: 0)) == nil)
    let mixed = wcs.sky([SIMD2(49.5, 39.5), SIMD2(1e6, 0), SIMD2(0, 0)])
    #expect(mixed[0] != nil && mixed[1] == nil && mixed[2] != nil)
  }

  @Test("Several threads get one thread's answers")
  func threads() async throws {
    let wcs = try #require(try WCS(Self.plain))
    let pixels = (0..<3000).map { SIMD2(Double($0 % 100), Double($0 / 100)) }
    let expected = wcs.sky(pixels)
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 { group.addTask { wcs.sky(pixels) == expected } }
      for try await same in group { #expect(same) }
    }
  }
}
