import Foundation
import OrreryKit
import TestSupport
import Testing

@testable import Pipeline

/// Stamps at places on the sky.
struct TargetInputTests {
  let workspace: Workspace

  init() throws { workspace = try Workspace() }

  private func plan(_ positions: String, image: String = "field.fits") throws -> Plan {
    try TestPlan.read(
      "orrery: 1\ninput: { images: '\(workspace[image])', positions: \(positions) }\n", workspace)
  }

  private func readers(_ plan: Plan) throws -> [ObjectReader] {
    try InputSource(plan.input.files).files.map { try ObjectReader($0, plan: plan.input) }
  }

  @Test("A stamp has the pixels and the sky of its place in the image, also over the border")
  func stamps() throws {
    let sky = try TestSky.field(sources: [(40, 50, 5000)])
    try workspace.write(TestSky.bytes(sky), to: "field.fits")
    let wcs = try #require(sky.wcs)
    let places = [(40.0, 50.0), (2, 100), (127, 127), (64.3, 63.8)]
    var text = "name,ra,dec\n"
    for (number, place) in places.enumerated() {
      let position = try #require(wcs.sky(x: place.0, y: place.1))
      text += "t\(number),\(position.ra),\(position.dec)\n"
    }
    text += "far,10,10\n"
    let table = try workspace.write(text, to: "targets.csv")
    let reader = try #require(try readers(plan("{ table: \(table), size: 9 }")).first)
    #expect(reader.ids == ["t0", "t1", "t2", "t3", "far"])
    for (number, place) in places.enumerated() {
      let object = try reader.read(number)
      let stamp = try #require(object.image)
      #expect((stamp.width, stamp.height) == (9, 9))
      let (left, bottom) = (Int(place.0.rounded()) - 4, Int(place.1.rounded()) - 4)
      for y in 0..<9 {
        for x in 0..<9 {
          let isInside = (0..<128).contains(left + x) && (0..<128).contains(bottom + y)
          let value = stamp[0, y, x]
          #expect(isInside ? value == sky[0, bottom + y, left + x] : value.isNaN)
        }
      }
      let here = try #require(stamp.wcs?.sky(x: 4, y: 4))
      let there = try #require(wcs.sky(x: Double(left + 4), y: Double(bottom + 4)))
      #expect(abs(here.ra - there.ra) < 1e-9 && abs(here.dec - there.dec) < 1e-9)
      #expect(object.flags.contains(.edge) == (number == 1 || number == 2))
    }
    #expect(throws: DataError.self) { try reader.read(4) }
  }

  @Test("Of several images each has the targets that lie in it, under names of its own")
  func several() async throws {
    let sky = try TestSky.field(sources: [(40, 50, 5000)])
    try workspace.write(TestSky.bytes(sky), to: "in/a.fits")
    try workspace.write(TestSky.bytes(sky), to: "in/b.fits")
    let position = try #require(sky.wcs?.sky(x: 40, y: 50))
    let table = try workspace.write(
      "RAJ2000,DEJ2000,star\n\(position.ra),\(position.dec),x\n1,1,y\n", to: "targets.csv")
    let text =
      "orrery: 1\ninput: { images: '\(workspace["in"])', positions: "
      + "{ table: \(table), id: star, size: 8 } }\n"
    var plan = try TestPlan.read(text, workspace)
    plan.output.folder = workspace["out"]
    let summary = try await Runner(plan: plan, model: nil).run()
    #expect(summary.done == 2 && summary.failed == 0)
    let file = try FITSFile(opening: workspace["out/catalog.fits"])
    let ids = try file.readTable(try #require(file.hdu(named: "OBJECTS")).index)["id"]?.strings
    #expect(ids == ["a-x", "b-x"])
  }

  @Test("What is wrong with the table of positions is told before anything runs")
  func problems() throws {
    let image = try workspace.write(TestSky.bytes(TestSky.ramp(0, 1)), to: "a.fits")
    func told(_ positions: String) throws -> String {
      try TestPlan.problems(
        "orrery: 1\ninput: { images: \(image), positions: \(positions) }\n", workspace
      ).joined()
    }
    let good = try workspace.write("ra,dec\n1,2\n", to: "good.csv")
    let bad = try workspace.write("ra,dec\n1,200\n", to: "bad.csv")
    let other = try workspace.write("x,y\n1,2\n", to: "other.csv")
    #expect(try told("{ table: \(good) }") == "")
    #expect(try told("{ size: 3 }").contains("is missing"))
    #expect(try told("{ table: \(good), sise: 3 }").contains("did you mean 'size'"))
    #expect(try told("{ table: \(bad) }").contains("row 0 is no place on the sky"))
    #expect(try told("{ table: \(other) }").contains("name them with `ra` and `dec`"))
    #expect(try told("{ table: \(good), ra: RA2 }").contains("no column 'RA2'"))
    // An image without a WCS fails when it is read.
    let plan = try plan("{ table: \(good) }", image: "a.fits")
    #expect(throws: DataError.self) { try readers(plan) }
  }
}
