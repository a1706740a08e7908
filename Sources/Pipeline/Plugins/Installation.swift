import Baselines
import Diffusion
import Flow
import Foundation
import GAN
import LightCurveClassifier
import Morphology
import OrreryKit
import PhotoRedshift
import Segmenter
import Simulators
import Spectrum
import Stages

/// Where this installation keeps plug-ins and models, and what is built in.
public struct Installation: Sendable {
  /// Folders with plug-in libraries, searched in order.
  public var pluginFolders: [String]
  /// Folders with models, searched in order.
  public var modelFolders: [String]

  /// - Parameters:
  ///   - executable: path of the running command; its `../lib/orrery` is searched last.
  ///   - environment: `ORRERY_PLUGIN_PATH` and `ORRERY_MODEL_PATH` are lists with `:`.
  public init(executable: String, environment: [String: String]) {
    func folders(_ variable: String) -> [String] {
      (environment[variable] ?? "").split(separator: ":").map(String.init)
    }
    let prefix = URL(fileURLWithPath: executable).resolvingSymlinksInPath()
      .deletingLastPathComponent().deletingLastPathComponent().path
    pluginFolders = folders("ORRERY_PLUGIN_PATH") + ["\(prefix)/lib/orrery/plugins"]
    modelFolders = folders("ORRERY_MODEL_PATH") + ["\(prefix)/lib/orrery/models"]
  }

  /// The installation of this process.
  public static var current: Installation {
    let executable = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return Installation(
      executable: executable ?? CommandLine.arguments[0],
      environment: ProcessInfo.processInfo.environment)
  }

  /// Everything built in.
  public static func builtIns() throws -> Registry {
    let registrar = PluginRegistrar(Registry(), origin: "built-in")
    try BuiltInStages.register(registrar)
    try Simulators.register(registrar)
    try MorphologyPlugin.register(registrar)
    try BaselinesPlugin.register(registrar)
    try SpectrumPlugin.register(registrar)
    try PhotoRedshiftPlugin.register(registrar)
    try DiffusionPlugin.register(registrar)
    try FlowPlugin.register(registrar)
    try GANPlugin.register(registrar)
    try LightCurvePlugin.register(registrar)
    try SegmenterPlugin.register(registrar)
    return registrar.registry
  }

  /// Everything built in and every plug-in found, those at `extra` paths (files or folders) first.
  /// - Throws: `PluginFailure`.
  public func loader(extra: [String] = []) throws -> PluginLoader {
    var loader = PluginLoader(try Self.builtIns())
    var paths: [String] = []
    for path in extra {
      var isFolder: ObjCBool = false
      let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      guard exists else { throw PluginFailure(path, "no such file or folder") }
      paths += isFolder.boolValue ? PluginLoader.libraries(in: [path]) : [path]
    }
    for path in paths + PluginLoader.libraries(in: pluginFolders) { try loader.load(path) }
    return loader
  }
}
