import Foundation
import OrreryKit
import Testing

/// What PyTorch gave: the files of Fixtures that the scripts reference.py make.
enum Reference {
  static let tensors: Result<StateDictionary, any Error> = Result {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Fixtures")
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    return try files.filter { $0.pathExtension == "safetensors" }.reduce(into: [:]) { all, file in
      try all.merge(Safetensors(reading: file.path).tensors) { first, _ in
        Issue.record("a name of \(file.lastPathComponent) is in another file too")
        return first
      }
    }
  }

  /// One tensor.
  static func tensor(_ name: String) throws -> Tensor {
    let stored = try #require(try tensors.get()[name], "\(name) is not in the reference")
    return Tensor(try #require(stored.floats), shape: stored.shape)
  }

  static func integers(_ name: String) throws -> [Int] {
    try #require(try tensors.get()[name]?.integers).map { Int($0) }
  }

  /// The tensors under `prefix/`.
  static func group(_ prefix: String) throws -> StateDictionary {
    var result = StateDictionary()
    for (name, tensor) in try tensors.get() where name.hasPrefix(prefix + "/") {
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
