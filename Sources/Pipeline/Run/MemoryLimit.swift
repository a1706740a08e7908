import Foundation
import OrreryKit

/// How much memory a run may take, and what it sets aside for what.
public struct MemoryLimit: Sendable, Equatable {
  /// Bytes; `nil` sets no limit.
  public var bytes: Int?

  /// What a pixel of an image in hand takes: its value, stages' copies, layers and mask.
  private static let bytesPerPixel = 24
  /// The program, its libraries and a small model.
  private static let base = 96 << 20

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

  /// About what a run takes whose largest file has so many bytes.
  static func estimate(largest: Int, jobs: Int, weights: Int, holdsWholeFiles: Bool) -> Int {
    // The pixels of most files have four bytes, those of compressed ones fewer.
    let image = holdsWholeFiles ? largest / 4 * bytesPerPixel : 0
    return base + 4 * weights + (jobs + 1) * image
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
