import OrreryKit

/// Reads the loss and the metrics of a recipe, for the model that it trains.
struct ObjectiveReader {
  let registry: Registry
  /// `nil` where the recipe's model could not be read: what fits it is then not asked.
  let architecture: (any Architecture.Type)?

  // MARK: - Loss

  /// - Returns: `nil` for the model's own loss, and where problems were noted.
  func loss(_ root: Section) -> PlannedLoss? {
    guard let node = root.child("loss") else { return nil }
    if let info = architecture?.info, comparedKind == nil {
      root.problems.add(
        node.place, ["loss"],
        "'\(info.name)' brings its own loss, and gives nothing that another could compare with "
          + "targets: leave this section out")
      return nil
    }
    // `loss: dice` is short for `loss: { function: dice }`.
    if case .string(let name) = node.value {
      let section = Section(YAMLNode(.map([]), at: node.place), ["loss"], root.problems)
      return loss(name, at: node.place, ["loss"], section)
    }
    let section = Section(node, ["loss"], root.problems)
    let key = PlannedLoss.functionKey
    guard let named = section.child(key) else {
      if architecture == nil || comparedKind == .classes {
        return loss(PlannedLoss.standard, at: node.place, ["loss"], section)
      }
      root.problems.add(node.place, ["loss", key], "is missing: name the loss" + fitting)
      return nil
    }
    return section.text(key).flatMap { loss($0, at: named.place, ["loss", key], section) }
  }

  private func loss(
    _ name: String, at place: Place, _ path: [String], _ section: Section
  ) -> PlannedLoss? {
    guard let type = registry.losses[name]?.value else {
      section.problems.add(
        place, path,
        "unknown loss '\(name)'"
          + NearestNames.suggestion(for: name, among: Array(registry.losses.keys)))
      return nil
    }
    if let kind = comparedKind, !type.info.compares.contains(kind), let info = architecture?.info {
      section.problems.add(
        place, path,
        "'\(name)' compares \(Self.words(type.info.compares)), '\(info.name)' gives "
          + kind.rawValue + fitting)
      return nil
    }
    return planned(type, section)
  }

  private func planned<L: Loss>(_ type: L.Type, _ section: Section) -> PlannedLoss? {
    let before = section.problems.all.count
    let keys = L.info.settings.map(\.key)
    for entry in section.node.entries ?? [] where !keys.contains(entry.key) {
      let users = registry.losses.values.map { $0.value.info }
        .filter { $0.settings.contains { $0.key == entry.key } }.map(\.name).sorted()
      guard !users.isEmpty, entry.value.value != .null else { continue }
      section.problems.add(
        entry.place, section.path + [entry.key],
        "is a setting of \(users.joined(separator: ", ")), not of \(L.info.name)")
    }
    guard section.problems.all.count == before else { return nil }
    // A key without a value takes back what the recipe set.
    let null = section.node.entries?.filter { $0.value.value == .null }.map(\.key) ?? []
    let found = section.decoded(
      over: L(), L.info.settings, at: section.node.place,
      leaving: Set(null + [PlannedLoss.functionKey, PlannedLoss.weightsKey])
    ) { try $0.validate() }
    let weights = section.choice(PlannedLoss.weightsKey, PlannedLoss.ClassWeights.none)
    if weights != .none, !L.info.countsClassWeights {
      section.problems.add(
        section.child(PlannedLoss.weightsKey)?.place ?? section.node.place,
        section.path + [PlannedLoss.weightsKey], "'\(L.info.name)' does not count class weights")
    } else if weights != .none, let info = architecture?.info,
      !(architecture is any Classifier.Type)
    {
      section.problems.add(
        section.child(PlannedLoss.weightsKey)?.place ?? section.node.place,
        section.path + [PlannedLoss.weightsKey],
        "what '\(info.name)' tells apart are not the recipe's classes: they have no weights")
    }
    return found.map { PlannedLoss(loss: $0.value, classWeights: weights) }
  }

  // MARK: - Metrics

  /// The metrics of a list: `- name: {settings}` or `- name`.
  func metrics(_ root: Section) -> [any Metric] {
    guard let node = root.child("metrics") else { return [] }
    guard case .list(let items) = node.content else {
      root.problems.add(
        node.place, ["metrics"], "must be a list of metrics, not \(Section.article(node))")
      return []
    }
    if let info = architecture?.info, measuredKind == nil {
      root.problems.add(
        node.place, ["metrics"],
        "'\(info.name)' gives neither classes nor what is compared with targets: leave this out")
      return []
    }
    var names: Set<String> = []
    return items.compactMap { item in
      guard let name = StageReader.name(item) else {
        root.problems.add(
          item.place, ["metrics"],
          "each metric is a name, or one name with a map: `- me/purity: { least: 0.9 }`")
        return nil
      }
      guard let type = registry.metrics[name]?.value else {
        root.problems.add(
          item.place, ["metrics", name],
          "unknown metric"
            + NearestNames.suggestion(for: name, among: Array(registry.metrics.keys)))
        return nil
      }
      if let kind = measuredKind, let info = architecture?.info,
        !type.info.measures.contains(kind)
      {
        root.problems.add(
          item.place, ["metrics", name],
          "measures \(Self.words(type.info.measures)), '\(info.name)' gives \(kind.rawValue)")
        return nil
      }
      if !names.insert(name).inserted {
        root.problems.add(item.place, ["metrics", name], "stands there twice")
        return nil
      }
      let settings = item.entries?[0].value ?? YAMLNode(.map([]), at: item.place)
      return decoded(type, Section(settings, ["metrics", name], root.problems), at: item.place)
    }
  }

  private func decoded<M: Metric>(
    _ type: M.Type, _ section: Section, at place: Place
  ) -> (any Metric)? {
    section.decoded(over: M(), M.info.settings, at: place) { try $0.validate() }?.value
  }

  /// What chooses the best epoch: a score of every training, or one of the metrics.
  /// - Parameter validation: share of the objects in that part.
  func monitor(
    _ root: Section, _ metrics: [any Metric], validation: Double
  ) -> (TrainingSettings.Monitor, MonitoredFigure?) {
    let key = "monitor"
    guard let node = root.child(key), let name = root.text(key) else { return (.loss, nil) }
    func wrong(_ text: String) -> (TrainingSettings.Monitor, MonitoredFigure?) {
      root.problems.add(node.place, [key], text)
      return (.loss, nil)
    }
    if let known = TrainingSettings.Monitor(rawValue: name) {
      if known == .accuracy || known == .balancedAccuracy, measuredKind != .classes,
        let info = architecture?.info
      {
        return wrong("'\(info.name)' tells no classes")
      }
      return (known, nil)
    }
    if let info = metrics.lazy.map({ type(of: $0).info }).first(where: { $0.name == name }) {
      guard validation > 0 else {
        return wrong("'\(name)' is counted on the validation part: split.validation is 0")
      }
      return (.loss, MonitoredFigure(name, isBetterWhenLower: info.isBetterWhenLower))
    }
    if registry.metrics[name] != nil {
      return wrong("'\(name)' is not counted: list it in 'metrics'")
    }
    let names = TrainingSettings.Monitor.allCases.map(\.rawValue)
    return wrong(
      "must be \(names.joined(separator: ", ")) or one of the metrics"
        + NearestNames.suggestion(
          for: name, among: Set(names).union(registry.metrics.keys).sorted()))
  }

  // MARK: - What the model gives

  /// What its outputs are where a recipe may choose the loss.
  private var comparedKind: OutputKind? {
    if architecture is any Classifier.Type { return .classes }
    return (architecture as? any Supervised.Type)?.compares
  }

  /// What metrics are made of: every model that tells classes has probabilities of them, and
  /// predicted numbers have true ones beside them.
  private var measuredKind: OutputKind? {
    switch architecture?.info.task {
    case .classification: .classes
    case .regression: comparedKind ?? .values
    default: comparedKind
    }
  }

  /// The losses that fit the model.
  private var fitting: String {
    let names = registry.losses.values.map { $0.value.info }
      .filter { info in comparedKind.map(info.compares.contains) ?? true }.map(\.name).sorted()
    return "; there are: \(names.joined(separator: ", "))"
  }

  private static func words(_ kinds: Set<OutputKind>) -> String {
    kinds.map(\.rawValue).sorted().joined(separator: " or ")
  }
}
