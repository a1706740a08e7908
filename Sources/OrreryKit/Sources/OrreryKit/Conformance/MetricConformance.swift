/// The laws of a metric.
struct MetricConformance<M: Metric> {
  private let suite: Conformance
  private var info: MetricInfo { M.info }

  init(_ suite: Conformance) { self.suite = suite }

  func report() -> ConformanceReport {
    var log = suite.log("metric \(info.name)")
    log.check("name and settings") {
      try suite.checkInfo(
        name: info.name, summary: info.summary, settings: info.settings, defaults: M())
      if info.measures.isEmpty { throw ConformanceFailure("info.measures names no kind of output") }
    }
    log.check("configuration round trip") {
      try suite.checkRoundTrip(info.settings, defaults: M())
    }
    let metric = log.check("defaults are usable") { () -> M in
      let metric = try Settings.decode(suite.settings, over: M(), settings: info.settings)
      try metric.validate()
      return metric
    }
    guard let metric else { return log.report }
    log.check("a number") {
      try forEachKind { kind in
        let value = metric.value(of: rows(kind, 24))
        if !value.isFinite {
          throw ConformanceFailure("of 24 rows of \(kind.rawValue) it is \(value)")
        }
      }
    }
    log.check("of nothing") {
      try forEachKind { kind in
        let value = metric.value(of: rows(kind, 0))
        if value.isInfinite { throw ConformanceFailure("of no rows it is \(value): give NaN") }
      }
    }
    log.check("the order does not count") {
      try forEachKind { kind in
        let whole = metric.value(of: rows(kind, 24))
        let turned = metric.value(of: rows(kind, 24, turned: true))
        if abs(whole - turned) > 1e-5 * max(1, abs(whole)) {
          throw ConformanceFailure(
            "of \(kind.rawValue) the same rows in another order give \(turned), not \(whole)")
        }
      }
    }
    return log.report
  }

  private func forEachKind(_ body: (OutputKind) throws -> Void) throws {
    for kind in OutputKind.allCases where info.measures.contains(kind) { try body(kind) }
  }

  /// Rows of which most are right; the last first where they are turned round.
  private func rows(_ kind: OutputKind, _ count: Int, turned: Bool = false) -> ScoredRows {
    let width = kind == .classes ? suite.classes.count : 1
    var random = RandomStream(seed: 9, key: kind.rawValue, purpose: "rows")
    var rows: [(predicted: [Float], truth: [Float])] = []
    for row in 0..<count {
      let noise = (0..<width).map { _ in Float(random.uniform()) }
      switch kind {
      case .classes:
        let truth: [Float] = (0..<width).map { $0 == row % width ? 1 : 0 }
        // One of six is taken for the next class; all are sure.
        let said = (row % 6 == 5 ? row + 1 : row) % width
        let weights = noise.enumerated().map { $1 / 20 + ($0 == said ? 1 : 0) }
        let sum = weights.reduce(0, +)
        rows.append((weights.map { $0 / sum }, truth))
      case .presence: rows.append((noise, [noise[0] > 0.4 ? 1 : 0]))
      case .values: rows.append((noise, [noise[0] + Float(random.normal()) / 10]))
      }
    }
    if turned { rows.reverse() }
    return ScoredRows(
      kind, predicted: Tensor(rows.flatMap(\.predicted), shape: [count, width]),
      truth: Tensor(rows.flatMap(\.truth), shape: [count, width]),
      classes: kind == .classes ? suite.classes : [])
  }
}
