import OrreryKit

extension TrainingExamples {
  /// The file as bytes are kept beside weights: `features` `[N, F]` in Float16 with their `means` and
  /// `deviations` `[F]`, `classes` `[N]`, `pictures` `[N, planes, height, width]` or `sketches`
  /// `[N, points, 2]`; names, and the digest of the weights that the features come from, in the
  /// metadata.
  func file(weights digest: String) -> Safetensors {
    var tensors: StateDictionary = [
      "features": StateTensor(rows, shape: [count, width], type: .float16),
      "means": StateTensor(means, shape: [width]),
      "deviations": StateTensor(deviations, shape: [width]),
      "classes": StateTensor(integers: labels.map(Int64.init), shape: [count], type: .int16),
    ]
    if let looks {
      let (name, shape) = Self.layout(looks.kind)
      tensors[name] = StateTensor(
        integers: looks.samples.map(Int64.init), shape: [count] + shape, type: .uint8)
    }
    var metadata = ["ids": ids.joined(separator: "\n"), "weights": digest]
    metadata["typical-distance"] = typicalDistance.map { "\($0)" }
    return Safetensors(tensors, metadata: metadata)
  }

  private static func layout(_ kind: ExampleLooks.Kind) -> (name: String, shape: [Int]) {
    switch kind {
    case .pictures(let planes, let height, let width): ("pictures", [planes, height, width])
    case .sketches(let points): ("sketches", [points, 2])
    }
  }

  /// Reads the file at a path.
  /// - Parameters:
  ///   - digest: of the weights that it must belong to.
  ///   - classes: of the model.
  /// - Throws: `DataError.mismatch` for examples of other weights, `.damaged` for what is no such
  ///   file.
  init(reading path: String, weights digest: String, classes: Int) throws {
    let file = try Safetensors(reading: path)
    guard file.metadata["weights"] == digest else {
      throw DataError(.mismatch, "are examples of other weights", file: path)
    }
    func damaged(_ reason: String) -> DataError { DataError(.damaged, reason, file: path) }
    let ids = file.metadata["ids"]?.split(separator: "\n", omittingEmptySubsequences: false) ?? []
    let tensors = file.tensors
    guard let rows = tensors["features"], rows.shape.count == 2, let width = rows.shape.last,
      let values = rows.floats, let means = tensors["means"]?.floats,
      let deviations = tensors["deviations"]?.floats, let labels = tensors["classes"]?.integers
    else { throw damaged("holds no examples") }
    guard !ids.isEmpty, rows.shape[0] == ids.count, labels.count == ids.count,
      means.count == width, deviations.count == width,
      (values + means + deviations).allSatisfy(\.isFinite), deviations.allSatisfy({ $0 >= 0 }),
      labels.allSatisfy({ $0 >= -1 && $0 < classes })
    else { throw damaged("its names, classes and features do not go together") }
    self.init(
      ids: ids.map { String($0).printable }, labels: labels.map { Int($0) }, means: means,
      deviations: deviations, rows: values,
      typicalDistance: file.metadata["typical-distance"].flatMap(Double.init),
      looks: try Self.looks(tensors, ids.count, damaged))
  }

  private static func looks(
    _ tensors: StateDictionary, _ count: Int, _ damaged: (String) -> DataError
  ) throws -> ExampleLooks? {
    let kind: ExampleLooks.Kind
    let tensor: StateTensor
    if let pictures = tensors["pictures"], pictures.shape.count == 4 {
      tensor = pictures
      kind = .pictures(
        planes: tensor.shape[1], height: tensor.shape[2], width: tensor.shape[3])
    } else if let sketches = tensors["sketches"], sketches.shape.count == 3 {
      tensor = sketches
      kind = .sketches(points: tensor.shape[1])
    } else {
      return nil
    }
    guard tensor.type == .uint8, let values = tensor.integers, kind.size > 0,
      values.count == count * kind.size
    else { throw damaged("its pictures are not of \(count) objects") }
    return ExampleLooks(kind, samples: values.map { UInt8(truncatingIfNeeded: $0) })
  }
}
