import OrreryKit
import Testing

@Suite("A PyTorch model with every kind of layer that has weights")
struct SurveyModelTests {
  static func model() throws -> SurveyModel {
    var random = RandomStream(seed: 2)
    let model = SurveyModel(random: &random)
    let report = try model.load(try Reference.group("model/state"))
    #expect(report == LoadReport())
    return model
  }

  @Test("Its state dictionary loads by name and gives the same output to 1e-5")
  func output() throws {
    var pass = Pass.inference
    let output = try Self.model()(
      image: try Reference.tensor("model/image"), spectrum: try Reference.tensor("model/spectrum"),
      survey: try Reference.integers("model/survey"), &pass)
    expectClose(output, try Reference.tensor("model/output"), tolerance: 1e-5)
  }

  @Test("Its state dictionary comes back under the same names, shapes and bytes, also from a file")
  func reverse() throws {
    let state = try Reference.group("model/state")
    let own = try Self.model().stateDictionary()
    #expect(own == state)
    let folder = try TemporaryFolder()
    let path = folder.path("model.safetensors")
    try Safetensors(own).write(to: path)
    #expect(try Safetensors(reading: path).tensors == state)
  }
}
