import Foundation
import OrreryKit
import TestSupport
import Testing

@testable import Pipeline

/// Predictions of an inspection in full: why, what if, and what the stages did.
struct InspectorExplanationTests {
  let workspace: Workspace

  init() throws { workspace = try Workspace() }

  private func inspect(
    _ path: String, _ change: (inout InspectionRequest) -> Void
  ) throws -> Inspector.Result {
    let registrar = PluginRegistrar(try Installation.builtIns(), origin: "test")
    try registrar.register(BrightnessClassifier.self)
    var request = InspectionRequest(file: path)
    change(&request)
    return try Inspector(
      ModelLibrary(registry: registrar.registry, folders: [workspace["models"]])
    ).inspect(request)
  }

  private func stamp() throws -> String {
    try BrightnessClassifier.store(
      in: workspace,
      stages: [
        ModelCard.StageRecord(
          name: "stretch", settings: .object(["function": .string("linear")]))
      ], shape: [32, 32])
    var image = try TestSky.field(size: 32, sources: [(12, 20, 4000)])
    image.wcs = try WCS(image.header)
    return try workspace.write(TestSky.bytes(image), to: "stamp.fits")
  }

  private static let sample = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("sample-data").path

  // MARK: - Why

  @Test("Shares sum to the evidence in the facts, the layer and the parts; the layer has the sky")
  func shap() throws {
    let result = try inspect(stamp()) { $0.explanation = .kernelSHAP }
    let explained = try #require(result.facts.explanation)
    #expect(result.facts.noExplanation == nil && explained.explainedClass == "bright")
    #expect(explained.shape == [32, 32] && explained.values.count == 1024)
    let difference = explained.evidence - explained.baseEvidence
    let p = try #require(result.facts.prediction?.probabilities?[0])
    #expect(abs(explained.evidence - log(p / (1 - p))) < 1e-4)
    #expect(abs(explained.values.reduce(0) { $0 + Double($1) } - difference) < 1e-3)
    let parts = try #require(explained.parts)
    #expect(abs(parts.reduce(0) { $0 + $1.share } - difference) < 1e-3)
    #expect(parts.reduce(0) { $0 + $1.places } == 1024)

    try InspectionFile.make(result).write(to: workspace["why.fits"])
    let file = try FITSFile(opening: workspace["why.fits"])
    #expect(file.hdus.map(\.name) == ["IMAGE", "PREPARED", "EXPLAIN", "PARTS"])
    let layer = try file.readImage(2)
    #expect(layer.pixels == explained.values && layer.unit == "nat")
    let (sky, own) = (layer.wcs?.sky(x: 3, y: 4), try file.readImage(0).wcs?.sky(x: 3, y: 4))
    #expect(sky != nil && sky?.ra == own?.ra && sky?.dec == own?.dec)
    #expect(layer.header.string("METHOD") == "kernel-shap")
    #expect(layer.header.double("EVIDENCE") == explained.evidence)
    #expect(layer.header.string("CLASS") == "bright")
  }

  @Test("A method that cannot be used says why, and the prediction stands")
  func unsupported() throws {
    let result = try inspect(stamp()) { $0.explanation = .saliency }
    #expect(result.facts.prediction != nil && result.facts.explanation == nil)
    #expect(result.facts.noExplanation?.contains("occlusion and kernel-shap") == true)
  }

  @Test("Another class is explained by its name; one that is not there is refused")
  func target() throws {
    let path = try stamp()
    let result = try inspect(path) {
      $0.explanation = .occlusion
      $0.explainedClass = "faint-one"
    }
    #expect(result.facts.explanation?.explainedClass == "faint-one")
    #expect((result.facts.explanation?.evidence ?? 0) < 0)
    #expect(throws: InspectionRefusal.self) {
      try inspect(path) {
        $0.explanation = .occlusion
        $0.explainedClass = "fant-one"
      }
    }
  }

  @Test("Every method explains a galaxy of the survey", arguments: ExplanationMethod.allCases)
  func galaxy(method: ExplanationMethod) throws {
    let result = try inspect(Self.sample + "/galaxies/galaxies-1-000001.fits") {
      $0.explanation = method
    }
    #expect(result.facts.prediction?.architecture == "morphology-cnn")
    #expect(result.facts.noExplanation == nil, "\(result.facts.noExplanation ?? "")")
    let explained = try #require(result.facts.explanation)
    if method.attribution != nil { #expect(explained.values.contains { $0 != 0 }) }
    #expect(try JSONEncoder().encode(result.facts).count > 100)
    let layers = try InspectionFile.make(result).count
    #expect(layers >= 3, "\(method)")
  }

  @Test("A spectrum and a light curve are predicted and explained by their stretches")
  func series() throws {
    let spectrum = try inspect(Self.sample + "/spectra/spectra-4-000001.fits") {
      $0.explanation = .occlusion
    }
    #expect(spectrum.facts.prediction?.architecture == "spectrum-redshift")
    #expect(spectrum.facts.predictedRedshift != nil && spectrum.facts.spectrum?.lines != nil)
    #expect(spectrum.facts.explanation?.values.count == 1536)
    #expect(spectrum.facts.explanation?.places?.count == 1536)

    let curve = try inspect(Self.sample + "/lightcurves/light-curves-3-000002.fits") {
      $0.explanation = .kernelSHAP
      $0.variations = [.dropBand("g"), .noise(1), .rotate(90)]
    }
    #expect(curve.facts.prediction?.architecture == "light-curve-classifier")
    #expect(abs(curve.facts.explanation?.excess ?? 1) < 1e-3)
    let moved = try #require(curve.facts.variations)
    #expect(moved.map(\.change) == ["--drop-band g", "--noise 1", "--rotate 90"])
    #expect(moved[0].probabilities?.count == 7 && moved[2].failure?.contains("light curve") == true)
    let file = try InspectionFile.make(curve)
    try file.write(to: workspace["curve.fits"])
    let table = try FITSFile(opening: workspace["curve.fits"]).readTable(2)
    #expect(table["explain"]?.rowCount == curve.facts.explanation?.values.count)
  }

  // MARK: - Training examples

  @Test("The nearest training examples are facts and header cards; those of other weights a note")
  func examples() throws {
    let path = try stamp()
    let entry = ModelEntry(
      architecture: "test/brightness", name: "toy",
      weights: workspace["models/test/brightness/toy.safetensors"], card: "")
    func note() throws -> String? {
      let result = try inspect(path) { $0.predicts = true }
      return result.facts.prediction?.notes.last
    }
    #expect(try note() == "no training examples lie beside the weights to compare with")
    let examples = TrainingExamples(
      ids: ["far", "near", "\u{1B}[31m"], labels: [0, 1, 1], features: [[9], [0.5], [30]],
      looks: ExampleLooks(
        .pictures(planes: 1, height: 1, width: 2), samples: [1, 2, 3, 4, 5, 6]))
    try ModelStore(entry).write(examples)
    let result = try inspect(path) { _ in }
    let prediction = try #require(result.facts.prediction)
    let nearest = try #require(prediction.nearestExamples)
    #expect(nearest.map(\.id).prefix(2) == ["near", "far"] && nearest.count == 3)
    #expect(nearest[0].class == "faint-one" && nearest[1].class == "bright")
    #expect(!nearest[2].id.contains("\u{1B}") && prediction.typicalDistance ?? 0 > 0)
    guard case .picture(let picture)? = result.looks.first else {
      Issue.record("the nearest example has no look")
      return
    }
    #expect(picture.pixel(x: 1, y: 0) == [4, 4, 4])
    try InspectionFile.make(result).write(to: workspace["near.fits"])
    let header = try FITSFile(opening: workspace["near.fits"]).readImage(0).header
    #expect(header.string("NEARID1") == "near" && header.string("NEARCL2") == "bright")
    #expect(header.double("NEARDS1") == nearest[0].distance)

    try examples.file(weights: "of others").write(to: entry.examples)
    #expect(try note()?.contains("are examples of other weights") == true)
  }

  // MARK: - What if, and stages

  @Test("A turn leaves a mean as it is, a setting moves it, a missing band leaves nothing")
  func variations() throws {
    let path = try stamp()
    let facts = try inspect(path) {
      $0.variations = [
        .rotate(90), .setting("stretch.function=asinh"), .dropBand("0"), .noise(0), .noise(5),
      ]
    }.facts
    let moved = try #require(facts.variations)
    #expect(abs(moved[0].shift ?? 1) < 1e-6 && abs(moved[1].shift ?? 0) > 1e-4)
    #expect(moved[2].failure == "nothing can be said of it" && moved[2].shift == nil)
    #expect(moved[3].shift == 0 && moved[4].shift != 0)
    for wrong in ["smooth.width=3", "stretch.function=wobbly", "stretch.sofening=1", "stretch"] {
      #expect(throws: InspectionRefusal.self, "\(wrong)") {
        try inspect(path) { $0.variations = [.setting(wrong)] }
      }
    }
  }

  @Test("The object is kept behind each stage")
  func stages() throws {
    let result = try inspect(stamp()) { $0.showsStages = true }
    let stages = try #require(result.facts.stages)
    #expect(stages.map(\.name) == ["input", "stretch"] && result.steps.count == 2)
    #expect(stages[0].shape == [1, 32, 32] && stages[0].statistics[0].median ?? 0 > 90)
    #expect((stages[1].statistics[0].maximum ?? 9) <= 2)
    #expect(stages[1].settings["function"] == .string("linear"))
  }

  @Test("Lines stand at their redshift, in the spectrum's unit and medium")
  func lines() {
    var spectrum = Spectrum(wavelength: [400, 900], unit: .nanometre, flux: [1, 1])
    let vacuum = SpectralLine.visible(in: spectrum, redshift: 0.1) ?? []
    let alpha = vacuum.first { $0.name == "Hα" }
    #expect(abs((alpha?.wavelength ?? 0) - 656.461 * 1.1) < 1e-9)
    #expect(!vacuum.contains { $0.name == "Lyα" })
    spectrum.medium = .air
    let air = SpectralLine.visible(in: spectrum, redshift: 0)?.first { $0.name == "Hα" }
    // 6562.8 Å in air.
    #expect(abs((air?.wavelength ?? 0) - 656.280) < 0.002)
    #expect(SpectralLine.visible(in: spectrum, redshift: nil) == nil)
  }
}
