import Foundation
import OrreryKit

/// What this plug-in adds to Orrery.
public enum DiffusionPlugin {
  public static func register(_ registrar: PluginRegistrar) throws {
    try registrar.register(StampDiffusion.self, models: models)
    try registrar.register(StampRestoration.self, models: models)
  }

  /// The folder of the weights that come with the plug-in, beside the program.
  private static var models: String {
    Bundle.main.bundleURL.appendingPathComponent("orrery_Diffusion.resources/Models").path
  }
}
