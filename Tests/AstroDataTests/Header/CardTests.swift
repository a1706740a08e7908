import Testing

@testable import AstroData

struct CardTests {
  private func card(_ text: String) -> Card { Card(record: Array(text.utf8)) }

  @Test(
    "A record reads to keyword, value and comment",
    arguments: [
      ("SIMPLE  =                    T / yes", Card("SIMPLE", true, comment: "yes")),
      ("NAXIS   =                   -2", Card("NAXIS", -2)),
      ("EXPTIME = 1.5D+02 / [s] time", Card("EXPTIME", 150.0, comment: "[s] time")),
      ("OBJECT  = 'M 31    '           / it''s", Card("OBJECT", "M 31", comment: "it''s")),
      ("AUTHOR  = 'O''Neill' / who", Card("AUTHOR", "O'Neill", comment: "who")),
      ("SLASH   = 'a / b' / c", Card("SLASH", "a / b", comment: "c")),
      ("EMPTY   = ''", Card("EMPTY", "")),
      ("NOTHING =                      / none", Card("NOTHING", .undefined, comment: "none")),
      ("PAIR    = (1.0, -2.5E3)", Card("PAIR", .complex(1, -2500))),
      ("HUGE    = 9223372036854775808", Card("HUGE", .real(0x1p63))),
      ("COMMENT = not a value", Card("COMMENT", nil, comment: "= not a value")),
      ("HISTORY   two blanks", Card("HISTORY", nil, comment: "  two blanks")),
      ("        text", Card("", nil, comment: "text")),
      (
        "HIERARCH ESO DET DIT = 3.5 / [s]", Card("ESO DET DIT", 3.5, comment: "[s]")
      ),
    ])
  func reading(_ text: String, _ expected: Card) { #expect(card(text) == expected) }

  @Test(
    "A record that breaks the standard is repaired or kept as text",
    arguments: [
      ("naxis1  = 12", Card("NAXIS1", 12)),
      ("GAIN    =2.5", Card("GAIN", 2.5)),
      ("GAIN= 2.5", Card("GAIN", 2.5)),
      ("CROTA3  =  0.8058610690795-297", Card("CROTA3", 0.8058610690795e-297)),
      ("SKEW    = 1.08, 9.63 /Measure", Card("SKEW", "1.08, 9.63", comment: "Measure")),
      ("NAN     = nan", Card("NAN", "nan")),
      ("OPEN    = 'no end", Card("OPEN", "no end")),
      ("ESO-LOG 03:04:08>-START", Card("ESO-LOG", nil, comment: "03:04:08>-START")),
      (" ### Xspextool", Card("", nil, comment: " ### Xspextool")),
    ])
  func repairing(_ text: String, _ expected: Card) { #expect(card(text) == expected) }

  @Test("Bytes that are no UTF-8 read as Latin-1 and are written as question marks")
  func latin() {
    let card = Card(record: Array("NAME    = 'Caf".utf8) + [0xE9] + Array("'".utf8))
    #expect(card.value == "Café")
    #expect(card.records == [Card("NAME", "Caf?").records[0]])
  }

  @Test(
    "A written card reads back",
    arguments: [
      Card("A", 1), Card("A", -7, comment: "with a comment"), Card("A", .real(1e-5)),
      Card("A", .real(.leastNonzeroMagnitude), comment: "small"), Card("A", .real(-0.1)),
      Card("A", .real(1e22)),
      Card("A", .real(-1.2345678901234567e-300), comment: String(repeating: "x", count: 40)),
      Card("A", .complex(-1.5, 1e300)), Card("A", .undefined, comment: "none"), Card("A", true),
      Card("A", "it's"), Card("A", ""), Card("A", "ends in &"),
      Card("ESO INS FILT1 NAME", "R#608", comment: "filter"),
      Card("ESO TEL ALT", .real(62.5), comment: "[deg]"), Card("LOWER case", 3),
      Card("COMMENT", nil, comment: "plain text"), Card("", nil, comment: "blank card"),
      Card("A", .string(String(repeating: "long'text ", count: 30) + "end"), comment: "c"),
      Card(
        "A", "short",
        comment: (0..<40).map { "word\($0)" }.joined(separator: " ")),
      Card("ESO LONG NAME", .string(String(repeating: "x", count: 200))),
    ])
  func writing(_ card: Card) {
    for record in card.records { #expect(record.count == 80) }
    let back = Header(records: Array(card.records.joined()))
    var expected = card
    if card.value != nil { expected.keyword = card.keyword.uppercased() }
    #expect(back.cards == [expected])
  }

  @Test("Text of a commentary card that is too long goes on in a second one")
  func longCommentary() {
    let text = String(repeating: "0123456789", count: 10)
    let back = Header(records: Array(Card("HISTORY", nil, comment: text).records.joined()))
    #expect(back.cards.count == 2)
    #expect(back.cards.map(\.comment).joined() == text)
  }

  @Test("A number that is not finite is written as text")
  func notFinite() {
    #expect(Card(record: Card("A", .real(.nan)).records[0]).value == "nan")
  }
}
