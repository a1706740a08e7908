import ArgumentParser
import OrreryKit
import Pipeline

struct PluginsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plugins", abstract: "Show the architectures and simulators that are plugged in.",
    subcommands: [List.self, Show.self], defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List every plug-in.")
    @OptionGroup var plugins: PluginOptions
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
      let loader = try plugins.loader()
      let registry = loader.registry
      let architectures = registry.architectures.values.map {
        ($0.value.info.name, $0.value.info.summary, $0.origin, $0.value.info.task.rawValue)
      }
      let simulators = registry.simulators.values.map {
        ($0.value.info.name, $0.value.info.summary, $0.origin, "simulation")
      }
      let rows = (architectures + simulators).sorted { ($0.3, $0.0) < ($1.3, $1.0) }
      if json {
        print(
          try Listing.json(
            .array(
              rows.map {
                .object([
                  "name": .string($0.0), "summary": .string($0.1), "origin": .string($0.2),
                  "task": .string($0.3),
                ])
              })))
        return
      }
      print(Listing.table(rows.map { ($0.0, "\($0.3): \($0.1) [\($0.2)]") }))
      for library in loader.loaded {
        let stages = registry.stages.filter { $0.value.origin == library.path }.map(\.key)
        print(
          "\(library.path): OrreryKit \(library.tag.sdkVersion); stages: ".printable
            + (stages.isEmpty ? "none" : stages.sorted().joined(separator: ", ")))
      }
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show a plug-in, its settings and its weights.")
    @Argument(help: "Name of an architecture or simulator.") var name: String
    @OptionGroup var plugins: PluginOptions
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
      let library = try plugins.library()
      if let simulator = library.registry.simulators[name] {
        return try show(simulator.value, origin: simulator.origin)
      }
      let entry = try Listing.find(name, "plug-in", in: library.registry.architectures)
      try show(entry.value, origin: entry.origin, library: library)
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
          "origin": .string(origin),
          "weights": .array(weights.map(JSONValue.string)),
          "settings": try SettingText.json(info.settings, defaults: defaults),
        ]
        return print(try Listing.json(.object(value)))
      }
      print("\(info.name) \(info.version): \(info.summary)".printable)
      var rows = [
        ("task", info.task.rawValue),
        ("takes", info.accepts.map(\.rawValue).sorted().joined(separator: ", ")),
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
          "settings": try SettingText.json(info.settings, defaults: defaults),
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
