import Foundation
import OrreryKit
import TestSupport
import Testing

/// `export` and `import`: networks that leave and come.
struct ImportExportCommandTests {
  let workspace: Workspace

  init() throws { workspace = try Workspace() }

  @Test("A network that was exported comes back as a plug-in without code, with the same answers")
  func roundTrip() throws {
    let onnx = workspace["net.onnx"]
    let export = try Command(["export", "morphology-cnn/simulated", onnx])
    #expect(export.status == 0)
    #expect(export.errors.hasPrefix("wrote \(onnx): prepared images [N, C, H, W] to logits"))
    let pipeline = try workspace.write(
      """
      orrery: 1
      input: { images: unused.fits }
      stages: [{ stretch: { function: asinh, softening: 0.1 } }, standardise]
      """, to: "stages.yaml")
    let bring = try Command([
      "import", onnx, "--channels", "1", "--size", "64x64", "--classes",
      "elliptical,spiral,edge-on,merger,star", "--stages", pipeline, "--set", "features=features",
    ])
    #expect(bring.status == 0, "\(bring.errors)")
    #expect(bring.errors == "wrote \(workspace["net.json"])\n")
    let survey = try Command([
      "simulate", "galaxies", "--count", "3", "--seed", "9", "--output", workspace["sky"],
    ])
    #expect(survey.status == 0)
    func classes(_ model: String, _ name: String) throws -> [String] {
      let text = """
        orrery: 1
        input: { images: '\(workspace["sky"])/galaxies-*.fits' }
        stages: [{ stretch: { function: asinh, softening: 0.1 } }, standardise]
        model: \(model)
        """
      let file = try workspace.write(text, to: name + ".yaml")
      let run = try Command(["run", file, "--output", workspace[name], "--quiet"])
      #expect(run.status == 0, "\(run.errors)")
      let catalog = try CatalogReader.read(workspace[name + "/catalog.fits"])
      guard case .string(let names)? = catalog["class"]?.values else { return [] }
      return names
    }
    let theirs = try classes("{ plugin: onnx, weights: '\(onnx)' }", "theirs")
    #expect(theirs.count == 3)
    #expect(try classes("{ plugin: morphology-cnn, weights: simulated }", "ours") == theirs)
  }

  @Test("A state dictionary is taken by a mapping of names; what does not fit is named")
  func stateDictionary() throws {
    var random = RandomStream(seed: 1)
    func tensor(_ shape: [Int]) -> StateTensor {
      StateTensor(Tensor.normal(shape, &random).scalars, shape: shape)
    }
    let layers: [(String, [Int])] = [
      ("net.0.weight", [2, 1, 3, 3]), ("net.3.weight", [2, 2, 3, 3]), ("fc.weight", [2, 2]),
      ("fc.bias", [2]), ("extra.weight", [1]),
    ]
    var state = StateDictionary(
      uniqueKeysWithValues: layers.map { ($0.0, tensor($0.1)) })
    for place in [1, 4] {
      for name in ["weight", "bias", "running_mean", "running_var"] {
        state["net.\(place).\(name)"] = tensor([2])
      }
      state["net.\(place).num_batches_tracked"] = StateTensor(integers: [3], shape: [])
    }
    let file = workspace["theirs.safetensors"]
    try Safetensors(state).write(to: file)
    let arguments = [
      "import", file, "--plugin", "morphology-cnn", "--classes", "a,b", "--size", "16x16", "--set",
      "width=2", "--set", "depth=1", "--output", workspace["models"],
    ]
    let wrong = try Command(arguments)
    #expect(wrong.status != 0 && wrong.errors.contains("missing body.0.weight"), "\(wrong.errors)")
    let right = try Command(
      arguments + ["--map", "net.=body.", "--map", "fc.=head.", "--map", "extra.=-"])
    #expect(right.status == 0, "\(right.errors)")
    let weights = try Safetensors(reading: workspace["models/theirs.safetensors"])
    #expect(weights.tensors["head.weight"] == state["fc.weight"])
    let show = try Command(
      ["models", "show", "morphology-cnn/theirs"],
      environment: ["ORRERY_MODEL_PATH": workspace["models"]])
    #expect(show.status == 0 && show.output.contains("a, b"))
  }

  @Test("A model that cannot be exported is refused with the reason, and nothing is written")
  func refusal() throws {
    let network = workspace["net.onnx"]
    #expect(try Command(["export", "morphology-cnn/simulated", network]).status == 0)
    let bring = try Command(["import", network, "--channels", "1", "--classes", "a,b,c,d,e"])
    #expect(bring.status == 0, "\(bring.errors)")
    let export = try Command(["export", network, workspace["again.onnx"]])
    #expect(
      export.status != 0 && export.errors.contains("it is an ONNX file already"),
      "\(export.errors)")
    #expect(!FileManager.default.fileExists(atPath: workspace["again.onnx"]))
  }
}
