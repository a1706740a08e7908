import ArgumentParser
import OrreryKit
import Pipeline

/// Whether the parts of plug-ins run in processes of their own, and what an object may cost there.
struct IsolationOptions: ParsableArguments {
  @Flag(
    help: ArgumentHelp(
      "Run what comes from plug-ins in processes of their own: an object that crashes one fails "
        + "alone, and the run goes on."))
  var isolate = false

  @Option(
    help: ArgumentHelp(
      "With --isolate: seconds for an object, and for a batch before its objects are tried alone.",
      valueName: "seconds"))
  var isolateSeconds = 60.0

  @Option(
    help: ArgumentHelp(
      "With --isolate: memory that such a process may take, as 800M or 4G.", valueName: "size"))
  var isolateMemory: String?

  func validate() throws {
    if let isolateMemory, MemoryLimit(isolateMemory) == nil {
      throw ValidationError(
        "--isolate-memory '\(isolateMemory.printable)' must be a size, as 800M or 4G")
    }
    guard isolateSeconds > 0, isolateSeconds <= 86_400 else {
      throw ValidationError("--isolate-seconds must be from above 0 to 86400")
    }
  }

  /// - Returns: `nil` where nothing is to be run apart.
  /// - Throws: `PluginFailure`.
  func plugins(of plan: Plan, _ library: ModelLibrary) throws -> IsolatedPlugins? {
    guard isolate else { return nil }
    var settings = IsolationSettings(executable: Installation.executable)
    settings.seconds = isolateSeconds
    settings.memory = isolateMemory.flatMap { MemoryLimit($0)?.bytes }
    return try IsolatedPlugins(plan, registry: library.registry, settings: settings)
  }
}
