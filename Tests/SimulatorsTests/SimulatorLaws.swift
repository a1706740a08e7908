import OrreryKit
import Testing

@testable import Simulators

/// What must hold for every simulator.
@Suite("Every simulator")
struct SimulatorLaws {
  /// Each with settings that keep a debug run short.
  static let all: [any Simulator] = [
    GalaxySimulator(), smallField, smallVariedField, SpectrumSimulator(), LightCurveSimulator(),
    PhotometrySimulator(),
  ]

  static var smallVariedField: VariedFieldSimulator {
    var field = VariedFieldSimulator()
    (field.width, field.height) = (80, 64)
    return field
  }

  static var smallField: FieldSimulator {
    var field = FieldSimulator()
    (field.width, field.height, field.sources) = (96, 80, 12)
    return field
  }

  @Test("All of them register, each under its own name")
  func registration() throws {
    let registrar = PluginRegistrar(Registry(), origin: "built-in")
    try Simulators.register(registrar)
    #expect(Set(registrar.registry.simulators.keys) == Set(Self.all.map { type(of: $0).info.name }))
  }

  @Test("An object is the same alone, in any order and again", arguments: all.indices)
  func order(_ place: Int) throws {
    let simulator = Self.all[place]
    let forward = try (0..<6).map { try simulator.make($0, seed: 11) }
    for index in [4, 1, 4] {
      #expect(try Digest.of(simulator.make(index, seed: 11)) == Digest.of(forward[index]))
    }
    #expect(Set(forward.map(Digest.of)).count == 6)
    #expect(try Digest.of(simulator.make(1, seed: 12)) != Digest.of(forward[1]))
  }

  @Test("Classes come in equal shares, in no fixed order", arguments: all.indices)
  func balance(_ place: Int) throws {
    let simulator = Self.all[place]
    let classes = type(of: simulator).info.classes
    guard !classes.isEmpty else { return }
    let count = 4 * classes.count
    let truths = try (0..<count).map { index in
      let truth = try simulator.make(index, seed: 3).truth
      #expect(truth.count == 1 && truth.values.first == 1)
      return try #require(truth.keys.first)
    }
    for name in classes { #expect(truths.filter { $0 == name }.count == 4, "\(name)") }
    let rounds = (0..<4).map { Array(truths[$0 * classes.count..<($0 + 1) * classes.count]) }
    #expect(Set(rounds).count > 1)
  }

  @Test("Every object has the same columns of truth", arguments: all.indices)
  func columns(_ place: Int) throws {
    let simulator = Self.all[place]
    let names = try (0..<12).map { try simulator.make($0, seed: 5).measurements.map(\.name) }
    #expect(Set(names).count == 1)
  }

  @Test("Settings are described, keep their defaults, and refuse what is out of range")
  func settings() throws {
    for simulator in Self.all {
      let info = type(of: simulator).info
      guard case .object(let encoded) = try Settings.encode(simulator) else {
        Issue.record("\(info.name) does not encode as a map")
        continue
      }
      let names = Set(info.settings.map(\.name))
      #expect(names.isSuperset(of: encoded.keys), "\(info.name)")
      #expect(names.count == info.settings.count, "\(info.name)")
      try simulator.validate()
    }
  }
}
