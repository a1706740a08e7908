import OrreryKit

/// A simulated object on which a stage has something to do, and the settings that show it.
///
/// A stage that has no entry here, a plug-in's too, gets the example of its kind and its defaults.
/// Settings are `key=value` texts, as on the command line.
struct StageExample {
  /// Name of the simulator and its settings; empty for a row of a catalogue.
  var survey: String
  var surveySettings: [String]
  /// Settings of the stage where its defaults would show nothing.
  var settings: [String] = []
  /// Stages that run before it.
  var before: [(name: String, settings: [String])] = []

  init(for info: StageInfo) {
    if info.accepts.contains(.image) {
      let isOnField = Self.onFields.contains(info.name)
      survey = isOnField ? "fields" : "galaxies"
      surveySettings = isOnField ? Self.field : Self.stamp
      if Self.inColor.contains(info.name) { surveySettings.append("bands=[g, r, z]") }
      if info.category == .augmentation, !Self.onCounts.contains(info.name) {
        before = [("stretch", ["function=asinh", "softening=0.1"]), ("standardise", [])]
      }
      if info.requires.contains("sources") {
        before = [("subtract-background", []), ("detect-sources", [])]
      } else if info.requires.contains("noise") {
        before = [("subtract-background", [])]
      }
    } else if info.accepts.contains(.spectrum) {
      survey = "spectra"
      surveySettings = [
        "classes=[galaxy]", "step=2e-4", "minimum-signal-to-noise=15",
        "maximum-signal-to-noise=25", "bad-pixels=30",
      ]
    } else if info.accepts == [.row] {
      survey = ""
      surveySettings = []
    } else {
      survey = "light-curves"
      surveySettings = [
        "classes=[rr-lyrae]", "bands=[r]", "days=400", "outliers=0.02", "brightest=14",
        "faintest=16",
      ]
    }
    refine(info.name)
  }

  private mutating func refine(_ name: String) {
    let sky = ["sky-lines=8", "grow=2"]
    switch name {
    case "select-bands": settings = ["bands=[r]"]
    case "select-plane": settings = ["plane=1"]
    case "compute-columns":
      settings = ["columns=[log-period = log10(period), I, colour = V - I]"]
    case "standardise-columns":
      settings = ["columns=[I, V]", "mean=[14.6, 17.6]", "deviation=[1.6, 1.7]"]
    case "mask-quality": settings = ["saturation=500", "grow=1"]
    case "crop-image": settings = ["size=32"]
    case "random-crop": settings = ["size=128"]
    case "pad-image": settings = ["size=96"]
    case "resize-image": settings = ["size=160"]
    case "fill-missing": before = [("add-bad-columns", ["mean-number=4"])]
    case "calibrate-flux": settings = ["zero-point=26"]
    case "clip-values": settings = ["lower=0", "upper=150"]
    case "add-poisson-noise":
      settings = ["gain=4.8", "sky=130", "minimum-exposure=0.05", "maximum-exposure=0.5"]
    case "erase-cut-out": settings = ["probability=1"]
    case "rotate": settings = ["angles=any"]
    case "crop-wavelength": settings = ["minimum=5000", "maximum=7500"]
    case "convert-medium": settings = ["target=air"]
    case "mask-spectrum": settings = sky
    case "fill-gaps": before = [("mask-spectrum", sky)]
    case "detect-sources": before = [("subtract-background", [])]
    case "shift-to-rest-frame": settings = ["redshift=0.3"]
    case "clean-light-curve":
      settings = ["clip-sigma=3"]
      surveySettings += ["classes=[constant]", "outliers=0.1"]
    case "convert-to-magnitude", "scale-flux": before = [("convert-to-flux", [])]
    case "add-background-gradient": settings = ["maximum=1"]
    case "add-gaussian-noise": settings = ["maximum=0.6"]
    case "adjust-brightness": settings = ["brightness=0.5", "contrast=0.5"]
    case "add-cosmic-rays": settings = ["mean-number=3"]
    case "add-error-noise": surveySettings += ["faintest=19.5", "brightest=19"]
    case "bin-in-time": settings = ["width=10"]
    case "insert-gap": settings = ["probability=1"]
    case "stretch-time": settings = ["minimum=0.5", "maximum=2"]
    case "scale-amplitude": settings = ["minimum=0.3", "maximum=3"]
    case "truncate-light-curve": settings = ["probability=1"]
    case "jitter-times": settings = ["deviation=5"]
    case "detrend-light-curve":
      settings = ["window=30"]
      surveySettings += ["classes=[transit]", "cadence=space"]
    default: break
    }
  }

  /// Object number `offset` of the survey, behind the stages before.
  func object(_ registry: Registry, offset: Int = 0) throws -> SkyObject {
    if survey.isEmpty {
      let row = CatalogRow(names: ["I", "V", "period", "R21"], values: [15.3, 16.8, 17.4, -99.99])
      return try prepared(SkyObject(id: "variable star", content: .row(row)), registry)
    }
    guard let simulator = registry.simulators[survey]?.value else {
      throw DataError(.missing, "there is no simulator '\(survey)'")
    }
    let made = try Survey(simulator, settings: surveySettings, count: offset + 1, seed: 5)
    return try prepared(try made.simulator.make(offset, seed: 5), registry)
  }

  /// An object behind the stages before.
  func prepared(_ object: SkyObject, _ registry: Registry) throws -> SkyObject {
    try before.reduce(object) { object, step in
      guard let stage = registry.stages[step.name]?.value else {
        throw DataError(.missing, "there is no stage '\(step.name)'")
      }
      var random = RandomStream(seed: 0, key: object.id, purpose: step.name)
      return try stage.with(step.settings).run(object, random: &random)
    }
  }

  private static let onFields: Set = [
    "mask-quality", "subtract-background", "detect-sources", "cut-out", "divide-by-noise",
    "random-crop",
  ]
  private static let inColor: Set = ["select-bands", "select-plane", "drop-channel"]
  /// Noise is added to counts, as a telescope does; other changes to what a model sees.
  private static let onCounts: Set = [
    "add-poisson-noise", "degrade-signal-to-noise", "drop-channel",
  ]

  private static let field = [
    "width=256", "height=256", "sources=60", "sky-variation=0.3", "brightest-star=16",
    "brightest-galaxy=16",
  ]
  private static let stamp = [
    "classes=[spiral]", "minimum-signal-to-noise=300", "maximum-signal-to-noise=500",
    "neighbours=0", "gradients=0", "minimum-radius=4",
  ]
}

extension Stage {
  /// The stage with these `key=value` texts over its defaults.
  /// - Throws: `Settings.Failure`; `Problems` where a text cannot be read.
  static func with(_ texts: [String]) throws -> Self {
    var values: [String: JSONValue] = [:]
    for text in texts {
      let override = try SettingOverride(text)
      guard override.path.count == 1 else {
        throw Problems([Problem(override.place, override.path, "write it as key=value")])
      }
      values[override.path[0]] = override.value.value
    }
    let stage = try Settings.decode(values, over: Self(), settings: info.settings)
    try stage.validate()
    return stage
  }
}
