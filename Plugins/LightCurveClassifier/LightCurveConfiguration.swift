import OrreryKit

/// The settings of `LightCurveClassifier`.
public struct LightCurveConfiguration: Codable, Sendable {
  public enum Cell: String, Codable, Sendable, CaseIterable { case lstm, gru }

  /// What a folded period is used for.
  public enum Phase: String, Codable, Sendable, CaseIterable {
    /// Nothing: the steps are in time.
    case none
    /// Each step knows its phase; the steps are in time.
    case input
    /// Each step knows its phase, and the steps are in the order of phases: the network reads the
    /// shape of the cycle. Objects without a period stay in time.
    case order
  }

  /// What values are taken relative to.
  public enum Level: String, Codable, Sendable, CaseIterable {
    /// The median of the band, the object's own level.
    case median
    /// 0, for differences from a reference image: there is nothing where nothing explodes.
    case zero
  }

  public var cell = Cell.gru
  public var width = 64
  public var layers = 2
  public var isBidirectional = true
  public var heads = 2
  public var dropout = 0.2
  public var quantity = LightCurve.Quantity.magnitude
  public var level = Level.median
  public var usesBrightness = true
  public var phase = Phase.none
  public var inputs: [String] = []
  public var redshift: String?
  public var times = 0
  public var maximumPoints = 1000

  public init() {}

  static let settings = [
    Setting("cell", "Recurrent cell", choices: Cell.allCases.map(\.rawValue)),
    Setting("width", "Hidden units of each layer and direction", range: 1...1024),
    Setting("layers", "Recurrent layers one above the other", range: 1...8),
    Setting("isBidirectional", "Whether a second direction reads from the end"),
    Setting("heads", "Heads of the attention over steps, beside mean and largest", range: 0...16),
    Setting("dropout", "Share of the values dropped in training", range: 0...0.9),
    Setting("quantity", "What the curves hold", choices: ["flux", "magnitude"]),
    Setting(
      "level", "What values are relative to: their band's median, or 0 for difference fluxes",
      choices: Level.allCases.map(\.rawValue)),
    Setting("usesBrightness", "Whether mean brightness and colours are looked at"),
    Setting(
      "phase", "Whether phases of the period that find-period found are inputs, or order the steps",
      choices: Phase.allCases.map(\.rawValue)),
    Setting("inputs", "Measurements of the object that are looked at besides"),
    Setting("redshift", "Measurement with the redshift; 0 for our own galaxy", type: "text"),
    Setting("times", "Rows of the table of probabilities over time; 0 for none", range: 0...1000),
    Setting("maximumPoints", "Of a longer curve so many points are taken", range: 2...1e6),
  ]

  /// - Throws: `Settings.Failure` for settings that do not go together.
  func check(_ specification: ModelSpecification) throws {
    if level == .zero && quantity == .magnitude {
      throw Settings.Failure(path: ["level"], reason: "magnitudes have no level of zero")
    }
    // A period is found in the whole curve: before its end it is not known.
    if times > 0, phase != .none || inputs.contains(where: { $0.hasPrefix("ls_") }) {
      throw Settings.Failure(
        path: ["times"], reason: "a model that knows the period cannot tell of earlier times")
    }
    let names = specification.classes.map { $0.lowercased() }
    if times > 0, let name = ["time", "points"].first(where: names.contains) {
      throw Settings.Failure(path: ["times"], reason: "no class may be named '\(name)'")
    }
  }
}
