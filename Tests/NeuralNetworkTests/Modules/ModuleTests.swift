import OrreryKit
import Testing

@Suite("Modules")
struct ModuleTests {
  /// Members of every kind that reflection looks into.
  struct Odd: Module {
    let scale = Parameter(.ones([2]))
    let runningMean = Buffer(.zeros([2]))
    let numSeen = Counter(5)
    let absent: Parameter? = nil
    let present: Parameter? = Parameter(.zeros([]))
    let list = [Parameter(.zeros([1])), Parameter(.ones([1]))]
    let maybe: [Linear?]
    let heads: [String: Linear]
    let table: [Float] = [1, 2, 3]
    let name = "odd"

    init() {
      var random = RandomStream(seed: 1)
      maybe = [nil, Linear(inputs: 1, outputs: 1, hasBias: false, random: &random)]
      heads = [
        "z": Linear(inputs: 1, outputs: 2, hasBias: false, random: &random),
        "a": Linear(inputs: 1, outputs: 1, random: &random),
      ]
    }
  }

  @Test("Parameters, buffers and counters are found with PyTorch's names")
  func names() {
    let odd = Odd()
    #expect(
      odd.namedParameters.map(\.name) == [
        "scale", "present", "list.0", "list.1", "maybe.1.weight", "heads.a.weight", "heads.a.bias",
        "heads.z.weight",
      ])
    #expect(
      Set(odd.stateDictionary().keys)
        == Set(odd.namedParameters.map(\.name) + ["running_mean", "num_seen"]))
    #expect(odd.stateDictionary()["num_seen"] == StateTensor(integers: [5], shape: []))
    #expect(odd.parameterCount == 10)
  }

  struct Tied: Module {
    let first: Parameter
    let second: Parameter
  }

  @Test("A shared parameter is trained once and stored under both names")
  func shared() {
    let parameter = Parameter(.ones([1]))
    let tied = Tied(first: parameter, second: parameter)
    #expect(tied.namedParameters.map(\.name) == ["first"])
    #expect(tied.stateDictionary().keys.sorted() == ["first", "second"])
  }

  final class Encoder: Module {
    let weight = Parameter(.ones([1]))
  }

  @Test("A class is a module too, and freezing reaches every parameter")
  func classes() {
    let encoder = Encoder()
    encoder.setTrainable(false)
    #expect(encoder.parameters.map(\.isTrainable) == [false])
    #expect(encoder.namedParameters.map(\.name) == ["weight"])
  }

  @Test("Weights that do not fit are refused with all reasons, and nothing changes")
  func refusal() throws {
    let odd = Odd()
    let before = odd.stateDictionary()
    var state = before.mapValues { tensor in
      tensor.floats.map { StateTensor($0.map { $0 + 1 }, shape: tensor.shape) } ?? tensor
    }
    state["scale"] = nil
    state["new"] = StateTensor([1], shape: [])
    state["list.0"] = StateTensor([1, 2], shape: [2])
    state["num_seen"] = StateTensor([1], shape: [])
    let error = try #require(throws: DataError.self) { _ = try odd.load(state) }
    #expect(error.code == .mismatch)
    for part in [
      "missing scale", "unexpected new", "list.0 has shape [2], the model [1]",
      "num_seen has type F32, the model I64",
    ] { #expect(error.reason.contains(part), "\(error)") }
    #expect(odd.stateDictionary() == before)
    #expect(throws: DataError.self) { _ = try odd.load(state, strict: false) }
    #expect(odd.stateDictionary() == before)
  }

  @Test("A loose load takes what fits by name and reports the rest, and NaN weights")
  func loose() throws {
    let odd = Odd()
    let report = try odd.load(
      [
        "scale": StateTensor([.nan, 2], shape: [2], type: .float16),
        "new": StateTensor([1], shape: []),
      ],
      strict: false)
    #expect(report.unexpected == ["new"])
    #expect(report.missing.count == 9 && !report.missing.contains("scale"))
    #expect(report.nonFinite == ["scale": 1])
    #expect(odd.scale.value.scalars[1] == 2)
  }
}
