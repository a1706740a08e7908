/// The laws that everything plugged into Orrery keeps, tried on one of them.
///
///     let report = Conformance().report(of: LensFinder.self)
///     #expect(report.isGood, "\(report)")
///
/// The same suite runs behind `orrery plugins check`. Every failure says what the author must change.
///
/// | tried | of an architecture |
/// |---|---|
/// | settings | one description of each key, defaults in their ranges, a way to JSON and back |
/// | predictions | one of each object, in order, with probabilities that sum to 1; of a batch of none and of one; of several sizes |
/// | honesty | missing values are flagged, an object of nothing else gets no number |
/// | repeatability | same seed, same bits; on four threads too; after saving and loading |
/// | learning | gradients against central differences, along every parameter |
public struct Conformance: Sendable {
  /// What models are tried on; noise of each kind of data where empty. Models that learn from more
  /// than a class need objects with their truth.
  public var objects: [SkyObject]
  /// Names of classes, for models that tell them apart.
  public var classes: [String]
  /// Keys of the configuration over its defaults, YAML spelling: a small network is tried as well as
  /// a large one, in less time.
  public var settings: [String: JSONValue]
  /// Names of checks to leave out, where a law cannot hold.
  public var leavingOut: Set<String>
  /// Whether names need no author before a '/'.
  public var isBuiltIn: Bool
  /// Told of each check before it runs.
  public var announce: @Sendable (String) -> Void

  public init(
    objects: [SkyObject] = [], classes: [String] = ["first", "second", "third"],
    settings: [String: JSONValue] = [:], leavingOut: Set<String> = [], isBuiltIn: Bool = false,
    announce: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.objects = objects
    self.classes = classes
    self.settings = settings
    self.leavingOut = leavingOut
    self.isBuiltIn = isBuiltIn
    self.announce = announce
  }

  public func report(of architecture: any Architecture.Type) -> ConformanceReport {
    func open<A: Architecture>(_ type: A.Type) -> ConformanceReport {
      ArchitectureConformance<A>(self).report()
    }
    return open(architecture)
  }

  public func report(of stage: any Stage.Type) -> ConformanceReport {
    func open<S: Stage>(_ type: S.Type) -> ConformanceReport {
      StageConformance<S>(self).report()
    }
    return open(stage)
  }

  public func report(of simulator: any Simulator.Type) -> ConformanceReport {
    func open<S: Simulator>(_ type: S.Type) -> ConformanceReport {
      SimulatorConformance<S>(self).report()
    }
    return open(simulator)
  }

  public func report(of loss: any Loss.Type) -> ConformanceReport {
    func open<L: Loss>(_ type: L.Type) -> ConformanceReport { LossConformance<L>(self).report() }
    return open(loss)
  }

  public func report(of metric: any Metric.Type) -> ConformanceReport {
    func open<M: Metric>(_ type: M.Type) -> ConformanceReport {
      MetricConformance<M>(self).report()
    }
    return open(metric)
  }

  func log(_ subject: String) -> ConformanceLog {
    ConformanceLog(subject: subject, leavingOut: leavingOut, announce: announce)
  }

  /// Name, description and settings of anything that is plugged in.
  func checkInfo<Value: Codable>(
    name: String, summary: String, settings: [Setting], defaults: Value
  ) throws {
    if !isBuiltIn, !name.contains("/") {
      throw ConformanceFailure(
        "name '\(name)': put its author before it, as 'me/\(name)', so that two plug-ins do not meet"
      )
    }
    if summary.isEmpty || summary.contains("\n") {
      throw ConformanceFailure("info.summary must be one line that says what it is for")
    }
    try Settings.checkDescriptions(settings, of: defaults)
  }

  /// Every key comes back from JSON as it was.
  func checkRoundTrip<Value: Codable>(_ settings: [Setting], defaults: Value) throws {
    let stored = try Settings.encode(defaults)
    guard case .object(let values) = stored else {
      throw ConformanceFailure("the settings must encode as a map: make them a struct")
    }
    var keys: [String: JSONValue] = [:]
    // A key that is not described is told by the check of the settings.
    for setting in settings { keys[setting.key] = values[setting.name] }
    let back = try Settings.encode(Settings.decode(keys, over: defaults, settings: settings))
    if back != stored {
      throw ConformanceFailure(
        "settings change on their way to JSON and back: let Codable be synthesised")
    }
  }
}

extension Settings {
  /// One description of each key and one key for each description; defaults that are allowed.
  fileprivate static func checkDescriptions<Value: Codable>(
    _ settings: [Setting], of defaults: Value
  ) throws {
    guard case .object(let values) = try encode(defaults) else {
      throw ConformanceFailure("the settings must encode as a map: make them a struct")
    }
    let names = settings.map(\.name)
    if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw ConformanceFailure("info.settings describes '\(twice)' twice")
    }
    // An optional that is nil does not encode: a description without a value is no mistake.
    if let silent = values.keys.sorted().first(where: { !names.contains($0) }) {
      throw ConformanceFailure(
        "info.settings lacks Setting(\"\(silent)\", …): what is not described cannot be set")
    }
    for setting in settings {
      if setting.description.isEmpty {
        throw ConformanceFailure("Setting(\"\(setting.name)\") needs a description")
      }
      guard let value = values[setting.name] else {
        if setting.type == nil {
          throw ConformanceFailure(
            "Setting(\"\(setting.name)\") has no property of that name, or needs a type: where its "
              + "default is nil")
        }
        continue
      }
      do {
        _ = try decode([setting.key: value], over: defaults, settings: settings)
      } catch {
        throw ConformanceFailure("the default of '\(setting.key)' is not allowed: \(error)")
      }
    }
  }
}
