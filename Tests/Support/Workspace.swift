import Foundation

/// A folder of its own for one test, removed with it.
public final class Workspace {
  /// The folder, absolute.
  public let path: String

  public init() throws {
    path = NSTemporaryDirectory() + "orrery-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a name in the folder.
  public subscript(name: String) -> String { path + "/" + name }

  /// Writes a text, making the folders on the way.
  @discardableResult
  public func write(_ text: String, to name: String) throws -> String {
    try write(Array(text.utf8), to: name)
  }

  /// Writes bytes, making the folders on the way.
  @discardableResult
  public func write(_ bytes: [UInt8], to name: String) throws -> String {
    let file = self[name]
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent().path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    return file
  }

  /// The bytes of a file.
  public func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: self[name])))
  }

  /// Every file below a folder with its bytes.
  public func tree(_ name: String) throws -> [String: [UInt8]] {
    var result: [String: [UInt8]] = [:]
    let names = FileManager.default.enumerator(atPath: self[name])?.allObjects as? [String] ?? []
    for file in names {
      var isFolder: ObjCBool = false
      let path = self[name] + "/" + file
      let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      if exists && !isFolder.boolValue { result[file] = try bytes(name + "/" + file) }
    }
    return result
  }
}
