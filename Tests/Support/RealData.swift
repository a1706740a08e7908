import Foundation

/// Where the real files are that tests use when they are present.
public enum RealData {
  /// The folder, or `nil` where it is absent: `ORRERY_REAL_DATA`, else `../shared/real-data` beside
  /// the checkout.
  public static let folder: String? = {
    let environment = ProcessInfo.processInfo.environment["ORRERY_REAL_DATA"]
    let checkout = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let path =
      environment ?? checkout.appendingPathComponent("../shared/real-data").standardized.path
    return FileManager.default.fileExists(atPath: path + "/facts.json") ? path : nil
  }()

  public static var isPresent: Bool { folder != nil }

  /// Path of one file, `images/decam-r.fits`.
  /// - Precondition: `isPresent`.
  public static func path(_ name: String) -> String { folder! + "/" + name }
}
