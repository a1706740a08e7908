import ArgumentParser
import ONNX
import OrreryKit
import Pipeline

struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write the network of a model as an ONNX file.",
    discussion: """
      For example: orrery export morphology-cnn/simulated galaxies.onnx

      The file holds the network alone: preparation, calibration and conformal sets stay in the card. \
      Its metadata say what it takes and gives. Written can be: \
      \(ONNXExport.architectures.keys.sorted().joined(separator: ", ")), and classifiers of images \
      whose layers are 'body' and 'head'.
      """)

  @Argument(help: "ARCHITECTURE/WEIGHTS as `models list` shows it, or the path of weights.")
  var model: String
  @Argument(help: "ONNX file to write.", completion: .file(extensions: ["onnx"]))
  var output: String
  @OptionGroup var plugins: PluginOptions
  @Flag(help: "Say nothing but errors.") var quiet = false

  func run() throws {
    let library = try plugins.library()
    let loaded = try library.load(library.find(model))
    let file = try ONNXExport.file(loaded.architecture)
    try AtomicFile.write(file.bytes, to: output)
    guard !quiet else { return }
    Talk.say(
      "wrote \(output): \(file.metadata["description"] ?? "")".printable)
  }
}
