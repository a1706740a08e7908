import Foundation
import OrreryKit

/// Turns the image about its centre by a random angle.
struct Rotate: ImageAugmentation {
  /// `right`: a multiple of 90 degrees, exact. `any`: uniform in ±`maximumAngle`, interpolated.
  enum Angles: String, Codable, Sendable, CaseIterable { case any, right }

  var angles = Angles.right
  var maximumAngle = 180.0
  var border = Warp.Border.missing
  var probability = 1.0

  static let info = describe(
    "rotate", "Turns the image about its centre by a random angle.",
    [
      Setting(
        "angles", "Multiples of 90 degrees (exact) or any angle (interpolated)",
        choices: Angles.allCases.map(\.rawValue)),
      Setting("maximumAngle", "Largest angle either way", unit: "degree", range: 0...180),
      .border,
    ],
    missingData: "NaN and mask turn with the pixels; what was outside is NaN, masked as outside.")

  func augment(_ image: inout Image, of object: inout SkyObject, random: inout RandomStream) {
    switch angles {
    case .right:
      let turns = Int(random.uniform(0, 4))
      if image.width == image.height || turns == 2 {
        let angle = Double(turns) * .pi / 2
        object.move(&image, by: Self.turn(by: angle, border))
      }
    case .any:
      let angle = random.uniform(-maximumAngle, maximumAngle) * .pi / 180
      object.move(&image, by: Self.turn(by: angle, border))
    }
  }

  /// The content turned by `angle` radians from +x towards +y.
  static func turned(_ image: Image, by angle: Double, border: Warp.Border) -> Image {
    turn(by: angle, border).applied(to: image)
  }

  private static func turn(by angle: Double, _ border: Warp.Border) -> Warp {
    let c = cos(angle), s = sin(angle)
    return Warp(matrix: (c, s, -s, c), border: border)
  }
}
