public import CPlugin

/// The body of a plug-in's C entry point:
///
/// ```swift
/// @c(orrery_plugin_register)
/// public func register(_ hostABI: UInt32, _ registrar: UnsafeMutableRawPointer) -> Int32 {
///   PluginEntry.run(hostABI, registrar) { try $0.register(SpiralNet.self) }
/// }
/// ```
public enum PluginEntry {
  /// 0: registered · 1: built for another contract · 2: registration threw, see `failure`.
  @_alwaysEmitIntoClient
  public static func run(
    _ hostABI: UInt32, _ registrar: UnsafeMutableRawPointer,
    _ body: (PluginRegistrar) throws -> Void
  ) -> Int32 {
    // The tag and this body are compiled into the plug-in: compared before any Swift type is used.
    if orrery_abi_tag_here().pointee.sdk_abi != hostABI { return 1 }
    let registrar = Unmanaged<PluginRegistrar>.fromOpaque(registrar).takeUnretainedValue()
    do {
      try body(registrar)
      return 0
    } catch {
      registrar.failure = error
      return 2
    }
  }
}
