import OrreryKit
import Testing

/// Fair shares against games whose answers are known.
struct ShapleyGameTests {
  /// One left and two right gloves; a pair is worth 1.
  private let gloves = ShapleyGame(players: 3) { coalitions in
    coalitions.map { $0[0] && ($0[1] || $0[2]) ? 1 : 0 }
  }

  /// An uneven game with interactions of two and three players, and an empty worth of 2.
  private static func uneven(_ players: Int) -> ShapleyGame {
    ShapleyGame(players: players) { coalitions in
      coalitions.map { members in
        let there = members.indices.filter { members[$0] }
        var worth = 2 + there.reduce(0) { $0 + Double(($1 * 7) % 5) - 1.5 }
        if members[0], members[1] { worth += 3 }
        if members[1], members[2], members[players - 1] { worth -= 4 }
        return worth + 0.05 * Double(there.count * there.count)
      }
    }
  }

  @Test("The gloves are worth 2/3, 1/6 and 1/6")
  func known() throws {
    for (value, expected) in zip(try gloves.exact(), [2.0 / 3, 1.0 / 6, 1.0 / 6]) {
      #expect(abs(value - expected) < 1e-12)
    }
  }

  @Test("With every coalition the fit is exact", arguments: [2, 3, 7, 8])
  func complete(players: Int) throws {
    let game = Self.uneven(max(3, players))
    var random = RandomStream(seed: 1)
    let exact = try game.exact()
    let fit = try game.kernel(samples: 1 << 10, random: &random)
    for (a, b) in zip(exact, fit) { #expect(abs(a - b) < 1e-9) }
  }

  @Test("With some coalitions it is near, sums up exactly, and is the same twice")
  func sampled() throws {
    let game = Self.uneven(14)
    var random = RandomStream(seed: 1)
    let exact = try game.exact()
    let fit = try game.kernel(samples: 1500, random: &random)
    for (a, b) in zip(exact, fit) { #expect(abs(a - b) < 0.15, "\(exact) \(fit)") }
    #expect(abs(exact.reduce(0, +) - fit.reduce(0, +)) < 1e-9)
    var again = RandomStream(seed: 1)
    #expect(try game.kernel(samples: 1500, random: &again) == fit)
    var other = RandomStream(seed: 2)
    #expect(try game.kernel(samples: 1500, random: &other) != fit)
  }

  @Test("One player gets all; a budget of nothing still sums up")
  func ends() throws {
    var random = RandomStream(seed: 1)
    let single = ShapleyGame(players: 1) { $0.map { $0[0] ? 5 : 1 } }
    #expect(try single.kernel(samples: 10, random: &random) == [4])
    #expect(try single.exact() == [4])
    let poor = try Self.uneven(9).kernel(samples: 0, random: &random)
    #expect(abs(poor.reduce(0, +) - (try Self.uneven(9).exact().reduce(0, +))) < 1e-9)
  }
}
