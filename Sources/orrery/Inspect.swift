import ArgumentParser
import Foundation
import OrreryKit
import Pipeline

struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Look at one file: what it is, its values, its place on the sky, a prediction.",
    discussion: """
      FITS images, cubes, spectra, light curves and tables; CSV light curves; PNG pictures. \
      `orrery field.fits` is the same as `orrery inspect field.fits`.
      """)

  @Argument(help: "The file.", completion: .file())
  var file: String

  @Option(help: "Header-data unit, from 0.")
  var hdu: Int?

  @Option(
    help: ArgumentHelp(
      "Cut out around this place: degrees, or 10:42:11.5,-05:33:20.", valueName: "ra,dec"))
  var at: String?

  @Option(
    help: ArgumentHelp("Cut out around this pixel, from 0.", valueName: "x,y"))
  var pixel: String?

  @Option(help: "Side of the cut-out in pixels.")
  var size = 64

  @Option(
    help: ArgumentHelp(
      "Entry of a stack or a table, or object of a file of several: its number from 0, or its name.",
      valueName: "number|name"))
  var row: String?

  @Option(help: "Name of the object, of a row of a table, or of an image extension.")
  var id: String?

  @Option(help: "Architecture that predicts; the one that fits the data by default.")
  var plugin: String?

  @Option(help: "Weights that predict.")
  var weights: String?

  @Flag(help: "No prediction.")
  var noPrediction = false

  @Option(
    help: ArgumentHelp(
      "Why the model says so: \(ExplanationMethod.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "method"))
  var explain: String?

  @Option(
    name: .customLong("class"),
    help: ArgumentHelp("The class to explain; the most probable one by default.", valueName: "name")
  )
  var explainedClass: String?

  @Option(help: "The layer of feature maps; the last one by default.")
  var layer: String?

  @Flag(help: "Show the object behind each preparation stage of the model.")
  var stages = false

  @Option(
    help: ArgumentHelp(
      "How the prediction moves with another setting of a stage; may be repeated.",
      valueName: "stage.key=value"))
  var set: [String] = []

  @Option(help: "How it moves without a band, by name or number from 0; may be repeated.")
  var dropBand: [String] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "How it moves with noise added, in units of the noise there is; may be repeated.",
      valueName: "factor"))
  var noise: [Double] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "How it moves when the image is turned; may be repeated.", valueName: "degrees"))
  var rotate: [Double] = []

  @Option(help: "Columns of the picture.")
  var width: Int?

  @Option(help: "Write a figure to this file.", completion: .file(extensions: ["png"]))
  var png: String?

  @Option(
    help: "Write the object, the same as the model sees it, and the explanation to this file.",
    completion: .file(extensions: ["fits"]))
  var fits: String?

  @Option(
    help: ArgumentHelp(
      "Pictures as \(TerminalGraphics.allCases.map(\.rawValue).joined(separator: ", ")); what the "
        + "terminal can do by default."))
  var graphics: TerminalGraphics?

  @Flag(help: "Print the facts as JSON.")
  var json = false

  @OptionGroup var plugins: PluginOptions

  func run() throws {
    var request = InspectionRequest(file: file)
    request.hdu = hdu
    request.position = try at.map { try SkyText.position($0) }
    request.pixel = try pixel.map { try Self.pixel($0) }
    request.size = size
    // A name of digits alone goes by --id.
    request.row = row.flatMap { Int($0) }
    request.id = id ?? (request.row == nil ? row : nil)
    request.plugin = plugin
    request.weights = weights
    request.predicts = !noPrediction
    request.showsStages = stages
    request.explainedClass = explainedClass
    request.layer = layer
    request.variations =
      set.map(Variation.setting) + dropBand.map(Variation.dropBand)
      + noise.map(Variation.noise) + rotate.map(Variation.rotate)
    request.explanation = try explain.map { try Self.method($0) }
    if noPrediction, stages || explain != nil || !request.variations.isEmpty {
      throw CommandFailure(
        .usage, "orrery: --no-prediction leaves nothing to explain, vary or prepare for")
    }
    if explain == nil, explainedClass != nil || layer != nil {
      throw CommandFailure(.usage, "orrery: --class and --layer go with --explain")
    }
    guard noise.allSatisfy({ $0 >= 0 && $0.isFinite }), rotate.allSatisfy(\.isFinite) else {
      throw CommandFailure(.usage, "orrery: --noise must not be negative, --rotate be a number")
    }
    guard (1...8192).contains(size) else {
      throw CommandFailure(.usage, "orrery: --size must be from 1 to 8192 pixels")
    }
    guard width.map((8...1000).contains) ?? true else {
      throw CommandFailure(.usage, "orrery: --width must be from 8 to 1000 columns")
    }
    if at != nil && pixel != nil {
      throw CommandFailure(.usage, "orrery: --at and --pixel name two places; give one")
    }
    if row != nil && id != nil {
      throw CommandFailure(.usage, "orrery: --row and --id name two entries; give one")
    }
    // Without a prediction nothing is asked of plug-ins: they are not looked for.
    let library = noPrediction ? ModelLibrary(registry: Registry()) : try plugins.library()
    let result = try Inspector(library).inspect(request)
    if let png {
      guard result.content != nil else {
        throw CommandFailure(.usage, "orrery: \(file): holds nothing to draw".printable)
      }
      try InspectionFigure.write(result, to: png)
    }
    if let fits {
      guard result.content != nil else {
        throw CommandFailure(.usage, "orrery: \(file): holds nothing to write".printable)
      }
      try InspectionFile.make(result).write(to: fits)
    }
    if json {
      print(try InspectionText.json(result.facts))
    } else {
      print(try InspectionText.text(result, columns: width, graphics: graphics))
    }
    fflush(nil)
    for path in [png, fits].compactMap(\.self) { Talk.say("wrote \(path.printable)") }
  }

  private static func method(_ text: String) throws -> ExplanationMethod {
    if let method = ExplanationMethod(rawValue: text) { return method }
    let names = ExplanationMethod.allCases.map(\.rawValue)
    throw CommandFailure(
      .usage,
      "orrery: no method '\(text.printable)'"
        + NearestNames.suggestion(for: text, among: names))
  }

  private static func pixel(_ text: String) throws -> SIMD2<Double> {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
      .map { Double($0.filter { $0 != " " }) ?? .nan }
    guard parts.count == 2, parts.allSatisfy({ abs($0) < 1e6 }) else {
      throw CommandFailure(.usage, "orrery: --pixel \(text.printable): write it as 128.5,64")
    }
    return SIMD2(parts[0], parts[1])
  }
}
