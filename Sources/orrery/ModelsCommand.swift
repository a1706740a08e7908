import ArgumentParser
import Foundation
import OrreryKit
import Pipeline

struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models", abstract: "Show the weights that are there and their cards.",
    subcommands: [List.self, Show.self], defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List every set of weights.")
    @OptionGroup var plugins: PluginOptions
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
      let library = try plugins.library()
      let entries = library.registry.architectures.keys.sorted().flatMap(library.entries(for:))
      if json {
        let values: [JSONValue] = entries.map {
          .object([
            "architecture": .string($0.architecture), "name": .string($0.name),
            "weights": .string($0.weights),
          ])
        }
        return print(try Listing.json(.array(values)))
      }
      if entries.isEmpty { return Talk.say("orrery: no weights were found") }
      print(
        Listing.table(
          entries.map { entry in
            let summary: String
            do { summary = try library.card(of: entry).summary } catch { summary = "\(error)" }
            return ("\(entry.architecture)/\(entry.name)", summary)
          }))
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Show the card of a set of weights and the layers of the model.",
      discussion: "For example: orrery models show morphology-cnn/simulated")
    @Argument(help: "ARCHITECTURE/WEIGHTS as `models list` shows it.") var name: String
    @OptionGroup var plugins: PluginOptions
    @Flag(help: "Show nothing but the layers.") var layers = false
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
      let library = try plugins.library()
      let entries = library.registry.architectures.keys.sorted().flatMap(library.entries(for:))
      let table = Dictionary(
        entries.map { ("\($0.architecture)/\($0.name)", $0) },
        uniquingKeysWith: { first, _ in first })
      let entry = try Listing.find(name, "set of weights", in: table)
      let card = try library.card(of: entry)
      let summary = try library.summary(of: entry)
      if layers {
        guard let summary else {
          throw CommandFailure(
            .usage, "orrery: '\(name)' is no classifier of images; its layers cannot be shown")
        }
        return print(try json ? Listing.json(Settings.encode(summary)) : summary.description)
      }
      if json {
        return print(
          String(decoding: try RegularFile(entry.card).contents(limit: 1 << 20), as: UTF8.self))
      }
      print("\(name): \(card.summary)".printable)
      let specification = card.specification
      var rows = [
        ("classes", specification.classes.joined(separator: ", ")),
        (
          "takes",
          "\(specification.channels) × \(specification.shape.map(String.init).joined(separator: " × ")) "
            + specification.input.rawValue
            + (specification.bands.isEmpty
              ? "" : " (\(specification.bands.joined(separator: ", ")))")
        ),
      ]
      for stage in card.stages {
        rows.append(("stage", "\(stage.name) \(SettingText.value(stage.settings))"))
      }
      let splits = card.training.objects.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
      rows.append(("trained", "\(card.training.data); \(splits.joined(separator: ", "))"))
      rows.append(
        ("", "\(card.training.epochs) epochs, seed \(card.training.seed), \(card.training.date)"))
      for (metric, value) in card.metrics.sorted(by: { $0.key < $1.key }) {
        let seeds = card.seeds.flatMap { seeds in
          seeds.mean[metric].map {
            "   (\(seeds.count) seeds: \(TrainingTalk.figure($0, seeds.spread[metric])))"
          }
        }
        rows.append((metric, String(format: "%.4f", value) + (seeds ?? "")))
      }
      rows.append(("temperature", String(format: "%.3f", card.calibration.temperature)))
      rows.append(("made by", card.command))
      for evaluation in card.evaluations ?? [] {
        rows.append(("evaluated by", evaluation.command))
        for (metric, value) in evaluation.metrics.sorted(by: { $0.key < $1.key }) {
          rows.append(("  " + metric, String(format: "%.4f", value)))
        }
      }
      rows.append(("file", entry.weights))
      rows.append(("sha-256", try SHA256.hexadecimal(ofFile: entry.weights)))
      print(Listing.table(rows))
      if let summary { print("\n\(summary)") }
    }
  }
}
