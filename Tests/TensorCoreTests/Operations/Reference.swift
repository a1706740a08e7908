import Foundation
import OrreryKit

/// PyTorch's values and gradients, written by reference.py.
struct Reference: Decodable {
  struct Array: Decodable {
    let shape: [Int]
    let values: [Float]
    var tensor: Tensor { Tensor(values, shape: shape) }
  }
  struct Case: Decodable {
    let inputs: [Array]
    let output: Array
    let upstream: [Float]
    let gradients: [[Float]]
  }
  let cases: [String: Case]

  static let stored: Reference = {
    guard let url = Bundle.module.url(forResource: "reference", withExtension: "json"),
      let data = try? Data(contentsOf: url),
      let reference = try? JSONDecoder().decode(Reference.self, from: data)
    else { return Reference(cases: [:]) }
    return reference
  }()
}
