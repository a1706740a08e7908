import ArgumentParser
import OrreryKit
import Pipeline

struct PluginsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plugins",
    abstract:
      "Show, make, check and install plug-ins: models, stages, simulators, losses and metrics.",
    subcommands: [
      List.self, Show.self, PluginsNew.self, PluginsCheck.self, PluginsInstall.self,
      PluginsProbe.self, PluginsServe.self,
    ], defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "List every plug-in, and the libraries that could not be loaded.")
    @OptionGroup var plugins: PluginOptions
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
      let loader = try plugins.loader(refusing: true)
      let registry = loader.registry
      let architectures = registry.architectures.values.map {
        ($0.value.info.name, $0.value.info.summary, $0.origin, $0.value.info.task.rawValue)
      }
      let simulators = registry.simulators.values.map {
        ($0.value.info.name, $0.value.info.summary, $0.origin, "simulation")
      }
      let losses = registry.losses.values.map {
        ($0.value.info.name, $0.value.info.summary, $0.origin, "loss")
      }
      let metrics = registry.metrics.values.map {
        ($0.value.info.name, $0.value.info.summary, $0.origin, "metric")
      }
      let rows = (architectures + simulators + losses + metrics).sorted {
        ($0.3, $0.0) < ($1.3, $1.0)
      }
      if json {
        let plugins: [JSONValue] = rows.map {
          .object([
            "name": .string($0.0), "summary": .string($0.1), "origin": .string($0.2),
            "task": .string($0.3),
          ])
        }
        let refused: [JSONValue] = loader.refused.map {
          .object(["library": .string($0.path), "refused": .string($0.reason)])
        }
        return print(try Listing.json(.array(plugins + refused)))
      }
      print(Listing.table(rows.map { ($0.0, "\($0.3): \($0.1) [\($0.2)]") }))
      for library in loader.loaded {
        let stages = registry.stages.filter { $0.value.origin == library.path }.map(\.key)
        print(
          "\(library.path): OrreryKit \(library.tag.sdkVersion); stages: ".printable
            + (stages.isEmpty ? "none" : stages.sorted().joined(separator: ", ")))
      }
      for failure in loader.refused { print("not loaded: \(failure)") }
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Show a plug-in, its settings and its weights.",
      discussion: """
        Of a library (a path that ends in .so) what it was built with and what it holds: none of its \
        code runs.
        """)
    @Argument(
      help: "Name of an architecture, simulator, loss or metric, or the path of a library.")
    var name: String
    @OptionGroup var plugins: PluginOptions
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
      if name.hasSuffix(".so") { return try show(library: name) }
      let library = try plugins.library()
      if let simulator = library.registry.simulators[name] {
        return try show(simulator.value, origin: simulator.origin)
      }
      let registry = library.registry
      if try showObjectives(registry) { return }
      guard let entry = registry.architectures[name] else {
        let names =
          Array(registry.architectures.keys) + Array(registry.simulators.keys)
          + Array(registry.losses.keys) + Array(registry.metrics.keys)
        throw CommandFailure(
          .usage,
          "orrery: no plug-in '\(name)'\(NearestNames.suggestion(for: name, among: names))"
            .printable)
      }
      try show(entry.value, origin: entry.origin, library: library)
    }

    /// A library as it lies there.
    private func show(library: String) throws {
      let tag = try PluginLoader.inspect(library)
      let manifest = try PluginManifest.beside(library)
      if json {
        guard let manifest else {
          return print(
            try Listing.json(
              .object([
                "contract": .integer(Int64(tag.abi)), "sdkVersion": .string(tag.sdkVersion),
                "toolchain": .string(tag.toolchain),
              ])))
        }
        return print(try manifest.text, terminator: "")
      }
      print(
        Listing.table([
          ("library", library), ("OrreryKit", "\(tag.sdkVersion) (contract \(tag.abi))"),
          ("compiler", tag.toolchain),
        ]))
      guard let manifest else {
        return print("what it holds is told when it is installed: orrery plugins install")
      }
      for part in manifest.parts {
        let version = part.version.map { " \($0)" } ?? ""
        print("\(part.kind) \(part.name)\(version), \(part.task): \(part.summary)".printable)
        guard case .array(let settings) = part.settings else { continue }
        for setting in settings {
          guard case .object(let facts) = setting else { continue }
          let words = ["key", "type", "default", "description"].map {
            facts[$0].map(SettingText.value) ?? ""
          }
          print("  \(words[0])  \(words[3]) (\(words[1]); default \(words[2]))".printable)
        }
      }
    }

    private func show<A: Architecture>(
      _ type: A.Type, origin: String, library: ModelLibrary
    ) throws {
      let info = type.info
      let defaults = type.defaults
      let weights = library.entries(for: info.name).map(\.name)
      if json {
        let value: [String: JSONValue] = [
          "name": .string(info.name), "summary": .string(info.summary),
          "version": .string(info.version), "task": .string(info.task.rawValue),
          "accepts": .array(info.accepts.map(\.rawValue).sorted().map(JSONValue.string)),
          "learns": .string(Self.learning(of: type)),
          "origin": .string(origin),
          "weights": .array(weights.map(JSONValue.string)),
          "settings": try SettingFacts.json(info.settings, defaults: defaults),
        ]
        return print(try Listing.json(.object(value)))
      }
      print("\(info.name) \(info.version): \(info.summary)".printable)
      var rows = [
        ("task", info.task.rawValue),
        ("takes", info.accepts.map(\.rawValue).sorted().joined(separator: ", ")),
        ("learns", Self.learning(of: type)),
        ("weights", weights.isEmpty ? "none found" : weights.joined(separator: ", ")),
      ]
      if let reference = info.reference { rows.append(("see", reference)) }
      print(Listing.table(rows + [("from", origin)]))
      print(info.settings.isEmpty ? "no settings" : "settings:")
      for line in try SettingText.lines(info.settings, defaults: defaults) { print(line.printable) }
    }

    private func show<S: Simulator>(_ type: S.Type, origin: String) throws {
      let info = type.info
      let defaults = type.init()
      if json {
        let value: [String: JSONValue] = [
          "name": .string(info.name), "summary": .string(info.summary),
          "task": .string("simulation"), "produces": .string(info.produces.rawValue),
          "classes": .array(info.classes.map(JSONValue.string)), "origin": .string(origin),
          "settings": try SettingFacts.json(info.settings, defaults: defaults),
        ]
        return print(try Listing.json(.object(value)))
      }
      print("\(info.name): \(info.summary)".printable)
      let classes = info.classes.isEmpty ? "none" : info.classes.joined(separator: ", ")
      print(
        Listing.table([
          ("makes", info.produces.rawValue), ("classes", classes), ("from", origin),
        ]))
      print(info.settings.isEmpty ? "no settings" : "settings:")
      for line in try SettingText.lines(info.settings, defaults: defaults) { print(line.printable) }
    }
  }
}
