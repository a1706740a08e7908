import ArgumentParser
import Foundation
import OrreryKit
import Pipeline

struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a model by a recipe.",
    discussion: """
      Writes NAME.safetensors and its card NAME.json, NAME-examples.safetensors with some training \
      objects that inspections compare with, and NAME-training.json and .png with the scores of every \
      epoch and the confusion matrix of the test part. A training that was stopped (Ctrl-C) goes on \
      from its checkpoint when the same command is run again, and ends with the same bits.

      With --seeds 3 the recipe is trained from its seed and the two that follow, on the same parts of \
      the data. NAME's card then tells the mean and the spread of every figure; NAME-seed2 and NAME-seed3 \
      are kept for ensembles. Those that are there already are not trained again.

      With --find-learning-rate nothing is trained: a hundred steps with a growing rate are tried, \
      NAME-learning-rate.png shows their losses, and the rate of the steepest fall goes to stdout, \
      for --set optimizer.learning-rate=RATE.
      """)

  @Argument(help: "The recipe, a YAML file.", completion: .file(extensions: ["yaml", "yml"]))
  var recipe: String

  @Option(
    help: ArgumentHelp("Folder that the recipe's data are in.", valueName: "folder"),
    completion: .directory)
  var data = "."

  @Option(
    help: ArgumentHelp("Folder for the weights and the card.", valueName: "folder"),
    completion: .directory)
  var output = "output/models"

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Change a setting, as epochs=5 or optimizer.learning-rate=0.001; may be repeated.",
      valueName: "key=value"))
  var settings: [String] = []

  @Option(help: "Threads that prepare batches.")
  var threads = 1

  @Option(
    help: ArgumentHelp(
      "Train from so many seeds; the card tells mean and spread, and the others can join an ensemble.",
      valueName: "number"))
  var seeds = 1

  @Flag(help: "Start again, whatever checkpoint there is.")
  var restart = false

  @Flag(help: "Try a hundred steps with growing learning rates and suggest one.")
  var findLearningRate = false

  @Flag(help: "Print the card on stdout as JSON.")
  var json = false

  @Flag(help: "Say nothing but errors.")
  var quiet = false

  @OptionGroup var plugins: PluginOptions

  func validate() throws {
    guard (1...100).contains(seeds) else { throw ValidationError("--seeds must be 1 to 100") }
  }

  func run() throws {
    let library = try plugins.library()
    let reader = RecipeReader(registry: library.registry, dataFolder: data)
    let overrides = try settings.map { try SettingOverride($0) }
    let recipe = try CommandFailure.description {
      try reader.read(file: self.recipe, overrides: overrides)
    }
    if findLearningRate { return try suggestRate(recipe, library) }
    if seeds == 1 {
      let (card, store) = try train(recipe, library)
      if json { print(try store.text(card)) }
      return
    }
    // The first seed comes last, for its card tells of all.
    let recipes = recipe.seeded(seeds)
    let others = try recipes.dropFirst().map { try self.card(of: $0, library) }
    let (first, store) = try train(recipes[0], library)
    var card = first
    card.seeds = ModelCard.Seeds([card.metrics] + others.map(\.metrics))
    try store.write(card)
    if !quiet { TrainingTalk.say(card.seeds) }
    if json { print(try store.text(card)) }
  }

  /// Trains from one more seed; weights that this recipe made from it before are taken as they are.
  private func card(of recipe: TrainingRecipe, _ library: ModelLibrary) throws -> ModelCard {
    let store = ModelStore(folder: output, name: recipe.model.weights)
    if !restart, let card = store.card(madeBy: recipe) {
      if !quiet { Talk.say("\(store.weights) is there".printable) }
      return card
    }
    return try train(recipe, library).card
  }

  private func train(
    _ recipe: TrainingRecipe, _ library: ModelLibrary
  ) throws -> (card: ModelCard, store: ModelStore) {
    let store = ModelStore(folder: output, name: recipe.model.weights)
    try store.create()
    if restart { store.removeCheckpoint() }
    let stop = StopFlag()
    let signals = StopSignals(stop)
    defer { signals.cancel() }
    let talk = TrainingTalk(isQuiet: quiet, epochs: recipe.epochs)
    talk.begin(recipe)
    var training = ModelTraining(recipe, library: library, threads: threads)
    training.robustnessObjects = Robustness.usualCount
    let outcome = try training.run(
      checkpoint: store.checkpoint, date: Self.today, command: command, stop: stop,
      report: talk.report)
    if outcome.end == .interrupted {
      throw CommandFailure(
        .interrupted, "orrery: stopped; the same command goes on from \(store.checkpoint)")
    }
    try store.write(outcome)
    try TrainingFigure.picture(of: outcome).write(to: store.figure)
    store.removeCheckpoint()
    talk.end(outcome, store)
    return (outcome.card, store)
  }

  private func suggestRate(_ recipe: TrainingRecipe, _ library: ModelLibrary) throws {
    let store = ModelStore(folder: output, name: recipe.model.weights)
    try store.create()
    let training = ModelTraining(recipe, library: library, threads: threads)
    let talk = TrainingTalk(isQuiet: quiet, epochs: training.recipe.epochs)
    talk.begin(training.recipe)
    let curve = try training.learningRateCurve(report: talk.report)
    try LearningRateFigure.picture(of: curve, training.recipe).write(to: store.rates)
    talk.end(curve, store)
    if json {
      print(try store.text(curve))
    } else if let rate = curve.steepest {
      print(String(format: "%.2g", rate))
    }
  }

  /// What to type to train again: the recipe and what was changed of it, not where things lie here.
  private var command: String {
    let folder = data == "." ? [] : ["--data FOLDER"]
    let changes = settings.map { "--set \($0)" } + (seeds > 1 ? ["--seeds \(seeds)"] : [])
    return (["orrery train", recipe] + folder + changes).joined(separator: " ")
  }

  private static var today: String {
    String(Date().ISO8601Format().prefix(10))
  }
}
