import Foundation
import OrreryKit

/// Whole small files, opened literally and only where they are regular files.
public enum InputFile {
  /// The bytes of a file.
  /// - Throws: `DataError` `unreadable` where it is absent, not a regular file or not permitted,
  ///   `tooLarge` beyond `limit` bytes.
  public static func bytes(_ path: String, limit: Int) throws -> [UInt8] {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw DataError(.unreadable, String(cString: strerror(errno)), file: path)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      let folder = status.st_mode & S_IFMT == S_IFDIR
      throw DataError(.unreadable, folder ? "is a folder" : "is not a regular file", file: path)
    }
    guard status.st_size <= limit else {
      throw DataError(
        .tooLarge, "is \(status.st_size) bytes, more than \(limit)", file: path)
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw DataError(.unreadable, "cannot be read: permission denied", file: path)
    }
    return Array(data)
  }

  /// The text of a file in UTF-8.
  /// - Throws: as `bytes`, and `notRecognised` where it is not UTF-8.
  public static func text(_ path: String, limit: Int) throws -> String {
    guard let text = String(validating: try bytes(path, limit: limit), as: UTF8.self) else {
      throw DataError(.notRecognised, "is not a text in UTF-8", file: path)
    }
    return text
  }
}
