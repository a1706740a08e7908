/// A header-data unit that is to be written: what its header is made of.
struct FITSUnit: Sendable {
  /// Cards of the writer's own: mandatory ones, scaling, columns.
  var cards: [Card]
  /// The header that the image or table carries.
  var carried: Header
  /// EXTNAME; empty where there is none.
  var name: String
  var isImage: Bool
  /// NAXIS of an image; 0 for a table.
  var axes: Int

  /// A primary unit without data.
  static func empty(_ header: Header) -> FITSUnit {
    FITSUnit(
      cards: [
        Card("BITPIX", 8, comment: "bits of a pixel"),
        Card("NAXIS", 0, comment: "number of axes"),
      ], carried: header, name: "", isImage: true, axes: 0)
  }

  /// An image of these axes, the slowest first.
  /// - Parameter scaling: BSCALE, BZERO, BLANK where there are any.
  static func image(
    bitpix: Int, shape: [Int], scaling: [Card] = [], header: Header, name: String
  ) -> FITSUnit {
    var cards = [Card("BITPIX", .integer(Int64(bitpix)), comment: "bits of a pixel")]
    cards.append(Card("NAXIS", .integer(Int64(shape.count)), comment: "number of axes"))
    for (axis, length) in shape.reversed().enumerated() {
      cards.append(Card("NAXIS\(axis + 1)", .integer(Int64(length))))
    }
    var carried = header
    carried.remove("EXTNAME")
    return FITSUnit(
      cards: cards + scaling, carried: carried, name: name, isImage: true, axes: shape.count)
  }

  /// The header in whole blocks; its length does not depend on the sum.
  /// - Parameter dataSum: `Checksum.sum` of the data.
  func encodedHeader(isPrimary: Bool, dataSum: UInt32) -> [UInt8] {
    var cards = orderedCards(isPrimary: isPrimary)
    cards.append(Card("CHECKSUM", "0000000000000000", comment: "sum of the HDU is zero"))
    cards.append(Card("DATASUM", .string(String(dataSum)), comment: "sum of the data"))
    let header = Header(cards).encoded
    let checksum = Checksum.encoded(~Checksum.sum(header, adding: dataSum))
    cards[cards.count - 2].value = .string(checksum)
    return Header(cards).encoded
  }

  private func orderedCards(isPrimary: Bool) -> [Card] {
    var result: [Card] = []
    if isPrimary {
      result.append(Card("SIMPLE", true, comment: "conforms to FITS standard"))
    } else {
      result.append(Card("XTENSION", .string(isImage ? "IMAGE" : "BINTABLE")))
    }
    // Mandatory keywords have a fixed order; scaling follows behind them.
    let scaling: Set<String> = ["BSCALE", "BZERO", "BLANK"]
    result += cards.filter { !scaling.contains($0.keyword) && $0.keyword != "TFIELDS" }
      .filter { isImage || Self.isMandatory($0.keyword) }
    if isPrimary {
      result.append(Card("EXTEND", true))
    } else {
      if isImage { result += [Card("PCOUNT", 0), Card("GCOUNT", 1)] }
    }
    result +=
      isImage
      ? cards.filter { scaling.contains($0.keyword) }
      : cards.filter { !Self.isMandatory($0.keyword) }
    if !name.isEmpty { result.append(Card("EXTNAME", .string(name))) }
    result += carried.carried(isPrimary: isPrimary, axes: axes).cards
    if result.contains(where: { $0.records.contains { $0.starts(with: "CONTINUE".utf8) } }) {
      result.append(Card("LONGSTRN", "OGIP 1.0", comment: "long strings use CONTINUE"))
    }
    return result
  }

  private static func isMandatory(_ keyword: String) -> Bool {
    ["BITPIX", "NAXIS", "NAXIS1", "NAXIS2", "PCOUNT", "GCOUNT"].contains(keyword)
  }

  /// Zeros that bring data to whole blocks.
  static func padding(_ count: Int) -> [UInt8] {
    let block = HeaderGuard.blockSize
    return [UInt8](repeating: 0, count: (block - count % block) % block)
  }
}
