import ArgumentParser
import Foundation
import OrreryKit
import Pipeline

struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
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

  @Option(help: "Entry of a stack or a table, or object of a file of several, from 0.")
  var row: Int?

  @Option(help: "Name of the object among those of the file, or of an image extension.")
  var id: String?

  @Option(help: "Architecture that predicts; the one that fits the data by default.")
  var plugin: String?

  @Option(help: "Weights that predict.")
  var weights: String?

  @Flag(help: "No prediction.")
  var noPrediction = false

  @Option(help: "Columns of the picture.")
  var width: Int?

  @Option(help: "Write a figure to this file.", completion: .file(extensions: ["png"]))
  var png: String?

  @Flag(help: "Print the facts as JSON.")
  var json = false

  @OptionGroup var plugins: PluginOptions

  func run() throws {
    var request = InspectionRequest(file: file)
    request.hdu = hdu
    request.position = try at.map { try SkyText.position($0) }
    request.pixel = try pixel.map { try Self.pixel($0) }
    request.size = size
    request.row = row
    request.id = id
    request.plugin = plugin
    request.weights = weights
    request.predicts = !noPrediction
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
    let result = try Inspector(try plugins.library()).inspect(request)
    if let png {
      guard let content = result.content else {
        throw CommandFailure(.usage, "orrery: \(file): holds nothing to draw".printable)
      }
      try InspectionFigure.write(content, result.facts, to: png)
    }
    if json {
      print(try InspectionText.json(result.facts))
    } else {
      print(InspectionText.text(result, columns: width))
    }
    if let png { Talk.say("wrote \(png.printable)") }
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
