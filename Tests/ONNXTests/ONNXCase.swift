import Foundation
import OrreryKit

@testable import ONNX

/// A model, what goes in and what onnxruntime makes of it; made by `make-references.py`.
struct ONNXCase: Decodable, Sendable {
  struct Numbers: Decodable, Sendable {
    var shape: [Int]
    var values: [Float]
    var tensor: Tensor { Tensor(values, shape: shape) }
  }

  var name: String
  var model: String
  var inputs: [Numbers]
  var outputs: [String: Numbers]

  var bytes: [UInt8] { [UInt8](Data(base64Encoded: model) ?? Data()) }

  static let all: [ONNXCase] = {
    guard let url = Bundle.module.url(forResource: "References/cases", withExtension: "json"),
      let data = try? Data(contentsOf: url)
    else { return [] }
    return (try? JSONDecoder().decode([ONNXCase].self, from: data)) ?? []
  }()
}

/// The largest difference, in units of the largest expected number where that is above 1.
func distance(_ a: Tensor, _ b: Tensor) -> Float {
  guard a.shape == b.shape else { return .infinity }
  let scale = max(1, b.scalars.map(abs).max() ?? 1)
  return zip(a.scalars, b.scalars).reduce(0) { largest, pair in
    let difference = abs(pair.0 - pair.1) / scale
    return difference.isNaN ? .infinity : max(largest, difference)
  }
}
