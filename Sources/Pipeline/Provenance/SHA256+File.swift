import Foundation
import OrreryKit

extension SHA256 {
  /// Digest of a file's content as 64 hexadecimal digits, read in pieces.
  /// - Throws: `DataError.unreadable`.
  public static func hexadecimal(ofFile path: String) throws -> String {
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw DataError(.unreadable, String(cString: strerror(errno)), file: path)
    }
    defer { try? handle.close() }
    var hash = SHA256()
    do {
      while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
        hash.update(Array(piece))
      }
    } catch {
      throw DataError(.unreadable, "cannot be read to its end", file: path)
    }
    return hash.hexadecimal
  }
}
