extension Header {
  /// Replaces the world coordinates of the first two axes: every card of an older solution goes,
  /// alternate ones (`CTYPE1A`) and lookup distortions included; `nil` only removes.
  ///
  /// Cards of further axes (a cube's wavelengths) stay.
  public mutating func setWCS(_ wcs: WCS?) {
    let place = cards.firstIndex { Self.isWCSKeyword($0.keyword) && $0.keyword != "WCSAXES" }
    let before = place.map { cards[..<$0].filter { !Self.isWCSKeyword($0.keyword) }.count }
    // WCSAXES counts further axes too and must stand before the others.
    let axes = cards.first { $0.keyword == "WCSAXES" }
    cards.removeAll { Self.isWCSKeyword($0.keyword) }
    guard let wcs else { return }
    var new = wcs.header.cards
    if let axes, hasFurtherAxes { new.insert(axes, at: 0) }
    cards.insert(contentsOf: new, at: min(before ?? cards.count, cards.count))
  }

  private var hasFurtherAxes: Bool {
    cards.contains { $0.keyword.hasPrefix("CTYPE") && $0.keyword.count == 6 }
  }

  /// True for a keyword that describes the world coordinates of axis 1 or 2, or of the whole.
  static func isWCSKeyword(_ keyword: String) -> Bool {
    var name = Substring(keyword)
    // An alternate solution carries one letter behind: CRVAL1A, CD1_2B, WCSNAMEC.
    if let last = name.last, last.isASCII, last.isLetter, last.isUppercase,
      name.dropLast().last?.isNumber == true
    {
      name = name.dropLast()
    }
    if whole.contains(String(name)) { return true }
    if keyword.count == 8, whole.contains(String(keyword.dropLast())) { return true }
    for prefix in perAxis where name.hasPrefix(prefix) {
      if ["1", "2"].contains(String(name.dropFirst(prefix.count))) { return true }
    }
    for prefix in matrices where name.hasPrefix(prefix) {
      let indices = name.dropFirst(prefix.count).split(separator: "_")
      guard indices.count == 2, let row = Int(indices[0]), let column = Int(indices[1]) else {
        continue
      }
      // PVi_m: the first index is an axis. PCi_j: any that touches axis 1 or 2.
      let isParameter = prefix == "PV" || prefix == "PS"
      if (1...2).contains(row) || (!isParameter && (1...2).contains(column)) { return true }
    }
    for prefix in ["A_", "B_", "AP_", "BP_"] where keyword.hasPrefix(prefix) {
      let tail = keyword.dropFirst(prefix.count)
      if tail == "ORDER" || tail == "DMAX" { return true }
      let indices = tail.split(separator: "_")
      if indices.count == 2, indices.allSatisfy({ Int($0) != nil }) { return true }
    }
    if keyword.hasPrefix("PC00"), keyword.count == 8, Int(keyword.dropFirst(2)) != nil {
      return true
    }
    return keyword.hasPrefix("WAT") && keyword.contains("_")
      || ["AMDX", "AMDY", "PPO"].contains {
        keyword.hasPrefix($0) && Int(keyword.dropFirst($0.count)) != nil
      }
  }

  private static let whole: Set<String> = [
    "WCSAXES", "WCSNAME", "LONPOLE", "LATPOLE", "RADESYS", "RADECSYS", "EQUINOX", "EPOCH",
    // A plate solution of the Digitized Sky Survey.
    "XPIXELSZ", "YPIXELSZ", "PLTRAH", "PLTRAM", "PLTRAS", "PLTDECSN", "PLTDECD", "PLTDECM",
    "PLTDECS",
  ]
  private static let perAxis = [
    "CTYPE", "CRPIX", "CRVAL", "CDELT", "CUNIT", "CROTA", "CNAME", "CRDER", "CSYER", "CPDIS",
    "CQDIS", "CPERR", "CQERR", "DP", "DQ", "D2IMDIS", "D2IMERR", "D2IM", "D2IMARR", "LTV",
    "CNPIX",
  ]
  private static let matrices = ["PC", "CD", "PV", "PS", "LTM"]
}
