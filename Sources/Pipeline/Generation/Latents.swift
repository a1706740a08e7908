import Foundation
import OrreryKit

/// The noise that objects are made of, each object's from a stream of its own.
struct Latents: Sendable {
  let request: GenerationRequest
  /// Numbers that make one object.
  let size: Int

  /// The noise of the object at a place of the request.
  func noise(_ place: Int) -> [Float] {
    let values: [Double]
    if let (from, to) = request.interpolation {
      let way = request.count > 1 ? Double(place) / Double(request.count - 1) : 0
      values = Self.onGreatCircle(drawn(from), drawn(to), way)
    } else {
      values = drawn(place)
    }
    return values.map { Float($0 * request.truncation) }
  }

  /// Which of some classes the object at a place is of, drawn evenly.
  func drawnClass(_ place: Int, of count: Int) -> Int {
    // All objects between two are of the first one's class: the way is through the noise alone.
    let number = request.interpolation?.from ?? place
    var random = RandomStream(seed: request.seed, key: "\(number)", purpose: "generated class")
    return min(count - 1, Int(random.uniform(0, Double(count))))
  }

  private func drawn(_ number: Int) -> [Double] {
    var random = RandomStream(seed: request.seed, key: "\(number)", purpose: "latent noise")
    return (0..<size).map { _ in random.normal() }
  }

  /// The point at a share of the way from a to b, along the arc between their directions
  /// (Shoemake 1985): points on a straight line would be shorter than noise is.
  static func onGreatCircle(_ a: [Double], _ b: [Double], _ way: Double) -> [Double] {
    func product(_ a: [Double], _ b: [Double]) -> Double {
      zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let lengths = (product(a, a) * product(b, b)).squareRoot()
    let angle = lengths > 0 ? acos(min(1, max(-1, product(a, b) / lengths))) : 0
    // Vectors of one direction, or of opposite ones, have no single arc.
    let (ofA, ofB) =
      sin(angle) > 1e-9
      ? (sin((1 - way) * angle) / sin(angle), sin(way * angle) / sin(angle)) : (1 - way, way)
    return zip(a, b).map { ofA * $0 + ofB * $1 }
  }
}
