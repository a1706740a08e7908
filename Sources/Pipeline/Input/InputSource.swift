import Foundation
import OrreryKit

/// The files of a run in a fixed order, each with the id that its objects start with.
public struct InputSource: Sendable {
  /// One file to read.
  public struct File: Sendable, Equatable {
    public var path: String
    /// The file's name without endings; a number behind it where two files share one.
    public var id: String
  }

  /// By path, whatever order they were given in.
  public let files: [File]

  public init(_ paths: [String]) {
    var used: Set<String> = []
    files = Set(paths).sorted().map { path in
      let stem = Self.stem(path)
      var id = stem
      var number = 2
      while !used.insert(id).inserted {
        id = "\(stem)~\(number)"
        number += 1
      }
      return File(path: path, id: id)
    }
  }

  /// The file's name without folder and endings.
  static func stem(_ path: String) -> String {
    var name = String(path.split(separator: "/").last ?? "object")
    for ending in [".gz", ".fz", ".bz2"] where name.lowercased().hasSuffix(ending) {
      name = String(name.dropLast(ending.count))
    }
    for ending in [".fits", ".fit", ".fts", ".csv", ".png", ".dat", ".txt"]
    where name.lowercased().hasSuffix(ending) && name.count > ending.count {
      name = String(name.dropLast(ending.count))
      break
    }
    return name
  }
}
