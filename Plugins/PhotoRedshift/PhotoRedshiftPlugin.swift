import Foundation
import OrreryKit

/// What this plug-in adds to Orrery.
public enum PhotoRedshiftPlugin {
  public static func register(_ registrar: PluginRegistrar) throws {
    try registrar.register(PhotoRedshiftMDN.self, models: models)
  }

  /// The folder of the weights that come with the plug-in, beside the program.
  private static var models: String {
    Bundle.main.bundleURL.appendingPathComponent("orrery_PhotoRedshift.resources/Models").path
  }
}
