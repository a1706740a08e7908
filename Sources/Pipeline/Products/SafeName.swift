import OrreryKit

/// File names from ids: an id never chooses a path.
package enum SafeName {
  /// Letters, digits, `.`, `_`, `-`; 1 to 100 of them; not hidden, not `.` or `..`.
  package static func isSafe(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 100 && !name.hasPrefix(".") && !name.hasPrefix("-")
      && name.utf8.allSatisfy(isAllowed)
  }

  /// A safe name without an ending for an id, at most 80 characters. An id that had to be changed,
  /// or that differs from another only in case, gets a suffix of its digest, so that two ids never
  /// share a file.
  package static func make(for id: String) -> String {
    let lower = id.utf8.allSatisfy { !(0x41...0x5A).contains($0) }
    if isSafe(id) && id.utf8.count <= 80 && lower { return id }
    var text = ""
    for byte in id.utf8.prefix(60) {
      text.unicodeScalars.append(isAllowed(byte) ? UnicodeScalar(byte) : "_")
    }
    while text.hasPrefix(".") || text.hasPrefix("-") { text.removeFirst() }
    return (text.isEmpty ? "object" : text) + "-" + SHA256.hexadecimal(Array(id.utf8)).prefix(12)
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2E, 0x2D, 0x5F: true
    default: false
    }
  }
}
