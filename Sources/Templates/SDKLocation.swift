import Foundation

/// Where the SDK lies that plug-ins are built with.
public struct SDKLocation: Sendable, Equatable {
  /// Folder with `OrreryKit.swiftmodule`.
  public var modules: String
  /// Folder with the module map of the contract's header.
  public var headers: String
  /// Folder with `libOrreryKit.so`.
  public var libraries: String

  public init(modules: String, headers: String, libraries: String) {
    self.modules = modules
    self.headers = headers
    self.libraries = libraries
  }

  /// That of an installed command (`lib/orrery/sdk` beside it), or of a build in its checkout.
  /// - Returns: `nil` where there is none.
  public init?(executable: String) {
    let folder = URL(fileURLWithPath: executable).resolvingSymlinksInPath()
      .deletingLastPathComponent()
    func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
    let prefix = folder.deletingLastPathComponent().path
    if exists("\(prefix)/lib/orrery/sdk/OrreryKit.swiftmodule") {
      self.init(
        modules: "\(prefix)/lib/orrery/sdk", headers: "\(prefix)/lib/orrery/sdk/CPlugin",
        libraries: "\(prefix)/lib")
      return
    }
    guard exists("\(folder.path)/Modules/OrreryKit.swiftmodule") else { return nil }
    var checkout = folder
    while checkout.path != "/" {
      let headers = checkout.path + "/Sources/OrreryKit/Sources/CPlugin/include"
      if exists(headers) {
        self.init(
          modules: "\(folder.path)/Modules", headers: headers, libraries: folder.path)
        return
      }
      checkout.deleteLastPathComponent()
    }
    return nil
  }
}
