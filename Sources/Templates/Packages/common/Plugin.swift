import OrreryKit

/// The door through which Orrery comes in: registers everything that this plug-in brings.
@c(orrery_plugin_register)
public func orreryPluginRegister(
  _ hostABI: UInt32, _ registrar: UnsafeMutableRawPointer
) -> Int32 {
  PluginEntry.run(hostABI, registrar) { try $0.register(TypeTemplate.self) }
}
