import Foundation
import OrreryKit

/// Separates sources that touch at the detection threshold.
///
/// Each group is cut again at levels between threshold and peak, evenly spaced in the logarithm.
/// Where it falls into branches and at least two of them hold more than `contrast` of the group's
/// light above the level, each of these is a source of its own. The pixels left over go to the
/// source whose Gaussian profile is brightest there (Bertin & Arnouts 1996, section 5; there by a
/// random draw, here by the largest, so that the same input gives the same output).
public struct Deblender: Sendable {
  /// Levels between threshold and peak.
  public var levels = 32
  /// Least share of the group's light in a branch, 0 to 1; 1 separates nothing.
  public var contrast = 0.005
  /// Least pixels of a branch.
  public var minimumArea = 5

  public init() {}

  /// - Parameters:
  ///   - group: indices of connected pixels above the threshold, ascending.
  ///   - values: the plane in which the group was found, above `threshold` at its pixels.
  /// - Returns: the group's pixels shared out, one list for each source, each ascending.
  public func separate(
    _ group: [Int], values: [Float], threshold: Double, width: Int
  ) -> [[Int]] {
    var peak = threshold
    var total = 0.0
    for pixel in group {
      peak = max(peak, Double(values[pixel]))
      total += Double(values[pixel])
    }
    guard group.count >= 2 * minimumArea, contrast < 1, levels > 1, threshold > 0, peak > threshold
    else { return [group] }
    var tree = Tree(
      values: values, width: width, minimumArea: minimumArea, least: contrast * total,
      levels: (0..<levels).map {
        Float(threshold * pow(peak / threshold, Double($0) / Double(levels)))
      })
    let leaves = tree.leaves(of: group)
    return leaves.count > 1
      ? share(group, among: leaves, values: values, width: width) : [group]
  }

  /// Gives each pixel outside the leaves to the leaf whose profile is brightest there.
  private func share(
    _ group: [Int], among leaves: [Leaf], values: [Float], width: Int
  ) -> [[Int]] {
    var result = leaves.map(\.pixels)
    let taken = Set(result.joined())
    let profiles = leaves.map { leaf in
      let moments = PixelMoments(pixels: leaf.pixels, weights: values, width: width)
      // A Gaussian that covers the leaf's area at its level has this central height.
      let area = Double(leaf.pixels.count)
      let ellipse = 2 * Double.pi * moments.semiMajor * moments.semiMinor
      let peak = leaf.pixels.reduce(0) { max($0, Double(values[$1])) }
      let height = log(Double(leaf.level)) + area / max(ellipse, .leastNormalMagnitude)
      return (moments: moments, logHeight: min(height, log(4 * peak)))
    }
    for pixel in group where !taken.contains(pixel) {
      let (x, y) = (Double(pixel % width), Double(pixel / width))
      var best = 0
      var brightest = -Double.infinity
      for (index, profile) in profiles.enumerated() {
        let brightness = profile.logHeight - 0.5 * profile.moments.distance(x: x, y: y)
        if brightness > brightest {
          brightest = brightness
          best = index
        }
      }
      result[best].append(pixel)
    }
    return result.map { $0.sorted() }
  }
}
