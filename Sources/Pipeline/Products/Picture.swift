import OrreryKit

/// Pictures of objects, and what may be chosen of them.
enum Picture {
  static let stretches = ["asinh", "linear", "log", "sqrt"]
  static let colormaps = ["gray"]
}
