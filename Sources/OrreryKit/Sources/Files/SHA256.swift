internal import Kernels

/// SHA-256 of bytes (FIPS 180-4): names content, finds damage.
public struct SHA256: Sendable {
  private var state: [UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
    0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]
  private var pending: [UInt8] = []
  private var count: UInt64 = 0

  public init() {}

  /// The digest of some bytes as 64 hexadecimal digits.
  public static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    var hash = SHA256()
    hash.update(bytes)
    return hash.hexadecimal
  }

  /// The digest of a file's content as 64 hexadecimal digits, read in pieces.
  /// - Throws: `DataError.unreadable`.
  public static func hexadecimal(ofFile path: String) throws -> String {
    let file = try RegularFile(path)
    var hash = SHA256()
    // One byte more than the file has tells that it has no more.
    let piece = min(file.count + 1, 1 << 20)
    try withUnsafeTemporaryAllocation(byteCount: piece, alignment: 64) { buffer in
      var offset = 0
      while true {
        let got = try file.readSome(at: offset, into: buffer)
        guard got > 0 else { return }
        hash.take(UnsafeRawBufferPointer(rebasing: buffer[..<got]))
        offset += got
      }
    }
    return hash.hexadecimal
  }

  /// Takes in more bytes.
  public mutating func update(_ bytes: some Sequence<UInt8>) {
    let isTaken: Void? = bytes.withContiguousStorageIfAvailable {
      take(UnsafeRawBufferPointer($0))
    }
    if isTaken == nil { Array(bytes).withUnsafeBytes { take($0) } }
  }

  /// Whole blocks go where they stand; what is left waits for more.
  private mutating func take(_ bytes: UnsafeRawBufferPointer) {
    count += UInt64(bytes.count)
    var rest = bytes[...]
    if !pending.isEmpty {
      let missing = rest.prefix(64 - pending.count)
      pending.append(contentsOf: missing)
      rest = rest.dropFirst(missing.count)
      guard pending.count == 64 else { return }
      let block = pending
      block.withUnsafeBytes { digest($0) }
      pending.removeAll(keepingCapacity: true)
    }
    let whole = rest.count / 64 * 64
    digest(UnsafeRawBufferPointer(rebasing: rest.prefix(whole)))
    pending.append(contentsOf: rest.dropFirst(whole))
  }

  private mutating func digest(_ blocks: UnsafeRawBufferPointer) {
    guard let data = blocks.baseAddress, !blocks.isEmpty else { return }
    orrery_sha256(
      Int64(blocks.count / 64), data.assumingMemoryBound(to: UInt8.self), &state)
  }

  /// The digest so far as 64 hexadecimal digits.
  public var hexadecimal: String {
    var last = self
    let bits = count &* 8
    var padding = [UInt8](repeating: 0, count: (119 - pending.count) % 64 + 9)
    padding[0] = 0x80
    for byte in 0..<8 {
      padding[padding.count - 1 - byte] = UInt8(truncatingIfNeeded: bits >> UInt64(8 * byte))
    }
    last.update(padding)
    return String(unsafeUninitializedCapacity: 64) { digits in
      for place in 0..<64 {
        let digit = UInt8(last.state[place / 8] >> UInt32(28 - place % 8 * 4) & 15)
        digits[place] = digit < 10 ? 0x30 + digit : 0x57 + digit
      }
      return 64
    }
  }
}
