import Foundation
import OrreryKit
import Testing

@Suite("SHA-256")
struct SHA256Tests {
  // python3: hashlib.sha256(text).hexdigest()
  @Test(
    "Digests are those of the standard",
    arguments: [
      (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      (55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"),
      (64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"),
      (1000, "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"),
    ])
  func digests(count: Int, digest: String) {
    let bytes = [UInt8](repeating: UInt8(ascii: "a"), count: count)
    #expect(SHA256.hexadecimal(bytes) == digest)
    var hash = SHA256()
    for start in stride(from: 0, to: count, by: 7) {
      hash.update(bytes[start..<min(count, start + 7)])
    }
    #expect(hash.hexadecimal == digest)
  }

  @Test("Pieces of any size and files of any size have the digest of the whole")
  func pieces() throws {
    let path = NSTemporaryDirectory() + "sha-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    for count in [0, 1, 63, 64, 65, 119, 120, 1 << 20, (1 << 20) + 1] {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
      let digest = SHA256.hexadecimal(bytes)
      var hash = SHA256()
      var (start, step) = (0, 1)
      while start < count {
        hash.update(bytes[start..<min(count, start + step)])
        (start, step) = (start + step, step * 3 % 1009 + 1)
      }
      #expect(hash.hexadecimal == digest)
      if count < 1000 { #expect(SHA256.hexadecimal(bytes.lazy.map { $0 }) == digest) }
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      #expect(try SHA256.hexadecimal(ofFile: path) == digest)
    }
  }
}
