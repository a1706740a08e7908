import OrreryKit

/// Numbers of tensors that lie in files beside a model, as PyTorch's exporter writes them.
///
/// Only files in the model's own folder are opened.
struct ONNXOutside {
  private let folder: String
  /// What was read, by name.
  private var files: [String: [UInt8]] = [:]

  init(folder: String) { self.folder = folder }

  /// Whether anything was asked for.
  var isUsed: Bool { !files.isEmpty }

  /// The bytes that a tensor names by its entries `location`, `offset` and `length`.
  /// - Throws: `DataError` for a name that leads elsewhere, and for bytes that are not there.
  mutating func bytes(_ entries: [String: String], of tensor: String) throws -> ArraySlice<UInt8> {
    func wrong(_ reason: String, _ code: DataError.Code = .damaged) -> DataError {
      DataError(code, "tensor '\(tensor)': \(reason)")
    }
    guard let name = entries["location"], !name.isEmpty, !name.contains("/"), name != "..",
      !name.contains("\0")
    else {
      throw wrong("its numbers lie in '\(entries["location"] ?? "")', not beside the model")
    }
    if files[name] == nil {
      let held = files.values.reduce(0) { $0 + $1.count }
      files[name] = try RegularFile("\(folder)/\(name)").contents(limit: ONNXFile.largest - held)
    }
    let all = files[name] ?? []
    let start = entries["offset"].map { Int($0) } ?? 0
    guard let start, let length = entries["length"].map({ Int($0) }) ?? all.count - start,
      start >= 0, length >= 0, start <= all.count, length <= all.count - start
    else { throw wrong("its numbers lie behind the end of '\(name)'") }
    return all[start..<start + length]
  }
}
