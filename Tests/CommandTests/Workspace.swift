import Foundation
import OrreryKit

/// A folder of its own for one test, removed with it.
final class Workspace {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "orrery-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  subscript(name: String) -> String { path + "/" + name }

  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    try Data(text.utf8).write(to: URL(fileURLWithPath: self[name]))
    return self[name]
  }

  /// A FITS image whose pixels rise from 0 to `high`.
  @discardableResult
  func writeImage(_ high: Float = 1, to name: String) throws -> String {
    var file = FITSWriter()
    try file.append(
      Image(pixels: (0..<64).map { high * Float($0) / 63 }, height: 8, width: 8))
    try file.write(to: self[name])
    return self[name]
  }
}
