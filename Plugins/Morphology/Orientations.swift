import OrreryKit

/// The orientations of an image that a prediction is averaged over: right-angle turns, and with 8
/// views their mirror images.
struct Orientations: Sendable {
  private let views: Int
  /// The class that each class becomes in a mirror.
  private let mirror: [Int]

  /// - Throws: `Settings.Failure` for another number of views, or a class that there is not.
  init(views: Int, mirrored: [[String]], classes: [String]) throws {
    guard [1, 4, 8].contains(views) else {
      throw Settings.Failure(path: ["views"], reason: "must be 1, 4 or 8, not \(views)")
    }
    var mirror = Array(classes.indices)
    for pair in mirrored {
      guard pair.count == 2, let a = classes.firstIndex(of: pair[0]),
        let b = classes.firstIndex(of: pair[1])
      else {
        throw Settings.Failure(
          path: ["mirrored"],
          reason:
            "'\(pair.joined(separator: ", "))' are not two of \(classes.joined(separator: ", "))")
      }
      (mirror[a], mirror[b]) = (b, a)
    }
    self.views = views
    self.mirror = mirror
  }

  /// Mean features of the views; those of the mirrored ones behind the others.
  /// - Parameter features: `[N, C, H, W]` to `[N, F]`.
  func average(_ images: Tensor, _ features: (Tensor) -> Tensor) -> Tensor {
    let own = turns(images, features)
    return views == 8 ? .concatenated([own, turns(images.flipped([3]), features)], axis: 1) : own
  }

  private func turns(_ images: Tensor, _ features: (Tensor) -> Tensor) -> Tensor {
    guard views > 1 else { return features(images) }
    let quarter = images.transposed().flipped([2])
    let sum =
      features(images) + features(images.flipped([2, 3])) + features(quarter)
      + features(quarter.flipped([2, 3]))
    return sum * 0.25
  }

  /// Logits of what `average` made: of mirrored views each class gets its mirror's.
  /// - Parameter logits: `[N, F]` to `[N, classes]`.
  func joined(_ features: Tensor, _ logits: (Tensor) -> Tensor) -> Tensor {
    guard views == 8 else { return logits(features) }
    let halves = features.chunked(2, axis: 1)
    return (logits(halves[0]) + logits(halves[1]).indexSelected(mirror, axis: 1)) * 0.5
  }
}
