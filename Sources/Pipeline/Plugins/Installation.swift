import Baselines
import Diffusion
import Flow
import Foundation
import GAN
import LightCurveClassifier
import Morphology
import ONNX
import Objectives
import OrreryKit
import PhotoRedshift
import Segmenter
import Simulators
import Spectrum
import Stages

/// Where this installation keeps plug-ins and models, and what is built in.
public struct Installation: Sendable {
  /// Folders with plug-in libraries that the environment names, searched in order.
  public var namedPluginFolders: [String]
  /// Where a user's own plug-ins are installed.
  public var userPluginFolder: String
  /// Where plug-ins lie that came with the program.
  public var ownPluginFolder: String
  /// Folders with models, searched in order.
  public var modelFolders: [String]
  /// Tries plug-ins in another process before they are loaded; `nil` where the running program is not
  /// the command.
  public var probe: PluginProbe?

  /// - Parameters:
  ///   - executable: path of the running command; its `../lib/orrery` is searched last.
  ///   - environment: `ORRERY_PLUGIN_PATH` and `ORRERY_MODEL_PATH` are lists with `:`; the user's
  ///     plug-ins lie in `$XDG_DATA_HOME/orrery/plugins`.
  public init(executable: String, environment: [String: String]) {
    func folders(_ variable: String) -> [String] {
      (environment[variable] ?? "").split(separator: ":").map(String.init)
    }
    let prefix = URL(fileURLWithPath: executable).resolvingSymlinksInPath()
      .deletingLastPathComponent().deletingLastPathComponent().path
    let home = environment["HOME"] ?? "/"
    let data = environment["XDG_DATA_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    namedPluginFolders = folders("ORRERY_PLUGIN_PATH")
    userPluginFolder = (data ?? "\(home)/.local/share") + "/orrery/plugins"
    ownPluginFolder = "\(prefix)/lib/orrery/plugins"
    let isCommand = executable.split(separator: "/").last == "orrery"
    probe = isCommand ? PluginProbe(executable: executable) : nil
    modelFolders = folders("ORRERY_MODEL_PATH") + ["\(prefix)/lib/orrery/models"]
  }

  /// Path of the running program.
  public static var executable: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      ?? CommandLine.arguments[0]
  }

  /// The installation of this process.
  public static var current: Installation {
    Installation(
      executable: executable, environment: ProcessInfo.processInfo.environment)
  }

  /// Everything built in.
  public static func builtIns() throws -> Registry {
    let registrar = PluginRegistrar(Registry(), origin: "built-in")
    try BuiltInStages.register(registrar)
    try Simulators.register(registrar)
    try Objectives.register(registrar)
    try MorphologyPlugin.register(registrar)
    try BaselinesPlugin.register(registrar)
    try SpectrumPlugin.register(registrar)
    try PhotoRedshiftPlugin.register(registrar)
    try DiffusionPlugin.register(registrar)
    try FlowPlugin.register(registrar)
    try GANPlugin.register(registrar)
    try LightCurvePlugin.register(registrar)
    try SegmenterPlugin.register(registrar)
    try registrar.register(ONNXModel.self)
    return registrar.registry
  }

  /// Everything built in and every plug-in found, each library once.
  ///
  /// A library that was asked for (`extra`, the folders of the environment) must load; one that lies
  /// in the user's or the program's folder and cannot be used is left out and noted in `refused`.
  /// - Parameters:
  ///   - extra: libraries or folders of them, loaded first.
  ///   - refusing: whether one that was asked for is noted too, for lists of what there is.
  /// - Throws: `PluginFailure`.
  public func loader(extra: [String] = [], refusing: Bool = false) throws -> PluginLoader {
    var loader = PluginLoader(try Self.builtIns())
    var seen: Set<String> = []
    func load(_ path: String, isAskedFor: Bool) throws {
      let real = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
      guard seen.insert(real).inserted else { return }
      do { try loader.load(path, probe: probe) } catch let failure as PluginFailure {
        if isAskedFor && !refusing { throw failure }
        loader.refuse(failure)
      }
    }
    for path in extra {
      var isFolder: ObjCBool = false
      let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      guard exists else { throw PluginFailure(path, "no such file or folder") }
      for library in isFolder.boolValue ? PluginLoader.libraries(in: [path]) : [path] {
        try load(library, isAskedFor: true)
      }
    }
    for library in PluginLoader.libraries(in: namedPluginFolders) {
      try load(library, isAskedFor: true)
    }
    for library in PluginLoader.libraries(in: [userPluginFolder, ownPluginFolder]) {
      try load(library, isAskedFor: false)
    }
    return loader
  }

  /// Copies a library into the user's folder, with a manifest of what it holds.
  /// - Returns: where it lies now.
  /// - Throws: `PluginFailure` for one that cannot be loaded, `DataError.unwritable`.
  public func install(_ path: String) throws -> (library: String, manifest: PluginManifest) {
    let file = try PluginFile(path)
    _ = try PluginLoader.inspect(path)
    guard let probe else { throw PluginFailure(path, "is installed by the command alone") }
    var manifest = try probe.manifest(of: path)
    manifest.digest = file.digest
    let name = URL(fileURLWithPath: path).lastPathComponent
    let library = "\(userPluginFolder)/\(name)"
    do {
      try FileManager.default.createDirectory(
        atPath: userPluginFolder, withIntermediateDirectories: true)
    } catch { throw DataError(.unwritable, "the folder cannot be made", file: userPluginFolder) }
    // The old manifest goes first: a library without one is probed, one with another's is refused.
    try? FileManager.default.removeItem(atPath: PluginManifest.path(of: library))
    try AtomicFile.write(file.bytes, to: library)
    try AtomicFile.write(Array(manifest.text.utf8), to: PluginManifest.path(of: library))
    return (library, manifest)
  }
}
