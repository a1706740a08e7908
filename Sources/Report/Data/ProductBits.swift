/// Which files of an object a report holds; the layers' bits follow.
struct ProductBits: OptionSet, Sendable {
  let rawValue: UInt32

  static let picture = ProductBits(rawValue: 1)
  static let fits = ProductBits(rawValue: 2)
  static let details = ProductBits(rawValue: 4)
  private static let firstLayer: UInt32 = 8
  /// Layers that a word has room for.
  static let layerLimit = Int(32 - firstLayer)

  static func layer(_ place: Int) -> ProductBits {
    precondition((0..<layerLimit).contains(place), "ProductBits: layer \(place)")
    return ProductBits(rawValue: 1 << (firstLayer + UInt32(place)))
  }
}
