import Foundation
import OrreryKit

extension ONNXOperators {
  static let resizings: [String: Operation] = [
    "Resize": { call in
      let x = try call.tensor(0, rank: 1...5)
      var scales: [Float]?
      var size: [Int]?
      // Version 10 has no region of interest before the scales.
      let place = call.version < 11 ? 1 : 2
      if let given = call.optional(place)?.tensor, given.count > 0 { scales = given.scalars }
      if call.optional(3) != nil { size = try call.integers(3) }
      return [.floats(try resized(x, scales, size, call))]
    },
    "Upsample": { call in
      let x = try call.tensor(0, rank: 1...5)
      let scales: [Float]
      if case .floats(let values)? = call.node.attributes["scales"] {
        scales = values
      } else {
        scales = try call.tensor(1).scalars
      }
      return [.floats(try resized(x, scales, nil, call, standard: "asymmetric"))]
    },
  ]

  private static func resized(
    _ x: Tensor, _ scales: [Float]?, _ size: [Int]?, _ call: ONNXCall,
    standard: String = "half_pixel"
  ) throws -> Tensor {
    let target: [Int]
    var factors: [Float]
    if let size {
      guard size.count == x.rank else { throw call.failure("size \(size) of \(x.shape)") }
      target = size
      factors = zip(size, x.shape).map { Float($0) / Float($1) }
    } else if let scales {
      guard scales.count == x.rank, scales.allSatisfy({ $0 > 0 && $0 < 1e6 }) else {
        throw call.failure("scales \(scales) of \(x.shape)")
      }
      target = zip(scales, x.shape).map { Int(Float($1) * $0) }
      factors = scales
    } else {
      throw call.failure("neither size nor scales are given")
    }
    _ = try call.checked(target)
    guard !x.shape.contains(0), !target.contains(0) else {
      throw call.failure("from \(x.shape) to \(target)")
    }
    guard try call.integer("antialias", 0) == 0, call.node.attributes["axes"] == nil,
      try call.text("keep_aspect_ratio_policy", "stretch") == "stretch"
    else { throw call.failure("antialias, axes or kept proportions", .unsupported) }
    let mode = try call.text("mode", "nearest")
    guard ["nearest", "linear"].contains(mode) else {
      throw call.failure("mode '\(mode)'", .unsupported)
    }
    let way = try call.text(
      "coordinate_transformation_mode", call.version < 11 ? "asymmetric" : standard)
    let rounding = try call.text(
      "nearest_mode", call.version < 11 ? "floor" : "round_prefer_floor")
    var result = x
    for axis in 0..<x.rank where target[axis] != x.shape[axis] || factors[axis] != 1 {
      let places = try places(
        way, from: x.shape[axis], to: target[axis], factor: factors[axis], call)
      result =
        mode == "nearest"
        ? result.indexSelected(
          try places.map { try nearest($0, x.shape[axis], rounding, call) }, axis: axis)
        : linear(result, places, axis: axis)
    }
    return result
  }

  /// Where each place of the result lies in the input.
  private static func places(
    _ way: String, from: Int, to: Int, factor: Float, _ call: ONNXCall
  ) throws -> [Float] {
    try (0..<to).map { place in
      let x = Float(place)
      switch way {
      case "half_pixel": return (x + 0.5) / factor - 0.5
      case "pytorch_half_pixel": return to > 1 ? (x + 0.5) / factor - 0.5 : 0
      case "asymmetric": return x / factor
      case "align_corners": return to > 1 ? x * Float(from - 1) / Float(to - 1) : 0
      default: throw call.failure("coordinates by '\(way)'", .unsupported)
      }
    }
  }

  private static func nearest(
    _ place: Float, _ length: Int, _ rounding: String, _ call: ONNXCall
  ) throws -> Int {
    let rounded: Float
    switch rounding {
    case "floor": rounded = place.rounded(.down)
    case "ceil": rounded = place.rounded(.up)
    case "round_prefer_ceil": rounded = (place + 0.5).rounded(.down)
    case "round_prefer_floor": rounded = (place - 0.5).rounded(.up)
    default: throw call.failure("rounding '\(rounding)'", .unsupported)
    }
    return max(0, min(length - 1, Int(rounded)))
  }

  /// Between the two neighbours; beyond the ends the last one.
  private static func linear(_ x: Tensor, _ places: [Float], axis: Int) -> Tensor {
    let last = Float(x.shape[axis] - 1)
    let inside = places.map { max(0, min(last, $0)) }
    let low = inside.map { Int($0) }
    let high = low.map { min(Int(last), $0 + 1) }
    var shape = [Int](repeating: 1, count: x.rank)
    shape[axis] = places.count
    let share = Tensor(zip(inside, low).map { $0 - Float($1) }, shape: shape)
    let below = x.indexSelected(low, axis: axis)
    return below + (x.indexSelected(high, axis: axis) - below) * share
  }
}
