/// The laws of a simulator.
struct SimulatorConformance<S: Simulator> {
  private let suite: Conformance
  private var info: SimulatorInfo { S.info }

  init(_ suite: Conformance) { self.suite = suite }

  func report() -> ConformanceReport {
    var log = suite.log("simulator \(info.name)")
    log.check("name and settings") {
      try suite.checkInfo(
        name: info.name, summary: info.summary, settings: info.settings, defaults: S())
    }
    log.check("configuration round trip") {
      try suite.checkRoundTrip(info.settings, defaults: S())
    }
    let simulator = log.check("defaults are usable") { () -> S in
      let simulator = try Settings.decode(suite.settings, over: S(), settings: info.settings)
      try simulator.validate()
      return simulator
    }
    guard let simulator else { return log.report }
    let objects = log.check("objects with their truth") { try made(by: simulator) }
    guard let objects else { return log.report }
    log.check("determinism") {
      // The last first: an object may not depend on those made before it.
      for index in objects.indices.reversed() {
        let again = try simulator.make(index, seed: 1)
        if again.numbers != objects[index].numbers || again.truth != objects[index].truth {
          throw ConformanceFailure(
            "object \(index) of a seed is not always the same: take its random numbers from "
              + "stream(index, seed:purpose:) alone")
        }
      }
    }
    log.check("the seed matters") {
      if try simulator.make(0, seed: 2).numbers == objects[0].numbers {
        throw ConformanceFailure(
          "two seeds give one object: draw from stream(index, seed:purpose:)")
      }
    }
    log.check("threads") {
      let results = ConformanceThreads.run(4) { _ in try? simulator.make(1, seed: 1).numbers }
      if results.contains(where: { $0 != objects[1].numbers }) {
        throw ConformanceFailure(
          "gives something else on four threads at once: keep no state outside the object")
      }
    }
    return log.report
  }

  private func made(by simulator: S) throws -> [SkyObject] {
    let objects = try (0..<3).map { try simulator.make($0, seed: 1) }
    if Set(objects.map(\.id)).count < objects.count {
      throw ConformanceFailure("two objects share an id: use identifier(index, seed:)")
    }
    for object in objects {
      if object.kind != info.produces {
        throw ConformanceFailure(
          "makes \(object.kind.plural), info.produces says \(info.produces.plural)")
      }
      if let other = object.truth.keys.first(where: { !info.classes.contains($0) }) {
        throw ConformanceFailure("the class '\(other)' is not among info.classes")
      }
      if !object.hasFiniteValue { throw ConformanceFailure("object \(object.id) has no values") }
    }
    return objects
  }
}
