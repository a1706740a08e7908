import OrreryKit

/// The labelled objects that a recipe trains on.
public enum TrainingData: Sendable {
  /// Objects made by a simulator.
  case simulated(any Simulator, settings: JSONValue, count: Int, seed: UInt64, matchRadius: Double)
  /// The entries of a FITS cube's last axis, each an image, with a table of their classes.
  case stack(images: String, labels: Labels)

  /// A CSV or FITS table that says which entry is what.
  public struct Labels: Codable, Sendable {
    public var table = ""
    /// Column with the entry's number, from 0.
    public var row = "index"
    /// Column with the object's identity, which decides its part of the split.
    public var id = "id"
    /// Column with the class.
    public var `class` = "class"

    static let settings = [
      Setting("table", "CSV or FITS table"),
      Setting("row", "Column with the number of the entry, from 0"),
      Setting("id", "Column with the identity of the object"),
      Setting("class", "Column with the class"),
    ]
  }

  /// In words, for the model card.
  var summary: String {
    switch self {
    case .simulated(let simulator, _, let count, let seed, _):
      "\(count) simulated \(type(of: simulator).info.name), seed \(seed)"
    case .stack(let images, let labels):
      "\(images.lastComponent), classes of \(labels.table.lastComponent)"
    }
  }
}

extension String {
  fileprivate var lastComponent: String { split(separator: "/").last.map(String.init) ?? self }
}
