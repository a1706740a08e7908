import OrreryKit

/// What this build is made of.
enum Version {
  static var text: String {
    let libraries = LibraryVersions.all.map { "\($0.name) \($0.version)" }
    return """
      orrery \(SDKInfo.version)
      plug-in contract \(SDKInfo.abi), \(SDKInfo.toolchain)
      \(libraries.joined(separator: ", "))
      """
  }
}
