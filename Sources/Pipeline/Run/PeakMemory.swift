import Foundation

/// The largest resident size that this process has had.
enum PeakMemory {
  /// `getrusage` would tell that of the process before `exec` too.
  static var bytes: Int {
    guard let file = fopen("/proc/self/status", "re") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, Int32(line.count), file) != nil {
      let text = String(
        decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      guard text.hasPrefix("VmHWM:") else { continue }
      return (Int(text.split(whereSeparator: \.isWhitespace)[1]) ?? 0) << 10
    }
    return 0
  }
}
