import OrreryKit
import Testing

struct SettingsTests {
  struct Example: Codable, Equatable {
    var box = 64
    var clipSigma = 3.0
    var mode = "mean"
    var limit: Double?
    var names: [String] = []

    static let settings = [
      Setting("box", "Side of the mesh", unit: "pixel", range: 8...1024),
      Setting("clipSigma", "Threshold", range: 0.5...Double.infinity),
      Setting("mode", "Statistic", choices: ["mean", "median"]),
      Setting("limit", "Upper limit", type: "number"),
      Setting("names", "Names"),
    ]
  }

  private func decode(_ overrides: [String: JSONValue]) throws -> Example {
    try Settings.decode(overrides, over: Example(), settings: Example.settings)
  }

  private func failure(_ overrides: [String: JSONValue]) -> String? {
    do {
      _ = try decode(overrides)
      return nil
    } catch { return "\(error)" }
  }

  @Test("Keys that are not given keep their defaults")
  func defaults() throws {
    #expect(try decode([:]) == Example())
    #expect(try decode(["clip-sigma": .integer(5)]).clipSigma == 5)
    #expect(try decode(["limit": .number(2.5)]).limit == 2.5)
    #expect(try decode(["names": .array([.string("a")])]).names == ["a"])
  }

  @Test("An unknown key is an error that names the nearest one")
  func unknownKey() {
    #expect(
      failure(["clip-sgima": .integer(5)])
        == "clip-sgima: unknown key; did you mean 'clip-sigma'?")
    #expect(failure(["clipSigma": .integer(5)])?.contains("'clip-sigma'") == true)
  }

  @Test("A value of the wrong type says which type it must be and which it is")
  func wrongType() {
    #expect(failure(["box": .string("big")]) == "box: must be a whole number, not a text")
    #expect(failure(["box": .number(1.5)])?.hasPrefix("box: ") == true)
    #expect(failure(["mode": .integer(1)]) == "mode: must be a text, not a whole number")
  }

  @Test("A value outside its range or choices is refused")
  func outOfRange() {
    #expect(failure(["box": .integer(4)]) == "box: 4 must be from 8 to 1024")
    #expect(failure(["clip-sigma": .number(0.1)]) == "clip-sigma: 0.1 must be at least 0.5")
    #expect(failure(["mode": .string("mode")]) == "mode: 'mode' is not one of mean, median")
  }

  @Test(
    "Keys are the properties in kebab case, runs of capitals as one word",
    arguments: [
      ("box", "box"), ("clipSigma", "clip-sigma"), ("minimumFWHM", "minimum-fwhm"),
      ("swapClasses", "swap-classes"),
    ])
  func keys(property: String, key: String) {
    #expect(Setting.key(for: property) == key)
  }

  @Test("The distance counts inserts, deletes, replacements and swaps")
  func distance() {
    #expect(NearestNames.distance("threshold", "treshold") == 1)
    #expect(NearestNames.distance("sigma", "sgima") == 1)
    #expect(NearestNames.distance("", "abc") == 3)
    #expect(NearestNames.distance("asinh", "Asinh") == 0)
  }
}
