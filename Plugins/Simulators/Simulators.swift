import OrreryKit

/// The simulators that come with Orrery.
public enum Simulators {
  /// Gives every one to the registrar.
  /// - Throws: where a name is taken.
  public static func register(_ registrar: PluginRegistrar) throws {
    try registrar.register(GalaxySimulator.self)
    try registrar.register(FieldSimulator.self)
    try registrar.register(VariedFieldSimulator.self)
    try registrar.register(SpectrumSimulator.self)
    try registrar.register(LightCurveSimulator.self)
    try registrar.register(PhotometrySimulator.self)
  }
}
