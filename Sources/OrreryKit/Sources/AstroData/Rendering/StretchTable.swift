internal import Synchronization

/// Brightness at 4097 equal steps of the value, so that a picture needs no logarithm per pixel.
///
/// The last one is kept: a run draws thousands of small pictures with one stretch.
enum StretchTable {
  private static let last = Mutex<(stretch: Stretch, values: [Float])?>(nil)

  /// Empty of stretches that need none.
  static func values(_ stretch: Stretch) -> [Float] {
    if stretch == .linear || stretch == .equalised { return [] }
    return last.withLock { last in
      if let last, last.stretch == stretch { return last.values }
      let values = (0...4096).map { Float(stretch.apply(Double($0) / 4096)) }
      last = (stretch, values)
      return values
    }
  }
}
