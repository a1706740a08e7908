import OrreryKit

/// What a plug-in library was built with, read from its ELF section before any of its code runs.
public struct PluginTag: Sendable, Equatable {
  /// Number of the plug-in contract.
  public var abi: UInt32
  public var sdkVersion: String
  public var toolchain: String
}
