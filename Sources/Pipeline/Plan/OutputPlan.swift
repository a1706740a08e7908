import OrreryKit

/// What is written and where.
public struct OutputPlan: Sendable {
  /// Pictures of objects.
  public struct Pictures: Sendable, Equatable {
    /// Pixels of the longer side; small stamps are enlarged by whole factors up to it.
    public var size = 256
    public var stretch = "asinh"
    public var colormap = "grey"
  }

  /// The folder that everything goes into.
  public var folder: String
  /// Name of the FITS catalogue inside it; `nil` writes none.
  public var catalog: String?
  /// True where the objects of the catalogue are written as CSV besides.
  public var csv = false
  /// `nil` writes no pictures.
  public var pictures: Pictures?
  /// What each object's FITS file holds: `cutout`, `input`, or names of layers; empty writes none.
  public var products: [String]
  /// True where each input image is drawn with its objects and their classes.
  public var overview: Bool

  var digestValue: JSONValue {
    let pictures: JSONValue =
      self.pictures.map {
        .object([
          "size": .integer(Int64($0.size)), "stretch": .string($0.stretch),
          "colormap": .string($0.colormap),
        ])
      } ?? .null
    return .object([
      "catalog": .bool(catalog != nil), "png": pictures, "overview": .bool(overview),
      "fits": .array(products.map(JSONValue.string)),
    ])
  }
}
