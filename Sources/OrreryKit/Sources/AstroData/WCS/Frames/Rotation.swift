internal import Foundation

/// A 3 × 3 matrix that turns the axes of a celestial frame; row-major.
struct Rotation: Sendable, Equatable {
  var rows: [SIMD3<Double>]

  static let identity = Rotation(rows: [[1, 0, 0], [0, 1, 0], [0, 0, 1]])

  /// Turns the axes by `angle` radians about x (0), y (1) or z (2), right-handed.
  static func about(_ axis: Int, _ angle: Double) -> Rotation {
    let c = cos(angle)
    let s = sin(angle)
    return switch axis {
    case 0: Rotation(rows: [[1, 0, 0], [0, c, s], [0, -s, c]])
    case 1: Rotation(rows: [[c, 0, -s], [0, 1, 0], [s, 0, c]])
    default: Rotation(rows: [[c, s, 0], [-s, c, 0], [0, 0, 1]])
    }
  }

  /// The inverse by cofactors: right also for the FK4 matrix, which is not quite orthogonal.
  var inverse: Rotation {
    let (a, b, c) = (rows[0], rows[1], rows[2])
    let (bc, ca, ab) = (Rotation.cross(b, c), Rotation.cross(c, a), Rotation.cross(a, b))
    let determinant = (a * bc).sum()
    return Rotation(
      rows: (0..<3).map { [bc[$0], ca[$0], ab[$0]] / SIMD3(repeating: determinant) })
  }

  private static func cross(_ u: SIMD3<Double>, _ v: SIMD3<Double>) -> SIMD3<Double> {
    [u.y * v.z - u.z * v.y, u.z * v.x - u.x * v.z, u.x * v.y - u.y * v.x]
  }

  static func * (left: Rotation, right: Rotation) -> Rotation {
    Rotation(
      rows: left.rows.map { row in
        row.x * right.rows[0] + row.y * right.rows[1] + row.z * right.rows[2]
      })
  }

  static func * (left: Rotation, right: SIMD3<Double>) -> SIMD3<Double> {
    [(left.rows[0] * right).sum(), (left.rows[1] * right).sum(), (left.rows[2] * right).sum()]
  }
}
