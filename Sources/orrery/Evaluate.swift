import ArgumentParser
import Foundation
import OrreryKit
import Pipeline

struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measure models on objects that training never saw, beside one another.",
    discussion: """
      RECIPE: its data are split as in training; its weights, found by their name, are asked about the \
      test part. A plain method (random-forest, nearest-neighbours …) whose weights are not found is \
      fitted first, and --beside fits plain methods to the same objects: is deep learning necessary?
      FOLDER of a run, or its catalogue: compared with the table given as --truth.

      Writes evaluation.json and PNG figures. Conformal sets and the measure of strangeness are \
      fitted to the validation part.
      """)

  @Argument(help: "Recipes, or folders of runs.", completion: .file())
  var targets: [String]

  @Option(
    help: ArgumentHelp("Folder that the recipes' data are in.", valueName: "folder"),
    completion: .directory)
  var data = "."

  @Option(
    help: ArgumentHelp("Folder with trained weights; may be repeated.", valueName: "folder"),
    completion: .directory)
  var models: [String] = ["output/models"]

  @Option(
    help: ArgumentHelp(
      "Plain methods to fit to the same objects, by comma; 'all' for every one.",
      valueName: "names"))
  var beside: String?

  @Option(
    help: ArgumentHelp("What is true of the objects of a run.", valueName: "table"),
    completion: .file())
  var truth: String?

  @Option(help: ArgumentHelp("Column of the truth that names the objects.", valueName: "column"))
  var truthID = "id"

  @Option(help: ArgumentHelp("Column of the truth with the class.", valueName: "column"))
  var truthClass = "class"

  @Option(help: "Probability that conformal sets are to hold the true class with.")
  var level = 0.9

  @Option(
    help: ArgumentHelp(
      "Train the recipes with so many labels each, from their starting weights and from scratch.",
      valueName: "numbers"))
  var learningCurve: String?

  @Option(
    help: ArgumentHelp(
      "Look for the smallest adversarial step (FGSM) of so many test objects; 0 for none.",
      valueName: "objects"))
  var robustness = 0

  @Flag(
    help: ArgumentHelp(
      "Write the figures into the card of the recipe's weights; where this recipe made them, how "
        + "robust they are too, what the card lacks of conformal sets and feature distances, and "
        + "beside them some objects of their training."))
  var updateCard = false

  @Option(help: "Trainings of each kind in a learning curve.")
  var seeds = 3

  @Option(
    help: ArgumentHelp("Folder for the report.", valueName: "folder"), completion: .directory)
  var output = "output/evaluation"

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Change a setting of the recipes; may be repeated.", valueName: "key=value"))
  var settings: [String] = []

  @Flag(help: "Print the report on stdout as JSON.")
  var json = false

  @Flag(help: "Say nothing but errors.")
  var quiet = false

  @OptionGroup var plugins: PluginOptions

  func validate() throws {
    guard level > 0, level < 1 else { throw ValidationError("--level must be between 0 and 1") }
    guard robustness >= 0 else { throw ValidationError("--robustness must not be negative") }
    guard seeds > 0 else { throw ValidationError("--seeds must be 1 or more") }
    _ = try sizes()
  }

  /// Numbers of labels, ascending.
  private func sizes() throws -> [Int] {
    let parts = learningCurve?.split(separator: ",") ?? []
    let sizes = parts.compactMap { Int($0) }
    guard sizes.count == parts.count, sizes.allSatisfy({ $0 >= 2 }) else {
      throw ValidationError("--learning-curve takes numbers of labels: 25,50,100")
    }
    return Set(sizes).sorted()
  }

  func run() throws {
    let sizes = try sizes()
    let report =
      sizes.isEmpty
      ? EvaluationReport(try targets.flatMap { try evaluated($0) }, level: level)
      : EvaluationReport([], learning: try targets.map { try learning($0, sizes) })
    guard !report.isEmpty else {
      throw CommandFailure(
        .noInput, "orrery: nothing to compare: neither classes nor numbers are known of the objects"
      )
    }
    let folder = try EvaluationFolder(output)
    try folder.write(report)
    if json {
      print(try Listing.json(report.json))
    } else {
      print(EvaluationText.text(of: report))
    }
    if !quiet { Talk.say("orrery: report and figures in \(output)".printable) }
  }

  private func evaluated(_ target: String) throws -> [EvaluatedModel] {
    guard !target.hasSuffix(".yaml"), !target.hasSuffix(".yml") else { return try recipe(target) }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: target, isDirectory: &isFolder) else {
      throw CommandFailure(.usage, "orrery: no recipe or folder '\(target)'".printable)
    }
    guard let truth else {
      throw CommandFailure(.usage, "orrery: '\(target)' is a run: name its --truth".printable)
    }
    let catalog = isFolder.boolValue ? try RunAnswers.catalog(inFolder: target) : target
    let (model, unknown) = try RunAnswers.read(
      catalog: catalog, truth: truth, id: truthID, class: truthClass)
    if unknown > 0, !quiet {
      Talk.say("orrery: \(unknown) objects of \(catalog) are not in the truth".printable)
    }
    return [model]
  }

  private func read(_ file: String) throws -> (TrainingRecipe, ModelLibrary) {
    let registry = try plugins.loader().registry
    let library = ModelLibrary(
      registry: registry, folders: models + Installation.current.modelFolders)
    let reader = RecipeReader(registry: registry, dataFolder: data)
    let overrides = try settings.map { try SettingOverride($0) }
    return (
      try CommandFailure.description { try reader.read(file: file, overrides: overrides) }, library
    )
  }

  private func learning(_ file: String, _ sizes: [Int]) throws -> LearningCurve {
    let (recipe, library) = try read(file)
    return try LearningCurve(
      of: recipe, library: library, sizes: sizes, seeds: seeds,
      threads: ProcessInfo.processInfo.activeProcessorCount
    ) { done, total in
      if !quiet { Talk.say("\(file): \(done) of \(total) trainings".printable) }
    }
  }

  private func recipe(_ file: String) throws -> [EvaluatedModel] {
    let (recipe, library) = try read(file)
    let registry = library.registry
    let names = beside.map {
      $0 == "all"
        ? Evaluation.plainMethods(for: recipe, in: registry)
        : $0.split(separator: ",").map(String.init)
    }
    var evaluation = try CommandFailure.description {
      try Evaluation(library, beside: names ?? [])
    }
    evaluation.robustnessObjects =
      updateCard && robustness == 0 ? Robustness.usualCount : robustness
    evaluation.keepsExamples = updateCard
    let result = try evaluation.models(of: recipe) { event in
      guard !quiet else { return }
      switch event {
      case .preparing(let recipe, let done, let total):
        if Talk.isTerminal { Talk.progress("\(recipe): \(done) of \(total) objects".printable) }
        if done == total, Talk.isTerminal { Talk.say("") }
      case .fitting(let name, let objects):
        Talk.say("\(name): fitting to \(objects) objects".printable)
      case .foreign(let name):
        Talk.say(
          "orrery: \(name) was made by another recipe: it may have seen objects of this test part"
            .printable)
      case .stepping(let name, let objects):
        Talk.say("\(name): looking for adversarial steps of \(objects) objects".printable)
      case .asking(let name, let objects):
        Talk.say("\(name): asking about \(objects) objects".printable)
      }
    }
    if updateCard { for model in result { try update(model, by: command(file)) } }
    return result
  }

  /// What repeats an evaluation, wherever the data lie.
  private func command(_ file: String) -> String {
    (["orrery evaluate", file] + (data == "." ? [] : ["--data FOLDER"])
      + settings.map { "--set \($0)" }).joined(separator: " ")
  }

  /// Writes what was measured beside the weights.
  private func update(_ model: EvaluatedModel, by command: String) throws {
    guard let (entry, found) = model.stored else { return }
    let store = ModelStore(entry)
    var card = found
    card.metrics.merge(model.isOfItsTraining ? model.robustness?.metrics ?? [:] : [:]) { $1 }
    card.calibration = model.calibration ?? card.calibration
    card.record(
      ModelCard.Evaluation(command: command, metrics: model.principalFigures(level: level)))
    try store.write(card)
    if let examples = model.examples { try store.write(examples) }
    guard !quiet else { return }
    Talk.say("wrote \(store.card)".printable)
    if let examples = model.examples {
      Talk.say("wrote \(store.examples): \(examples.count) training objects".printable)
    }
  }
}
