import OrreryKit

/// Mirrors the image left to right or top to bottom, at random.
///
/// A mirror turns a clockwise spiral into an anticlockwise one: where the label is the sense of
/// rotation, name the pair in `swap-classes`.
struct Flip: ImageAugmentation {
  enum Axes: String, Codable, Sendable, CaseIterable { case horizontal, vertical, both }

  var axes = Axes.both
  var swapClasses: [[String]] = []
  var probability = 1.0

  static let info = describe(
    "flip", "Mirrors the image left to right or top to bottom, at random.",
    [
      Setting(
        "axes", "Mirror left to right, top to bottom, or each with even odds",
        choices: Axes.allCases.map(\.rawValue)),
      Setting(
        "swapClasses",
        "Pairs of classes that a mirror turns into each other: [[clockwise, anticlockwise]]"),
    ], missingData: "NaN and mask move with the pixels.")

  func validate() throws {
    if swapClasses.contains(where: { $0.count != 2 }) {
      throw Settings.Failure(path: ["swap-classes"], reason: "each entry must be a pair of classes")
    }
  }

  func augment(_ image: inout Image, of object: inout SkyObject, random: inout RandomStream) {
    let draws = (horizontal: random.uniform() < 0.5, vertical: random.uniform() < 0.5)
    let horizontal = axes == .horizontal || (axes == .both && draws.horizontal)
    let vertical = axes == .vertical || (axes == .both && draws.vertical)
    let warp = Warp(matrix: (horizontal ? -1 : 1, 0, 0, vertical ? -1 : 1))
    object.move(&image, by: warp)
    if horizontal != vertical { object.truth = swapped(object.truth) }
  }

  private func swapped(_ truth: [String: Float]) -> [String: Float] {
    var result = truth
    for pair in swapClasses {
      result[pair[0]] = truth[pair[1]]
      result[pair[1]] = truth[pair[0]]
    }
    return result
  }
}
