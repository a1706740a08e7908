import AstroData
import Foundation
import Testing

/// One case of `wcs-references.json`: a header and what astropy makes of it.
struct WCSReference: Decodable, CustomTestStringConvertible {
  var name: String
  /// `[keyword, value]` pairs; `nil` where `file` names a real file.
  var cards: [[CardValue]]?
  var file: String?
  var hdu: Int?
  var x: [Double]
  var y: [Double]
  /// Native longitude and latitude, degrees.
  var lon: [Double]
  var lat: [Double]
  /// ICRS, degrees, where astropy knows the frame.
  var ra: [Double]?
  var dec: [Double]?

  var testDescription: String { name }

  /// A string or a number.
  enum CardValue: Decodable {
    case text(String)
    case number(Double)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else {
        self = .text(try container.decode(String.self))
      }
    }
  }

  var header: Header {
    Header(
      (cards ?? []).compactMap { pair in
        guard case .text(let keyword) = pair[0] else { return nil }
        return switch pair[1] {
        case .text(let text): Card(keyword, .string(text))
        case .number(let number): Card(keyword, .real(number))
        }
      })
  }

  static let all: [WCSReference] = {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("wcs-references.json")
    guard let data = try? Data(contentsOf: path) else { return [] }
    return (try? JSONDecoder().decode([WCSReference].self, from: data)) ?? []
  }()

  static let written = all.filter { $0.cards != nil }
  static let real = all.filter { $0.file != nil }
}
