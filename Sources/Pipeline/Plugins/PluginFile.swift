import Foundation
import OrreryKit

/// The ELF file of a plug-in, looked at without running it (System V gABI, chapters 4 and 5).
struct PluginFile {
  private static let section = "orrery_plugin"
  private static let magic: [UInt8] = Array("ORRERYPL".utf8)

  let path: String
  let bytes: [UInt8]

  /// - Throws: `PluginFailure` where the file cannot be read or others may change it.
  init(_ path: String) throws {
    self.path = path
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw PluginFailure(path, String(cString: strerror(errno)))
    }
    let byGroup = status.st_mode & S_IWGRP != 0 && status.st_gid != getegid()
    if status.st_mode & S_IFMT == S_IFREG, byGroup || status.st_mode & S_IWOTH != 0 {
      throw PluginFailure(path, "others may write to it; take that right away (chmod go-w)")
    }
    if status.st_uid != geteuid() && status.st_uid != 0 {
      throw PluginFailure(path, "belongs to another user")
    }
    do {
      bytes = try RegularFile(path).contents(limit: 1 << 29)
    } catch let error as DataError {
      throw PluginFailure(path, error.reason)
    }
  }

  /// SHA-256 of its bytes.
  var digest: String { SHA256.hexadecimal(bytes) }

  /// The tag of the library.
  /// - Throws: `PluginFailure` for anything that is not a whole plug-in for this machine.
  func tag() throws -> PluginTag {
    guard bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]) else { throw refuse("is not an ELF file") }
    guard bytes.count >= 64 else { throw refuse("is truncated") }
    guard bytes[4] == 2, bytes[5] == 1 else { throw refuse("is not a 64-bit little-endian file") }
    guard number(16, 2) == 3 else { throw refuse("is not a shared library") }
    #if arch(x86_64)
      let machine: UInt64 = 62
    #elseif arch(arm64)
      let machine: UInt64 = 183
    #endif
    guard number(18, 2) == machine else { throw refuse("is built for another CPU architecture") }
    // A library that is cut short kills the process inside the loader: look before it does.
    try checkSegments()
    guard let (offset, size) = try findSection() else {
      throw refuse("is a shared library but not an Orrery plug-in (no '\(Self.section)' section)")
    }
    guard size >= 240, Array(bytes[offset..<offset + 8]) == Self.magic else {
      throw refuse("has an '\(Self.section)' section that is not Orrery's")
    }
    return PluginTag(
      abi: UInt32(truncatingIfNeeded: number(offset + 12, 4)), sdkVersion: text(offset + 16, 32),
      toolchain: text(offset + 48, 192))
  }

  private func checkSegments() throws {
    let (start, size, count) = (number(32, 8), number(54, 2), number(56, 2))
    guard size >= 56, isInside(start, size * count) else { throw refuse("is truncated") }
    for index in 0..<Int(count) {
      let header = Int(start) + index * Int(size)
      let isLoad = number(header, 4) == 1
      if isLoad && !isInside(number(header + 8, 8), number(header + 32, 8)) {
        throw refuse("is truncated")
      }
    }
  }

  private func findSection() throws -> (offset: Int, size: Int)? {
    let (start, size, count) = (number(40, 8), number(58, 2), number(60, 2))
    let names = number(62, 2)
    guard size >= 64, isInside(start, size * count), names < count else {
      throw refuse("is truncated")
    }
    let nameHeader = Int(start) + Int(names) * Int(size)
    let (namesStart, namesSize) = (number(nameHeader + 24, 8), number(nameHeader + 32, 8))
    guard isInside(namesStart, namesSize) else { throw refuse("is truncated") }
    for index in 0..<Int(count) {
      let header = Int(start) + index * Int(size)
      let name = number(header, 4)
      guard name < namesSize,
        text(Int(namesStart + name), Int(namesSize - name)) == Self.section
      else { continue }
      let (offset, length) = (number(header + 24, 8), number(header + 32, 8))
      guard isInside(offset, length) else { throw refuse("is truncated") }
      return (Int(offset), Int(length))
    }
    return nil
  }

  private func isInside(_ start: UInt64, _ length: UInt64) -> Bool {
    let (end, overflow) = start.addingReportingOverflow(length)
    return !overflow && end <= UInt64(bytes.count)
  }

  /// The little-endian number of `width` bytes; the caller has checked that it is inside.
  private func number(_ offset: Int, _ width: Int) -> UInt64 {
    (0..<width).reversed().reduce(0) { $0 << 8 | UInt64(bytes[offset + $1]) }
  }

  private func text(_ offset: Int, _ width: Int) -> String {
    String(decoding: bytes[offset..<offset + width].prefix { $0 != 0 }, as: UTF8.self)
  }

  private func refuse(_ reason: String) -> PluginFailure { PluginFailure(path, reason) }
}
