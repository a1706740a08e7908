import Foundation
import OrreryKit
import Pipeline
import Report
import Synchronization

/// Looks at the input of one object of a run again, for a page that asks.
final class ObjectInspection: Sendable {
  private let folder: String
  private let data: DataFolder
  private let plugins: [String]
  /// One at a time: a model may take all the memory there is.
  private let turn = Mutex(())

  init(folder: String, data: DataFolder, plugins: [String]) {
    self.folder = folder
    self.data = data
    self.plugins = plugins
  }

  /// What `orrery inspect --json` says of it.
  /// - Throws: `DataError` where the run or the file is not there, and what inspecting throws.
  func json(_ row: Int) throws -> [UInt8] {
    try turn.withLock { _ in
      let object = try RunFolder(folder).object(row)
      var request = InspectionRequest(file: data.file(object.origin))
      request.pixel = object.pixel
      if object.pixel == nil, let stem = InputSource([object.origin]).files.first?.id,
        object.id.hasPrefix("\(stem)-")
      {
        // One of several of its file: by number in a stack, else by name.
        let name = String(object.id.dropFirst(stem.count + 1))
        request.row = Int(name)
        request.id = request.row == nil ? name : nil
      }
      let loader = try Installation.current.loader(extra: plugins)
      let library = ModelLibrary(
        registry: loader.registry, folders: Installation.current.modelFolders)
      return Array(try InspectionText.json(Inspector(library).inspect(request).facts).utf8)
    }
  }
}
