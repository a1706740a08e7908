import Foundation
import OrreryKit

/// Loads plug-in libraries into a registry.
///
/// A plug-in is code that the user trusts; what is checked is that it is whole, was built for this
/// contract and by this compiler, and that nobody else may change its file.
public struct PluginLoader {
  static let entryPoint = "orrery_plugin_register"

  /// A library that was loaded.
  public struct Library: Sendable, Equatable {
    public var path: String
    public var tag: PluginTag
    /// SHA-256 of the file.
    public var digest: String
  }

  /// What has been registered, the built-ins first.
  public private(set) var registry: Registry
  /// The libraries that were loaded.
  public private(set) var loaded: [Library] = []
  /// Libraries that were found and cannot be used.
  public private(set) var refused: [PluginFailure] = []

  public init(_ registry: Registry) { self.registry = registry }

  /// The libraries (`*.so`) in these folders, by name; a folder that is absent holds none.
  public static func libraries(in folders: [String]) -> [String] {
    folders.flatMap { folder -> [String] in
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      return names.filter { $0.hasSuffix(".so") }.sorted().map { "\(folder)/\($0)" }
    }
  }

  /// What a library was built with; none of its code runs.
  /// - Throws: `PluginFailure`.
  public static func inspect(_ path: String) throws -> PluginTag {
    try checked(PluginFile(path))
  }

  private static func checked(_ file: PluginFile) throws -> PluginTag {
    let path = file.path
    let tag = try file.tag()
    guard tag.abi == SDKInfo.abi else {
      throw PluginFailure(
        path,
        "built for OrreryKit \(tag.sdkVersion) (contract \(tag.abi)), this orrery provides "
          + "\(SDKInfo.version) (contract \(SDKInfo.abi)); rebuild the plug-in")
    }
    guard tag.toolchain == SDKInfo.toolchain else {
      throw PluginFailure(
        path,
        "built with '\(tag.toolchain)', this orrery with '\(SDKInfo.toolchain)'; rebuild the "
          + "plug-in with the same Swift toolchain")
    }
    return tag
  }

  /// Notes a library that cannot be used and goes on without it.
  mutating func refuse(_ failure: PluginFailure) { refused.append(failure) }

  /// Loads one library and lets it register its parts: all of them or, where it fails, none.
  ///
  /// - Parameter probe: loads it in another process first, unless it is as it was when it was
  ///   installed; `nil` trusts it.
  /// - Throws: `PluginFailure`.
  public mutating func load(_ path: String, probe: PluginProbe? = nil) throws {
    let file = try PluginFile(path)
    let tag = try Self.checked(file)
    if let manifest = try PluginManifest.beside(path) {
      guard manifest.digest == file.digest else {
        throw PluginFailure(
          path, "was changed since it was installed (SHA-256); install it again")
      }
    } else {
      _ = try probe?.manifest(of: path)
    }
    let absolute = URL(fileURLWithPath: path).standardizedFileURL.path
    // Never closed: Swift's runtime keeps pointers into every image it has seen.
    guard let image = dlopen(absolute, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE) else {
      throw PluginFailure(path, dlerror().map { Self.readable(String(cString: $0)) } ?? "no reason")
    }
    guard let symbol = dlsym(image, Self.entryPoint) else {
      throw PluginFailure(path, "does not export '\(Self.entryPoint)'")
    }
    typealias Entry = @convention(c) (UInt32, UnsafeMutableRawPointer) -> Int32
    let entry = unsafeBitCast(symbol, to: Entry.self)
    let registrar = PluginRegistrar(registry, origin: path)
    let status = entry(SDKInfo.abi, Unmanaged.passUnretained(registrar).toOpaque())
    switch status {
    case 0:
      registry = registrar.registry
      loaded.append(Library(path: path, tag: tag, digest: file.digest))
    case 1: throw PluginFailure(path, "built for another contract; rebuild the plug-in")
    default:
      let failure = registrar.failure.map { "\($0)" } ?? "status \(status)"
      throw PluginFailure(path, "registration failed: \(failure)")
    }
  }

  /// The loader's message with Swift symbols written as in source.
  private static func readable(_ message: String) -> String {
    let words = message.split(separator: " ", omittingEmptySubsequences: false)
    return words.map { $0.hasPrefix("$s") ? demangled(String($0)) : String($0) }
      .joined(separator: " ")
  }

  private static func demangled(_ symbol: String) -> String {
    guard let text = swiftDemangle(symbol, symbol.utf8.count, nil, nil, 0) else { return symbol }
    defer { free(text) }
    return String(cString: text)
  }
}

/// The Swift runtime's own demangler; exported by it without a header.
@_silgen_name("swift_demangle")
private func swiftDemangle(
  _ name: UnsafePointer<CChar>, _ length: Int, _ buffer: UnsafeMutablePointer<CChar>?,
  _ bufferSize: UnsafeMutablePointer<Int>?, _ flags: UInt32
) -> UnsafeMutablePointer<CChar>?
