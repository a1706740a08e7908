import ArgumentParser
import Foundation
import ONNX
import OrreryKit
import Pipeline

struct Import: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Use a network from elsewhere: ONNX, or weights of PyTorch.",
    discussion: """
      An ONNX file needs nothing but a card, which is written beside it:

        orrery import galaxies.onnx --input image --channels 1 --size 64x64 \\
          --classes elliptical,spiral --stages pipeline.yaml

      A pipeline then names it: `model: { plugin: onnx, weights: galaxies.onnx }`. One whose numbers \
      lie in a file of their own (PyTorch's galaxies.onnx.data) is first written as one file, \
      galaxies-whole.onnx.

      A state dictionary (safetensors.torch.save_file) needs an architecture with such layers; names \
      that differ are given by their beginnings, and weights and card are written to --output:

        orrery import resnet.safetensors --plugin me/resnet --map backbone.=body. --map fc.=head. \\
          --channels 3 --size 64x64 --classes elliptical,spiral
      """)

  @Argument(
    help: "ONNX or safetensors file.", completion: .file(extensions: ["onnx", "safetensors"]))
  var file: String

  @Option(help: "Architecture that takes the weights of a safetensors file.")
  var plugin: String?

  @Option(help: "What it takes: image, spectrum, light-curve or row.")
  var input = "image"

  @Option(help: "Channels of images, columns of rows.")
  var channels: Int?

  @Option(help: "Pixels it takes: 64x64, or the length of a spectrum; any where absent.")
  var size: String?

  @Option(help: "Names of the channels or columns, by comma.")
  var bands = ""

  @Option(help: "Classes in the order of its outputs, by comma.")
  var classes = ""

  @Option(
    help: "Pipeline or recipe whose stages its inputs must pass.",
    completion: .file(extensions: ["yaml"]))
  var stages: String?

  @Option(
    name: .customLong("map"),
    help: ArgumentHelp(
      "Beginning of names there and here, as backbone.=body.; '-' leaves out; may be repeated.",
      valueName: "there=here"))
  var names: [String] = []

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Key of the configuration; may be repeated.", valueName: "key=value"))
  var settings: [String] = []

  @Option(help: "One line that says what it is.")
  var summary = ""

  @Option(
    help: ArgumentHelp("Folder for weights of a safetensors file.", valueName: "folder"),
    completion: .directory)
  var output = "output/models"

  @OptionGroup var plugins: PluginOptions

  func run() throws {
    let registry = try plugins.loader().registry
    var bringing = ModelImport(
      try specification(), date: String(Date().ISO8601Format().prefix(10)))
    bringing.summary = summary
    bringing.command = "orrery import \(URL(fileURLWithPath: file).lastPathComponent)"
    if let stages {
      bringing.stages = try ModelImport.stages(ofDescription: stages, registry: registry)
    }
    for text in settings {
      let setting = try SettingOverride(text)
      guard setting.path.count == 1 else {
        throw CommandFailure(.usage, "orrery: --set \(text): write it as key=value".printable)
      }
      bringing.configuration[setting.path[0]] = setting.value.value
    }
    let stem = URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
    if file.hasSuffix(".onnx") {
      let (network, name) = try wholeNetwork(stem)
      let card = try bringing.card(ofNetwork: network, name: name)
      let path = String(network.dropLast(".onnx".count)) + ".json"
      try write(card, to: path)
      return Talk.say("wrote \(path.printable)")
    }
    guard let plugin else {
      throw CommandFailure(.usage, "orrery: name the architecture of these weights with --plugin")
    }
    let entry = try Listing.find(plugin, "plug-in", in: registry.architectures)
    let (weights, card) = try bringing.model(
      entry.value, weights: file, names: try mapping(), name: stem)
    let store = ModelStore(folder: output, name: stem)
    try store.create()
    try weights.write(to: store.weights)
    try write(card, to: store.card)
    Talk.say("wrote \(store.weights.printable) and its card")
  }

  /// The file, or one made of it that holds all of its numbers; a card tells the digest of one file.
  private func wholeNetwork(_ stem: String) throws -> (path: String, name: String) {
    guard let whole = try ONNXFile.gathered(file) else { return (file, stem) }
    let path = String(file.dropLast(".onnx".count)) + "-whole.onnx"
    try AtomicFile.write(whole.bytes, to: path)
    Talk.say("wrote \(path.printable)")
    return (path, stem + "-whole")
  }

  private func write(_ card: ModelCard, to path: String) throws {
    try AtomicFile.write(
      Array((ModelStore(folder: "", name: "").text(card) + "\n").utf8), to: path)
  }

  private func mapping() throws -> [String: String] {
    var result: [String: String] = [:]
    for text in names {
      let parts = text.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, !parts[0].isEmpty || !parts[1].isEmpty else {
        throw CommandFailure(.usage, "orrery: --map \(text): write it as there=here".printable)
      }
      result[parts[0]] = parts[1]
    }
    return result
  }

  private func specification() throws -> ModelSpecification {
    guard let kind = DataKind(rawValue: input) else {
      let names = DataKind.allCases.map(\.rawValue).joined(separator: ", ")
      throw CommandFailure(.usage, "orrery: --input \(input): must be \(names)".printable)
    }
    func list(_ text: String) -> [String] { text.split(separator: ",").map(String.init) }
    let sides = (size ?? "").split(separator: "x").map { Int($0) ?? 0 }
    guard sides.allSatisfy({ $0 > 0 }), [0, kind == .image ? 2 : 1].contains(sides.count) else {
      throw CommandFailure(
        .usage, "orrery: --size \(size ?? ""): write it as 64x64, or 1024 of a spectrum".printable)
    }
    let names = list(bands)
    let count = channels ?? max(1, names.count)
    guard count > 0, names.isEmpty || names.count == count else {
      throw CommandFailure(
        .usage, "orrery: \(count) channels and \(names.count) names of them do not go together")
    }
    return ModelSpecification(
      input: kind, channels: count, bands: names, shape: sides, classes: list(classes))
  }
}
