import ArgumentParser
import Foundation
import OrreryKit
import Pipeline

struct Generate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Make objects with a trained generator.",
    discussion: """
      Writes one FITS file, a stack of images with a table or a table of rows, and a sheet of \
      pictures. Object number n of a seed is always the same, however many are made. The preparation \
      of the model's card is undone as far as it can be; the header says what remains.

        orrery generate galaxy-gan/simulated --count 64 --seed 1 --png sheet.png
        orrery generate galaxy-gan --weights ./mine.safetensors --class spiral --truncation 0.7
        orrery generate galaxy-gan/simulated --interpolate 3,8 --count 10 --output way.fits
      """)

  @Argument(help: "A generator, ARCHITECTURE/WEIGHTS, or the path of weights or a card.")
  var model: String

  @Option(help: "Name or path of the weights, where the first argument is an architecture.")
  var weights: String?

  @Option(help: ArgumentHelp("Objects to make.", valueName: "number"))
  var count = 16

  @Option(help: ArgumentHelp("Seed of the noise.", valueName: "number"))
  var seed: UInt64 = 0

  @Option(name: .customLong("class"), help: "Class of all objects; drawn for each otherwise.")
  var className: String?

  @Option(help: "Factor of the noise: below 1 objects are less varied and more typical.")
  var truncation = 1.0

  @Option(
    help: ArgumentHelp(
      "Make the way from one object of the seed to another, as 3,8.", valueName: "from,to"))
  var interpolate: String?

  @Option(help: ArgumentHelp("FITS file to write.", valueName: "file"))
  var output: String?

  @Option(help: ArgumentHelp("Sheet of pictures to write.", valueName: "file"))
  var png: String?

  @Option(help: "Curve of the pictures: \(GeneratedSheet.stretches.joined(separator: ", ")).")
  var stretch = "asinh"

  @Flag(help: "Print what was made as JSON.")
  var json = false

  @Flag(help: "Say nothing but errors.")
  var quiet = false

  @OptionGroup var plugins: PluginOptions

  func validate() throws {
    guard (1...1_000_000).contains(count) else {
      throw ValidationError("--count \(count) must be from 1 to 1000000")
    }
    guard (0...10).contains(truncation) else {
      throw ValidationError("--truncation \(truncation) must be from 0 to 10")
    }
    guard GeneratedSheet.stretches.contains(stretch) else {
      throw ValidationError(
        "--stretch \(stretch) must be \(GeneratedSheet.stretches.joined(separator: ", "))")
    }
    guard output != nil || png != nil else {
      throw ValidationError("say where to: --output FILE.fits, --png FILE.png, or both")
    }
    _ = try interpolation()
  }

  func run() throws {
    let library = try plugins.library()
    let entry = try library.find(model, weights: weights)
    let loaded = try library.load(entry)
    let generation = try Generation(
      loaded, name: "\(entry.architecture)/\(entry.name)", registry: library.registry,
      request: GenerationRequest(
        count: count, seed: seed, truncation: truncation, className: className,
        interpolation: try interpolation()))
    let objects = try generation.objects { done in
      if !quiet, Talk.isTerminal { Talk.progress("\(done) of \(count) objects") }
    }
    if !quiet, Talk.isTerminal { Talk.progress("") }
    if let output { try GeneratedFile(generation).writer(objects).write(to: output) }
    if let png {
      let title = "\(generation.name), seed \(seed)"
      let texts = [
        PNGText("Software", "orrery \(SDKInfo.version)"), PNGText("Model", loaded.digest),
      ]
      try GeneratedSheet(title: title, stretch: stretch).picture(objects, texts: texts)
        .write(to: png)
    }
    if !quiet, !generation.remaining.isEmpty {
      Talk.say(
        "the values are in the model's units: \(generation.remaining.joined(separator: ", ")) "
          + "cannot be undone")
    }
    if json { print(try Listing.json(summary(generation))) }
  }

  private func summary(_ generation: Generation) -> JSONValue {
    var values: [String: JSONValue] = [
      "count": .integer(Int64(count)), "model": .string(generation.name),
      "sha256": .string(generation.model.digest), "seed": .integer(Int64(clamping: seed)),
      "truncation": .number(truncation),
      "undone": .array(generation.undone.map { .string($0) }),
      "not-undone": .array(generation.remaining.map { .string($0) }),
    ]
    for (key, path) in [("output", output), ("png", png)] { values[key] = path.map { .string($0) } }
    return .object(values)
  }

  private func interpolation() throws -> (from: Int, to: Int)? {
    guard let interpolate else { return nil }
    let numbers = interpolate.split(separator: ",").map { Int($0) }
    guard numbers.count == 2, let from = numbers[0], let to = numbers[1], from >= 0, to >= 0 else {
      throw ValidationError("--interpolate \(interpolate) must be two numbers, as 3,8")
    }
    return (from, to)
  }
}
