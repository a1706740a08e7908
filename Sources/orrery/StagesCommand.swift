import ArgumentParser
import OrreryKit
import Pipeline

struct StagesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stages", abstract: "Show the stages that prepare, normalise and augment.",
    subcommands: [List.self, Show.self], defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List every stage.")
    @OptionGroup var plugins: PluginOptions
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
      let stages = try plugins.loader().registry.stages
      let infos = stages.values.map { ($0.value.info, $0.origin) }.sorted { $0.0.name < $1.0.name }
      if json {
        print(
          try Listing.json(
            .array(
              infos.map { info, origin in
                .object([
                  "name": .string(info.name), "summary": .string(info.summary),
                  "category": .string(info.category.rawValue), "origin": .string(origin),
                  "accepts": .array(info.accepts.map(\.rawValue).sorted().map(JSONValue.string)),
                ])
              })))
        return
      }
      for category in StageInfo.Category.allCases {
        let rows = infos.filter { $0.0.category == category }
        guard !rows.isEmpty else { continue }
        print("\(category.rawValue.capitalized):")
        print(Listing.table(rows.map { ("  " + $0.0.name, $0.0.summary) }))
      }
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Show a stage and its settings, or draw it at work.",
      discussion: """
        `--png` draws the stage on a simulated example, or on the object of `--input`: results of \
        several seeds for an augmentation, before and after for others.
        """)
    @Argument(help: "Name of the stage.") var name: String
    @Option(
      help: "Draw the stage at work into this file.", completion: .file(extensions: ["png"]))
    var png: String?
    @Option(help: "Draw it on this file's object.", completion: .file())
    var input: String?
    @Option(
      name: .customLong("set"),
      help: ArgumentHelp(
        "Change a setting of the drawn stage, as size=32; may be repeated.", valueName: "key=value"
      ))
    var settings: [String] = []
    @OptionGroup var plugins: PluginOptions
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
      let library = try plugins.library()
      let entry = try Listing.find(name, "stage", in: library.registry.stages)
      guard let png else {
        guard input == nil, settings.isEmpty else {
          throw CommandFailure(.usage, "orrery: --input and --set need --png")
        }
        return try show(entry.value, origin: entry.origin)
      }
      try draw(entry.value, library, to: png)
    }

    private func draw(
      _ stage: any Stage.Type, _ library: ModelLibrary, to path: String
    ) throws {
      var content: SkyObject.Content?
      if let input {
        var request = InspectionRequest(file: input)
        request.predicts = false
        content = try Inspector(library).inspect(request).content
        guard content != nil else {
          throw CommandFailure(.usage, "orrery: \(input): has nothing to draw".printable)
        }
      }
      let sheet = try StageSheet(
        stage, settings: settings, registry: library.registry, content: content,
        name: input ?? "input")
      let texts = [PNGText("Software", "Orrery \(SDKInfo.version)")]
      try sheet.picture(texts: texts).write(to: path)
      Talk.say("wrote \(path.printable)")
    }

    private func show<S: Stage>(_ stage: S.Type, origin: String) throws {
      let info = stage.info
      let defaults = stage.init()
      let accepts = info.accepts.map(\.rawValue).sorted()
      if json {
        let value: [String: JSONValue] = [
          "name": .string(info.name), "summary": .string(info.summary),
          "category": .string(info.category.rawValue), "origin": .string(origin),
          "accepts": .array(accepts.map(JSONValue.string)),
          "requires": .array(info.requires.sorted().map(JSONValue.string)),
          "provides": .array(info.provides.sorted().map(JSONValue.string)),
          "missing-data": .string(info.missingData),
          "reference": info.reference.map(JSONValue.string) ?? .null,
          "settings": try SettingFacts.json(info.settings, defaults: defaults),
        ]
        print(try Listing.json(.object(value)))
        return
      }
      var rows = [
        ("category", info.category.rawValue), ("takes", accepts.joined(separator: ", ")),
      ]
      if !info.requires.isEmpty {
        rows.append(("needs", info.requires.sorted().joined(separator: ", ")))
      }
      if !info.provides.isEmpty {
        rows.append(("gives", info.provides.sorted().joined(separator: ", ")))
      }
      rows.append(("missing", info.missingData))
      if let reference = info.reference { rows.append(("see", reference)) }
      rows.append(("from", origin))
      print("\(info.name): \(info.summary)".printable)
      print(Listing.table(rows))
      print(info.settings.isEmpty ? "no settings" : "settings:")
      for line in try SettingText.lines(info.settings, defaults: defaults) { print(line.printable) }
    }
  }
}
