internal import Foundation

extension CelestialSolution {
  /// - Returns: `nil` where axes 1 and 2 are not a pair of celestial axes.
  init?(_ header: Header) throws {
    let cards = CelestialCards(header)
    if let equatorial = CelestialType("RA---TAN"),
      let plate = try Self.plate(cards, frame: Self.frame(cards, equatorial))
    {
      self = plate
      return
    }
    let texts = [cards.text("CTYPE1") ?? "", cards.text("CTYPE2") ?? ""]
    let first = CelestialType(texts[0])
    let second = CelestialType(texts[1])
    guard let first, let second else {
      // A celestial axis beside a spectral one (a long-slit image) is not a map of the sky.
      return nil
    }
    guard first.isLongitude != second.isLongitude, first.family == second.family,
      first.projection == second.projection
    else {
      throw DataError(
        .damaged, "world coordinates: CTYPE1 '\(texts[0])' and CTYPE2 '\(texts[1])' do not match")
    }
    if first.projection == "TNX" || first.projection == "ZPX" {
      throw DataError(
        .unsupported, "world coordinates: projection \(first.projection) is not supported")
    }
    types = texts.map { String($0.prefix(8)) }
    omissions = []
    referencePixel = [try cards.number("CRPIX1") ?? 0, try cards.number("CRPIX2") ?? 0]
    let units = [try Self.unit(cards, 1), try Self.unit(cards, 2)]
    referenceValue = [
      units[0] * (try cards.number("CRVAL1") ?? 0), units[1] * (try cards.number("CRVAL2") ?? 0),
    ]
    let linear = try Self.linear(cards, longitudeFirst: first.isLongitude)
    matrix = [linear.matrix[0] * units[0], linear.matrix[1] * units[1]]
    isCDForm = linear.isCDForm
    parameters = try cards.parameters(axis: 1) + cards.parameters(axis: 2)
    nativePoleLongitude = try cards.number("LONPOLE")
    nativePoleLatitude = try cards.number("LATPOLE")
    frame = try Self.frame(cards, first)
    distortion = try Self.distortion(cards, &omissions)
    if first.projection == "TAN" { resolveTangentParameters(first) }
    for (keyword, what) in [
      ("CPDIS1", "distortion"), ("CPDIS2", "distortion"), ("CQDIS1", "distortion"),
      ("CQDIS2", "distortion"), ("D2IMDIS1", "detector distortion"),
      ("D2IMDIS2", "detector distortion"),
    ] {
      if let kind = cards.text(keyword), !kind.isEmpty {
        omissions.append("\(what) \(keyword) = '\(kind)' is not applied")
      }
    }
    if [first, second].contains(where: { !$0.suffix.isEmpty && $0.suffix != "SIP" }) {
      omissions.append("distortion suffix '\(first.suffix)' is not applied")
    }
    let determinant = matrix[0].x * matrix[1].y - matrix[0].y * matrix[1].x
    guard determinant != 0, determinant.isFinite else {
      throw DataError(.damaged, "world coordinates: the pixel scale matrix is singular")
    }
  }

  /// Degrees in one unit of CUNIT.
  private static func unit(_ cards: CelestialCards, _ axis: Int) throws -> Double {
    switch cards.text("CUNIT\(axis)")?.lowercased() {
    case nil, "", "deg", "degree", "degrees": return 1
    case "arcmin": return 1.0 / 60
    case "arcsec": return 1.0 / 3600
    case "mas": return 1.0 / 3_600_000
    case "rad": return 180 / Double.pi
    case .some(let unit):
      throw DataError(
        .unsupported, "world coordinates: unit '\(unit)' of axis \(axis) is not an angle")
    }
  }

  /// CDi_j, or PCi_j × CDELTi, or CDELTi turned by CROTAi.
  private static func linear(
    _ cards: CelestialCards, longitudeFirst: Bool
  ) throws -> (matrix: [SIMD2<Double>], isCDForm: Bool) {
    func matrix(_ name: (Int, Int) -> String) throws -> [[Double?]] {
      try (1...2).map { row in try (1...2).map { try cards.number(name(row, $0)) } }
    }
    func isGiven(_ matrix: [[Double?]]) -> Bool { matrix.joined().contains { $0 != nil } }
    func isCoupled(_ name: String) throws {
      for keyword in cards.keywords where keyword.hasPrefix(name) {
        let indices = keyword.dropFirst(2).split(separator: "_")
        guard indices.count == 2, let row = Int(indices[0]), let column = Int(indices[1]) else {
          continue
        }
        guard (1...2).contains(row) != (1...2).contains(column) else { continue }
        guard let value = try cards.number(keyword), value != 0 else { continue }
        throw DataError(
          .unsupported, "world coordinates: \(keyword) ties the sky to a third axis")
      }
    }
    let steps: SIMD2<Double> = [
      try cards.number("CDELT1") ?? 1, try cards.number("CDELT2") ?? 1,
    ]
    var pc = try matrix { "PC\($0)_\($1)" }
    if !isGiven(pc) { pc = try matrix { "PC00\($0)00\($1)" } }
    let cd = try matrix { "CD\($0)_\($1)" }
    if isGiven(cd) && !isGiven(pc) {
      try isCoupled("CD")
      let first = SIMD2<Double>(cd[0][0] ?? 0, cd[0][1] ?? 0)
      let second = SIMD2<Double>(cd[1][0] ?? 0, cd[1][1] ?? 0)
      return ([first, second], true)
    }
    if isGiven(pc) {
      try isCoupled("PC")
      let first = SIMD2<Double>(pc[0][0] ?? 1, pc[0][1] ?? 0)
      let second = SIMD2<Double>(pc[1][0] ?? 0, pc[1][1] ?? 1)
      return ([first * steps.x, second * steps.y], false)
    }
    let angle = (try cards.number(longitudeFirst ? "CROTA2" : "CROTA1") ?? 0) * .pi / 180
    guard angle != 0 else { return ([[steps.x, 0], [0, steps.y]], false) }
    let (c, s) = (cos(angle), sin(angle))
    // The turn is from the longitude to the latitude axis, whichever comes first.
    let sign = longitudeFirst ? 1.0 : -1.0
    let first = SIMD2<Double>(steps.x * c, -sign * steps.y * s)
    let second = SIMD2<Double>(sign * steps.x * s, steps.y * c)
    return ([first, second], false)
  }

  private static func frame(_ cards: CelestialCards, _ type: CelestialType) throws
    -> CelestialFrame
  {
    let equinox = try cards.number("EQUINOX") ?? cards.number("EPOCH")
    if let equinox, !(1000...3000).contains(equinox) {
      throw DataError(.damaged, "world coordinates: equinox is \(equinox)")
    }
    switch type.axis {
    case "GLON", "GLAT": return .galactic
    case "SLON", "SLAT": return .supergalactic
    case "ELON", "ELAT": return .ecliptic(equinox: equinox ?? 2000)
    case "RA", "DEC": break
    default: return .other(type.family)
    }
    let system = cards.text("RADESYS") ?? cards.text("RADECSYS") ?? ""
    switch system.trimmingCharacters(in: .whitespaces).uppercased() {
    case "ICRS": return .icrs
    case "FK5": return .fk5(equinox: equinox ?? 2000)
    case "FK4": return .fk4(equinox: equinox ?? 1950)
    case "FK4-NO-E": return .fk4WithoutETerms(equinox: equinox ?? 1950)
    case "":
      guard let equinox else { return .icrs }
      return equinox < 1984 ? .fk4(equinox: equinox) : .fk5(equinox: equinox)
    default: return .other(system)
    }
  }

  private static func distortion(_ cards: CelestialCards, _ omissions: inout [String]) throws
    -> SIPDistortion?
  {
    func polynomial(_ name: String) throws -> SIPDistortion.Polynomial? {
      guard let order = try cards.order("\(name)_ORDER", 0...9) else { return nil }
      var polynomial = SIPDistortion.Polynomial(order: order)
      for p in 0...order {
        for q in 0...(order - p) {
          polynomial[p, q] = try cards.number("\(name)_\(p)_\(q)") ?? 0
        }
      }
      return polynomial
    }
    let (a, b) = (try polynomial("A"), try polynomial("B"))
    guard let a, let b else {
      if a == nil && b == nil {
        if cards.text("CTYPE1")?.hasSuffix("-SIP") == true {
          omissions.append("CTYPE1 names SIP and the header has no coefficients")
        }
        return nil
      }
      throw DataError(
        .damaged, "world coordinates: only one of A_ORDER and B_ORDER is given")
    }
    return SIPDistortion(a: a, b: b, ap: try polynomial("AP"), bp: try polynomial("BP"))
  }

  /// SCAMP wrote what is now TPV as TAN with PV cards; beside SIP they are to be ignored.
  private mutating func resolveTangentParameters(_ first: CelestialType) {
    let longitude = first.isLongitude ? 1 : 2
    let isPolynomial = parameters.contains { $0.axis == longitude ? $0.index > 4 : true }
    guard isPolynomial else { return }
    if distortion != nil {
      parameters = []
    } else {
      types = types.map { $0.prefix(5) + "TPV" }
    }
  }
}
