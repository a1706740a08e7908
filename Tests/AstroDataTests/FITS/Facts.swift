import Foundation
import TestSupport

/// What astropy reads from one file of the real data.
struct Facts: Decodable {
  struct Unit: Decodable {
    var type: String
    var name: String
    var bitpix: Int
    var shape: [Int]?
    var nan: Int?
    var min: Double?
    var max: Double?
    var mean: Double?
    var median: Double?
    var sum: Double?
    var pixels: [String: Cell]?
    var rows: Int?
    var columns: [[String]]?
    var columnCount: Int?
    var firstRow: [String: Cell]?

    enum CodingKeys: String, CodingKey {
      case type, name, bitpix, shape, nan, min, max, mean, median, sum, pixels, rows, columns
      case columnCount = "column_count"
      case firstRow = "first_row"
    }
  }

  enum Cell: Decodable {
    case number(Double), text(String), logical(Bool), list([Cell])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let value = try? container.decode(Bool.self) {
        self = .logical(value)
      } else if let value = try? container.decode(Double.self) {
        self = .number(value)
      } else if let value = try? container.decode(String.self) {
        self = value == "nan" ? .number(.nan) : .text(value)
      } else {
        self = .list(try container.decode([Cell].self))
      }
    }
  }

  var hdus: [Unit]?
  var error: String?

  enum CodingKeys: String, CodingKey {
    case hdus
    case error = "astropy_error"
  }

  private struct Entry: Decodable {
    var facts: Facts?
    init(from decoder: any Decoder) throws { facts = try? Facts(from: decoder) }
  }

  /// By file name, below the folder of the real data; empty where that is absent.
  static let all: [String: Facts] = {
    guard RealData.isPresent,
      let data = FileManager.default.contents(atPath: RealData.path("facts.json")),
      let entries = try? JSONDecoder().decode([String: Entry].self, from: data)
    else { return [:] }
    return entries.compactMapValues(\.facts)
  }()

  static let readable = all.filter { $0.value.hdus != nil }.keys.sorted()
  static let damaged = all.keys.filter { $0.contains("/damaged-") }.sorted()
}
