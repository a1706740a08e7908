internal import Foundation
internal import Kernels

/// How much memory there is: large tensors are refused with a message before they are made, because
/// a process that asks for too much is killed without one.
enum MemoryLimit {
  /// The machine's memory, or what its control group allows where that is less. Asking for it also
  /// bounds what all arrays together may take.
  static let bytes: Int = {
    let machine = Int(clamping: ProcessInfo.processInfo.physicalMemory)
    let groups = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"]
    let bytes = groups.compactMap(number(in:)).filter { $0 > 0 }.reduce(machine, min)
    orrery_limit_memory(Int64(bytes))
    return bytes
  }()

  /// Number of elements of a tensor; stops with a message, in release builds too, where its bytes
  /// do not fit into the memory.
  /// - Precondition: no negative length.
  static func count(_ shape: [Int]) -> Int {
    precondition(shape.allSatisfy { $0 >= 0 }, "Tensor: shape \(shape)")
    if shape.contains(0) { return 0 }
    var bytes = MemoryLayout<Float>.stride
    for length in shape {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: length)
      guard !overflow else {
        fatalError("Tensor: shape \(shape) needs more bytes than can be counted")
      }
      bytes = product
    }
    guard bytes <= self.bytes else {
      fatalError(
        "Tensor: shape \(shape) needs \(bytes) bytes, more than the memory of \(self.bytes)")
    }
    return bytes / MemoryLayout<Float>.stride
  }

  private static func number(in path: String) -> Int? {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
    return Int(text.trimmingCharacters(in: .whitespacesAndNewlines))
  }
}
