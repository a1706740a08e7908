/// Keywords that describe how the data are stored. A writer sets them itself and never takes them
/// from a header that an image or table carries.
enum StructuralKeyword {
  private static let ofFile: Set<String> = [
    "SIMPLE", "XTENSION", "BITPIX", "NAXIS", "EXTEND", "PCOUNT", "GCOUNT", "GROUPS", "BLOCKED",
    "CHECKSUM", "DATASUM", "END",
  ]
  private static let ofImage: Set<String> = ["BSCALE", "BZERO", "BLANK", "PIXVALUE"]
  private static let ofCompression: Set<String> = [
    "ZIMAGE", "ZSIMPLE", "ZTENSION", "ZEXTEND", "ZBITPIX", "ZNAXIS", "ZPCOUNT", "ZGCOUNT",
    "ZBLOCKED", "ZCMPTYPE", "ZMASKCMP", "ZQUANTIZ", "ZDITHER0", "ZBLANK", "ZSCALE", "ZZERO",
    "ZHECKSUM", "ZDATASUM", "ZTABLE", "ZTILELEN", "ZTHEAP", "FZALGOR", "FZTILE", "FZQVALUE",
    "FZQMETHD", "FZDTHRSD", "FZINT2F", "FZHSCALE",
  ]
  private static let ofColumns = [
    "TTYPE", "TFORM", "TUNIT", "TNULL", "TSCAL", "TZERO", "TDISP", "TDIM", "TBCOL", "TDMIN",
    "TDMAX", "TLMIN", "TLMAX", "TCOMM",
  ]
  private static let ofGroups = ["PTYPE", "PSCAL", "PZERO"]

  /// True for every keyword that describes storage.
  static func contains(_ keyword: String) -> Bool {
    ofFile.contains(keyword) || ofImage.contains(keyword) || isOfCompression(keyword)
      || isOfTable(keyword) || isNumbered(keyword, ["NAXIS", "NPIX"] + ofGroups)
  }

  static func isOfCompression(_ keyword: String) -> Bool {
    guard keyword.utf8.first == UInt8(ascii: "Z") || keyword.utf8.first == UInt8(ascii: "F") else {
      return false
    }
    return ofCompression.contains(keyword)
      || isNumbered(keyword, ["ZNAXIS", "ZTILE", "ZNAME", "ZVAL", "ZFORM", "ZCTYP"])
  }

  static func isOfTable(_ keyword: String) -> Bool {
    keyword == "TFIELDS" || keyword == "THEAP" || isNumbered(keyword, ofColumns)
  }

  private static func isNumbered(_ keyword: String, _ stems: [String]) -> Bool {
    guard let last = keyword.utf8.last, CardText.isDigit(last) else { return false }
    return stems.contains { stem in
      keyword.hasPrefix(stem)
        && keyword.utf8.dropFirst(stem.utf8.count).allSatisfy(CardText.isDigit)
        && keyword.utf8.count > stem.utf8.count
    }
  }
}
