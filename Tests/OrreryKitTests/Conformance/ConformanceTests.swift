import OrreryKit
import Testing

struct ConformanceTests {
  private func failures<Kind: FaultKind>(_ kind: Kind.Type) -> [String: String] {
    let report = Conformance().report(of: BrokenModel<Kind>.self)
    return Dictionary(
      report.failures.map { ($0.name, $0.message) }, uniquingKeysWith: { first, _ in first })
  }

  @Test("A model that keeps every law passes, and the report says what was tried")
  func good() {
    enum Kind: FaultKind { static let fault = Fault.none }
    let report = Conformance().report(of: BrokenModel<Kind>.self)
    #expect(report.isGood, "\(report)")
    #expect(report.subject == "architecture test/broken")
    let passed = report.checks.filter { $0.outcome == .passed }.map(\.name)
    for name in ["gradients", "save and load", "batch of none", "several sizes", "threads"] {
      #expect(passed.contains(name))
    }
    #expect("\(report)".contains("-    generation"))
  }

  @Test("A key without a description is named")
  func key() {
    enum Kind: FaultKind { static let fault = Fault.key }
    #expect(failures(Kind.self)["name and settings"]?.contains("Setting(\"offset\", …)") == true)
  }

  @Test("Probabilities that do not sum to 1 are found")
  func sum() {
    enum Kind: FaultKind { static let fault = Fault.sum }
    #expect(
      failures(Kind.self)["one prediction of each object"]?.contains("give the softmax") == true)
  }

  @Test("A prediction too few is found")
  func count() {
    enum Kind: FaultKind { static let fault = Fault.trailing }
    #expect(
      failures(Kind.self)["one prediction of each object"]?.contains("3 predictions for 4") == true)
  }

  @Test("Missing values that are not told are found")
  func flags() {
    enum Kind: FaultKind { static let fault = Fault.flags }
    let failures = failures(Kind.self)
    #expect(failures["missing values"]?.contains(".missingData") == true)
    #expect(failures["nothing but missing values"]?.contains(".noValidData") == true)
  }

  @Test("A wrong way back is found, with the name of the parameter")
  func gradient() {
    enum Kind: FaultKind { static let fault = Fault.gradient }
    #expect(failures(Kind.self).keys.sorted() == ["gradients"])
    #expect(failures(Kind.self)["gradients"]?.contains("'head.weight'") == true)
  }

  @Test("A parameter that no gradient reaches is named")
  func silent() {
    enum Kind: FaultKind { static let fault = Fault.silent }
    #expect(failures(Kind.self)["gradients"]?.contains("reaches 'unused'") == true)
  }

  @Test("A number that is drawn and not saved is found")
  func unsaved() {
    enum Kind: FaultKind { static let fault = Fault.unsaved }
    #expect(failures(Kind.self)["save and load"]?.contains("Parameter or Buffer") == true)
  }

  @Test("An answer that depends on the rest of the batch is found")
  func batch() {
    enum Kind: FaultKind { static let fault = Fault.batch }
    #expect(failures(Kind.self)["batch of one"] != nil)
  }

  @Test("State that calls share is found")
  func shared() {
    enum Kind: FaultKind { static let fault = Fault.shared }
    let failures = failures(Kind.self)
    #expect(failures["determinism"] != nil && failures["threads"] != nil)
  }

  @Test("A check can be left out, and says so")
  func leavingOut() {
    enum Kind: FaultKind { static let fault = Fault.gradient }
    let report = Conformance(leavingOut: ["gradients"]).report(of: BrokenModel<Kind>.self)
    #expect(report.isGood)
    #expect(report.checks.contains { $0.name == "gradients" && $0.outcome == .skipped })
  }

  @Test("A stage that is random, keeps a key to itself and fills holes unseen fails three checks")
  func stage() {
    let report = Conformance().report(of: NoiseStage.self)
    #expect(
      report.failures.map(\.name) == [
        "name and settings", "only augmentations are random", "missing values",
      ], "\(report)")
  }

  @Test("A simulator whose objects depend on those before it fails")
  func simulator() {
    let report = Conformance().report(of: CountingSimulator.self)
    #expect(report.failures.contains { $0.name == "determinism" }, "\(report)")
  }
}

private struct NoiseStage: Stage {
  var strength = 1.0
  static var info: StageInfo {
    StageInfo(
      name: "test/noise", summary: "Noise.", category: .preparation, accepts: [.image],
      missingData: "Becomes noise.")
  }
  func run(_ object: SkyObject, random: inout RandomStream) throws -> SkyObject {
    var object = object
    if var image = object.image {
      for index in image.pixels.indices { image.pixels[index] = Float(random.normal()) }
      object.image = image
    }
    return object
  }
}

private struct CountingSimulator: Simulator {
  static var info: SimulatorInfo {
    SimulatorInfo(name: "test/counting", summary: "Counts.", produces: .row)
  }
  func make(_ index: Int, seed: UInt64) throws -> SkyObject {
    let call = sharedCalls.withLock { calls in
      calls += 1
      return calls
    }
    return SkyObject(
      id: identifier(index, seed: seed),
      content: .row(CatalogRow(names: ["call"], values: [Double(call)])))
  }
}
