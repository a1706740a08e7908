import Foundation
import OrreryKit

/// What an astronomer looks for first in a header.
enum HeaderFacts {
  /// A fact's name and the keywords it may stand under, the first that is there counts.
  private static let keywords: [(name: String, keys: [String])] = [
    ("Object", ["OBJECT", "TARGNAME", "TARGET"]),
    ("Telescope", ["TELESCOP"]), ("Instrument", ["INSTRUME"]), ("Detector", ["DETECTOR"]),
    ("Filter", ["FILTER", "FILTER1", "FILTNAM1", "BAND"]),
    ("Observed", ["DATE-OBS", "DATE_OBS"]), ("Observed, MJD", ["MJD-OBS"]),
    ("Exposure", ["EXPTIME", "EXPOSURE", "TEXPTIME"]), ("Airmass", ["AIRMASS"]),
    ("Gain", ["GAIN", "EGAIN", "CCDGAIN"]), ("Right ascension", ["RA"]), ("Declination", ["DEC"]),
    ("Observer", ["OBSERVER"]), ("Magnitude", ["KEPMAG", "TESSMAG"]),
  ]

  /// The facts of some headers, the first header that knows one counts.
  /// - Parameter hasSky: true leaves out the telescope's pointing.
  static func read(_ headers: [Header], hasSky: Bool = false) -> [Inspection.Fact] {
    keywords.compactMap { name, keys in
      if hasSky, name == "Right ascension" || name == "Declination" { return nil }
      for header in headers {
        for key in keys {
          if let card = header.card(key), let text = text(card) {
            return Inspection.Fact(name: name, value: text)
          }
        }
      }
      return nil
    }
  }

  /// Every card with a value: for a header that has nothing else.
  static func all(_ header: Header) -> [Inspection.Fact] {
    header.cards.compactMap { card in
      text(card).map { Inspection.Fact(name: card.keyword.printable, value: $0) }
    }
  }

  private static func text(_ card: Card) -> String? {
    let unit = card.unit.map { " \($0)" } ?? ""
    switch card.value {
    case .string(let text):
      let trimmed = text.drop { $0 == " " }
      return trimmed.isEmpty ? nil : String(trimmed).printable
    case .integer(let number): return "\(number)\(unit)".printable
    case .real(let number): return (String(format: "%.9g", number) + unit).printable
    case .logical(let value): return value ? "yes" : "no"
    default: return nil
    }
  }
}
