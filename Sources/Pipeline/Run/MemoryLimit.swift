import Foundation
import OrreryKit

/// How much memory a run may take, and what it sets aside for waiting.
public struct MemoryLimit: Sendable, Equatable {
  /// Bytes; `nil` sets no limit.
  public var bytes: Int?

  public init(bytes: Int? = nil) { self.bytes = bytes }

  /// `800M`, `4G`, `512MiB`, `1000000`; `nil` where it is no size.
  public init?(_ text: String) {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let units: [String: Double] = [
      "": 1, "k": 1e3, "m": 1e6, "g": 1e9, "t": 1e12, "kib": 0x1p10, "mib": 0x1p20, "gib": 0x1p30,
      "kb": 1e3, "mb": 1e6, "gb": 1e9,
    ]
    guard let number = Double(digits), let unit = units[text.dropFirst(digits.count).lowercased()],
      number > 0, number * unit < 0x1p62
    else { return nil }
    bytes = Int(number * unit)
  }

  /// Bytes of files that are read ahead of the model.
  var ahead: Int { min(1 << 26, (bytes ?? .max) / 16) }

  /// Bytes of pixels that wait for a batch to be full.
  var waiting: Int { min(1 << 28, (bytes ?? .max) / 8) }

  /// Bytes of memory that this machine, or the group of processes that this one is in, has.
  static var machine: Int {
    var least = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
    for path in ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"] {
      let text = try? String(contentsOfFile: path, encoding: .utf8)
      let limit = text.flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
      if let limit, limit > 0 { least = min(least, limit) }
    }
    return least
  }

  /// - Throws: `MemoryExceeded` where the process has become larger than it may.
  func check(peak: Int) throws {
    guard let bytes else { return }
    if peak > bytes { throw MemoryExceeded(used: peak, limit: bytes) }
  }
}

/// A run that takes more memory than it may.
public struct MemoryExceeded: Error, Sendable, Equatable, CustomStringConvertible {
  public var used: Int
  public var limit: Int

  public var description: String {
    "\(used >> 20) MiB are used, --max-rss allows \(limit >> 20) MiB; what is done is kept: go on "
      + "with fewer --jobs, a smaller model.batch, or more memory"
  }
}
