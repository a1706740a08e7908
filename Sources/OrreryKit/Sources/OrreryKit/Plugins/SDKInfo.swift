internal import CPlugin

/// What this build of the SDK is.
public enum SDKInfo {
  /// Number of the plug-in contract.
  public static var abi: UInt32 { orrery_abi_tag_here().pointee.sdk_abi }
  /// Semantic version of the SDK and of Orrery.
  public static var version: String { text(orrery_abi_tag_here().pointee.sdk_version) }
  /// The compiler that made it.
  public static var toolchain: String { text(orrery_abi_tag_here().pointee.toolchain) }

  private static func text<Tuple>(_ bytes: Tuple) -> String {
    withUnsafeBytes(of: bytes) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
