extension TreeEnsemble {
  static let parts = ["roots", "features", "thresholds", "children", "leaves"]

  /// The arrays as numbers of Float32, which hold every whole number up to 16 777 216.
  var stored: [String: [Float]] {
    precondition(
      features.count < 1 << 24 && leaves.count / width < 1 << 24,
      "TreeEnsemble: \(features.count) nodes are too many to be stored")
    return [
      "roots": roots.map { Float($0) }, "features": features.map { Float($0) },
      "thresholds": thresholds, "children": children.map { Float($0) }, "leaves": leaves,
    ]
  }

  init?(_ stored: [String: [Float]], width: Int, columns: Int) {
    guard let roots = stored["roots"], let features = stored["features"],
      let thresholds = stored["thresholds"], let children = stored["children"],
      let leaves = stored["leaves"], !roots.isEmpty,
      (roots + features + children).allSatisfy({ abs($0) < 0x1p24 })
    else { return nil }
    self.init(
      width: width, roots: roots.map { Int32($0) }, features: features.map { Int32($0) },
      thresholds: thresholds, children: children.map { Int32($0) }, leaves: leaves)
    guard requiredFeatures <= columns else { return nil }
  }
}
