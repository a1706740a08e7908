import TestSupport
import Testing

@testable import AstroData

struct HeaderTests {
  @Test("Setting replaces in place, appends and removes")
  func subscripting() {
    var header = Header([Card("A", 1, comment: "first"), Card("B", 2)])
    header["a"] = 5
    header["C"] = "new"
    header["B"] = nil
    #expect(
      header.cards == [Card("A", 5, comment: "first"), Card("C", "new")])
  }

  @Test("CONTINUE cards join to one string, comments too")
  func longString() {
    let text = [
      "SVALUE  = 'This is a long string value &'", "CONTINUE  'extending&   ' / first",
      "CONTINUE  ' over 3 lines.' / second", "NEXT    = 1",
    ].map { $0.padding(80) }.joined()
    let header = Header(records: Array(text.utf8))
    #expect(header.string("SVALUE") == "This is a long string value extending over 3 lines.")
    #expect(header.card("SVALUE")?.comment == "first second")
    #expect(header.integer("NEXT") == 1)
  }

  @Test("A CONTINUE card that continues nothing is kept as text")
  func orphan() {
    let text = "A       = 1".padding(80) + "CONTINUE  'text'".padding(80)
    let header = Header(records: Array(text.utf8))
    #expect(header.cards.count == 2)
    #expect(header.cards[1].isCommentary)
  }

  @Test(
    "Every header of the real files survives writing and reading",
    .enabled(if: RealData.isPresent, "the real data are not here"))
  func roundTrip() throws {
    // One of each family: the others have the same cards.
    let names = Facts.readable.filter {
      !$0.contains("spex/1") && !$0.contains("ztf-stamps/") || $0.contains("12090_11825")
    }
    for name in names {
      for hdu in try FITSFile(opening: RealData.path(name)).hdus {
        let back = Header(records: hdu.header.encoded)
        #expect(back.cards == hdu.header.cards.flatMap(Self.split), "\(name)[\(hdu.index)]")
      }
    }
  }

  /// A record without a keyword may fill 80 columns; as commentary it has room for 72.
  private static func split(_ card: Card) -> [Card] {
    guard card.isCommentary, card.comment.count > 72 else { return [card] }
    let text = Array(card.comment)
    return [
      Card(card.keyword, nil, comment: String(text[..<72])),
      Card(card.keyword, nil, comment: String(text[72...])),
    ]
  }

  @Test("A carried header has no structural cards, no second card of a keyword, no empty values")
  func carrying() {
    let header = Header([
      Card("SIMPLE", true), Card("BITPIX", 16), Card("NAXIS", 2), Card("NAXIS1", 5),
      Card("BZERO", 32768), Card("BLANK", -1), Card("ZCMPTYPE", "RICE_1"), Card("TFORM12", "E"),
      Card("CHECKSUM", "x"), Card("DATE", "1999-01-01"), Card("OBJECT", "M 1"),
      Card("OBJECT", "M 2"), Card("RADIUS", .undefined), Card("EPOCH", 1950),
      Card("TFORMAT", "kept"), Card("HISTORY", nil, comment: "made"),
    ])
    let cards = header.carried(isPrimary: true, axes: 2).cards
    #expect(
      cards.map(\.keyword) == [
        "OBJECT", "COMMENT", "COMMENT", "EQUINOX", "TFORMAT", "HISTORY",
      ])
    #expect(cards[0].value == "M 1")
    #expect(cards[1].comment.contains("'M 2"))
  }
}

extension String {
  func padding(_ count: Int) -> String {
    self + String(repeating: " ", count: Swift.max(0, count - utf8.count))
  }
}
