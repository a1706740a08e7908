import Foundation
import OrreryKit
import Testing

/// What PyTorch gave: the file that reference.py makes.
enum Reference {
  static let file: Result<Safetensors, any Error> = Result {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    return try Safetensors(
      reading: folder.appendingPathComponent("Fixtures/reference.safetensors").path)
  }

  /// One tensor.
  static func tensor(_ name: String) throws -> Tensor {
    let stored = try #require(try file.get().tensors[name], "\(name) is not in the reference")
    return Tensor(try #require(stored.floats), shape: stored.shape)
  }

  static func integers(_ name: String) throws -> [Int] {
    try #require(try file.get().tensors[name]?.integers).map { Int($0) }
  }

  /// The tensors under `prefix/`.
  static func group(_ prefix: String) throws -> StateDictionary {
    var result = StateDictionary()
    for (name, tensor) in try file.get().tensors where name.hasPrefix(prefix + "/") {
      result[String(name.dropFirst(prefix.count + 1))] = tensor
    }
    return result
  }
}

/// Shapes are equal and values agree to `tolerance`, absolute and relative.
func expectClose(
  _ values: Tensor, _ expected: Tensor, tolerance: Float = 1e-5, _ comment: Comment? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(values.shape == expected.shape, comment, sourceLocation: sourceLocation)
  let worst = zip(values.scalars, expected.scalars)
    .map { abs($0 - $1) / max(1, abs($1)) }.reduce(0) { max($0, $1.isNaN ? .infinity : $1) }
  #expect(worst <= tolerance, comment, sourceLocation: sourceLocation)
}
