extension SkyObject {
  /// The place of its true class among these, of a mixture the greatest; `nil` where it has none of
  /// them.
  public func label(among classes: [String]) -> Int? {
    classes.indices.filter { truth[classes[$0]] != nil }
      .max { truth[classes[$0]] ?? 0 < truth[classes[$1]] ?? 0 }
  }

  /// How much of each of these classes it truly is, in their order; 0 of those that it is not.
  public func shares(of classes: [String]) -> [Float] { classes.map { truth[$0] ?? 0 } }
}
