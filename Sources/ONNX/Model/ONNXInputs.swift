import OrreryKit

/// Objects as a graph takes them: images `[N, C, H, W]`, spectra `[N, 1, L]` or `[N, L]`, rows
/// `[N, columns]`.
///
/// Missing pixels become 0 and are counted, as in `ImageBatch`; a row with a missing cell has no
/// answer.
struct ONNXInputs: Sendable {
  let tensor: Tensor
  let rows: [Int]
  let flags: [[ObjectFlag]]

  /// - Parameter rank: of the graph's input; 0 where it does not say.
  init(_ objects: [SkyObject], specification: ModelSpecification, rank: Int) throws {
    if specification.input == .image {
      let batch = try ImageBatch(objects, specification: specification)
      (tensor, rows, flags) = (batch.images, batch.rows, batch.flags)
      return
    }
    var values: [Float] = []
    var rows: [Int] = []
    var flags: [[ObjectFlag]] = []
    for (index, object) in objects.enumerated() {
      try specification.check(object)
      let (own, found) = try Self.numbers(object, specification)
      flags.append(found)
      if let own {
        rows.append(index)
        values += own
      }
    }
    let width = values.count / max(1, rows.count)
    let isPlane = specification.input == .spectrum && rank != 2
    tensor = Tensor(values, shape: isPlane ? [rows.count, 1, width] : [rows.count, width])
    self.rows = rows
    self.flags = flags
  }

  private static func numbers(
    _ object: SkyObject, _ specification: ModelSpecification
  ) throws -> ([Float]?, [ObjectFlag]) {
    switch object.content {
    case .spectrum(let spectrum):
      let good = spectrum.goodCount
      if good == 0 { return (nil, [.noValidData]) }
      let values = spectrum.flux.indices.map { spectrum.isGood($0) ? spectrum.flux[$0] : 0 }
      return (values, good < spectrum.count ? [.missingData, .filled] : [])
    case .row(let row):
      let names = specification.bands.isEmpty ? row.names : specification.bands
      let values = names.map { Float(row[$0] ?? .nan) }
      if values.allSatisfy({ $0.isFinite }) { return (values, []) }
      return (nil, values.contains(where: { $0.isFinite }) ? [.missingData] : [.noValidData])
    case .image, .lightCurve:
      throw DataError(.unsupported, "\(object.id): ONNX models take no \(object.kind.plural)")
    }
  }
}
