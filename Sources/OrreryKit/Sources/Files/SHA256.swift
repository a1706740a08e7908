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
    var piece = [UInt8](repeating: 0, count: 1 << 20)
    var offset = 0
    while true {
      let got = try piece.withUnsafeMutableBytes { try file.readSome(at: offset, into: $0) }
      guard got > 0 else { return hash.hexadecimal }
      hash.update(piece[..<got])
      offset += got
    }
  }

  /// Takes in more bytes.
  public mutating func update(_ bytes: some Sequence<UInt8>) {
    let before = pending.count
    pending.append(contentsOf: bytes)
    count += UInt64(pending.count - before)
    let whole = pending.count / 64 * 64
    guard whole > 0 else { return }
    pending.withUnsafeBufferPointer { bytes in
      state.withUnsafeMutableBufferPointer { state in
        guard let data = bytes.baseAddress, let words = state.baseAddress else { return }
        orrery_sha256(Int64(whole / 64), data, words)
      }
    }
    pending.removeFirst(whole)
  }

  /// The digest so far as 64 hexadecimal digits.
  public var hexadecimal: String {
    var last = self
    let bits = count &* 8
    var padding: [UInt8] = [0x80]
    while (pending.count + padding.count) % 64 != 56 { padding.append(0) }
    for shift in stride(from: 56, through: 0, by: -8) {
      padding.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
    }
    last.update(padding)
    let digits = Array("0123456789abcdef")
    var result = ""
    for word in last.state {
      for shift in stride(from: 28, through: 0, by: -4) {
        result.append(digits[Int(word >> UInt32(shift) & 15)])
      }
    }
    return result
  }
}
