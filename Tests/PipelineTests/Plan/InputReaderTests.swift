import OrreryKit
import TestSupport
import Testing

@testable import Pipeline

/// What the keys of `input` and of a recipe's `data` mean.
struct InputReaderTests {
  private let workspace: Workspace

  init() throws { workspace = try Workspace() }

  private func problems(_ input: String) throws -> [String] {
    try TestPlan.problems("orrery: 1\ninput: \(input)\n", workspace)
  }

  @Test("Columns and bands of light curves can be named, as a map or as a list")
  func lightCurves() throws {
    let file = try workspace.write("a,b\n", to: "c.csv")
    let text =
      "{ light-curves: \(file), id: object_id, time: mjd, value: flux, error: flux_err, "
      + "band: passband, quantity: flux, bands: { 0: u, 1: g } }"
    let plan = try TestPlan.read("orrery: 1\ninput: \(text)\n", workspace).input
    var expected = LightCurveSettings()
    expected.objectColumn = "object_id"
    expected.timeColumn = "mjd"
    expected.valueColumn = "flux"
    expected.uncertaintyColumn = "flux_err"
    expected.bandColumn = "passband"
    expected.quantity = .flux
    expected.bands = [.init(stored: "0", name: "u"), .init(stored: "1", name: "g")]
    #expect(plan.kind == .lightCurve && plan.lightCurves == expected)
    let list = try TestPlan.read(
      "orrery: 1\ninput: { light-curves: \(file), bands: [g, r] }\n", workspace
    ).input
    #expect(list.lightCurves.bands.map(\.name) == ["g", "r"])
    #expect(list.lightCurves.bands.map(\.stored) == ["g", "r"])
  }

  @Test("What decides the objects decides the digest")
  func digest() throws {
    let file = try workspace.write("a,b\n1,2\n", to: "c.csv")
    let digests = try ["", ", id: a", ", columns: [a]", ", columns: [a, b]"].map {
      try TestPlan.read("orrery: 1\ninput: { table: \(file)\($0) }\n", workspace).digest
    }
    #expect(Set(digests).count == 4)
  }

  @Test("A key of another kind of data, a missing kind and a wrong type are told")
  func mistakes() throws {
    let file = try workspace.write("a,b\n", to: "c.csv")
    for (input, reason) in [
      ("{ table: \(file), stack: true }", "is for images, not for catalogue rows"),
      ("{ images: \(file), columns: [a] }", "is for catalogue rows, not for images"),
      ("{ table: \(file), colunms: [a] }", "unknown key; did you mean 'columns'"),
      ("{ light-curves: \(file), quantity: colour }", "is not one of flux, magnitude"),
      ("{ light-curves: \(file), bands: { 0: [u] } }", "must be a text, the name of the band"),
      ("{ hdu: 1 }", "must have one of images, spectra, light-curves, table"),
      ("{ images: \(file), table: \(file) }", "must have only one of"),
    ] {
      let found = try problems(input)
      #expect(found.count == 1 && found[0].contains(reason), "\(input): \(found)")
    }
  }
}
