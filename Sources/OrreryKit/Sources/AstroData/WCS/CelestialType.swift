/// The parts of a celestial CTYPE: `RA---TAN-SIP` is axis `RA`, projection `TAN`, suffix `SIP`.
struct CelestialType {
  var axis: String
  var projection: String
  var suffix: String
  var isLongitude: Bool

  private static let projections: Set<String> = [
    "AZP", "SZP", "TAN", "STG", "SIN", "ARC", "ZPN", "ZEA", "AIR", "CYP", "CEA", "CAR", "MER",
    "COP", "COE", "COD", "COO", "SFL", "PAR", "MOL", "AIT", "BON", "PCO", "TSC", "CSC", "QSC",
    "HPX", "XPH", "TPV", "NCP", "GLS", "TNX", "ZPX",
  ]

  /// `nil` where the text does not name a celestial axis in a map projection.
  init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count >= 8, bytes.allSatisfy({ $0 >= 32 && $0 < 127 }) else { return nil }
    guard bytes[4] == UInt8(ascii: "-") else { return nil }
    let code = String(decoding: bytes[5..<8], as: UTF8.self)
    guard Self.projections.contains(code) else { return nil }
    var name = String(decoding: bytes[..<4], as: UTF8.self)
    while name.hasSuffix("-") { name.removeLast() }
    if name == "RA" || name.hasSuffix("LON") && name.count == 4 || name.hasSuffix("LN") {
      isLongitude = true
    } else if name == "DEC" || name.hasSuffix("LAT") && name.count == 4 || name.hasSuffix("LT") {
      isLongitude = false
    } else {
      return nil
    }
    axis = name
    projection = code
    suffix = bytes.count > 9 ? String(decoding: bytes[9...], as: UTF8.self) : ""
    while suffix.hasSuffix(" ") { suffix.removeLast() }
  }

  /// What longitude and latitude of one frame have in common: `G` of GLON and GLAT.
  var family: String {
    switch axis {
    case "RA", "DEC": "equatorial"
    default: String(axis.prefix(axis.count - (axis.count == 4 && axis.contains("L") ? 3 : 2)))
    }
  }
}
