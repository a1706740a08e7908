import Foundation
import OrreryKit
import Pipeline
import TestSupport

/// A run's output folder as `orrery run` leaves it, with any objects.
struct SampleRun {
  /// Names that mean something to HTML, URLs, file systems, spreadsheets or terminals.
  static let hostileNames = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "javascript:alert(1)",
    "'; alert(1); //", "../../etc/passwd", "</script><svg onload=alert(1)>", "=cmd|' /C calc'!A0",
    "%3Cscript%3E", "#object/0", "a?b&c=d", "{{7*7}}", "${alert(1)}", "\u{202E}gnp.exe",
    "line\nbreak", "\u{1B}[31mred", "nul\u{0}byte", "\u{2028}separator", "same", "SAME",
  ]

  let workspace: Workspace
  /// The run's folder.
  var path: String { workspace["run"] }

  /// The objects are stars and galaxies in turn on a small field, each as unsure as its number says.
  /// - Parameter pictures: how many of the first objects have a PNG and a FITS product.
  init(
    ids: [String], pictures: Int = 0, classes: [String] = ["star", "galaxy", "quasar"],
    failures: [String] = [], flags: [Int: String] = [:]
  ) throws {
    workspace = try Workspace()
    try FileManager.default.createDirectory(
      atPath: workspace["run/png"], withIntermediateDirectories: true)
    try FileManager.default.createDirectory(
      atPath: workspace["run/fits"], withIntermediateDirectories: true)
    var header = Header([Card("CREATOR", .string("orrery 0.1"), comment: "program")])
    header.set("PIPELINE", .string("sample.yaml"))
    header.set("SEED", .integer(1))
    header.addHistory("stretch: function=asinh, softening=0.1")
    var file = FITSWriter(primary: header)
    if !ids.isEmpty { try file.append(Self.objects(ids, classes, flags)) }
    if !failures.isEmpty {
      func column(_ name: String, _ text: String) -> Column {
        Column(name, .string(failures.map { _ in text }))
      }
      try file.append(
        Catalog(
          columns: [
            Column("id", .string(failures.map(\.printable))),
            Column("origin", .string(failures.map { "\($0).fits".printable })),
            column("step", "read"), column("code", "damaged"),
            column("reason", "ends <b>before</b> its data"),
          ], name: "FAILURES"))
    }
    try file.append(
      Catalog(
        columns: [
          Column("file", .string(["field.fits"])),
          Column("sha256", .string([String(repeating: "a", count: 64)])),
          Column("done", .integer([Int64(ids.count)])),
          Column("failed", .integer([Int64(failures.count)])),
        ], name: "INPUTS"))
    try file.write(to: workspace["run/catalog.fits"])
    for (place, id) in ids.prefix(pictures).enumerated() { try writeProducts(of: id, place) }
  }

  /// Probability of the most probable class of object `row`: from 0.40 to 0.99.
  static func probability(_ row: Int) -> Float { 0.4 + Float(row * 37 % 60) / 100 }

  private static func objects(
    _ ids: [String], _ classes: [String], _ flags: [Int: String]
  ) -> Catalog {
    let rows = ids.indices
    let angles = rows.map { Double($0) * 2.399963 }  // a sunflower: even over the field
    let radii = rows.map { 0.2 * (Double($0) / Double(max(1, ids.count))).squareRoot() }
    let ra = zip(angles, radii).map { 150 + $1 * cos($0) }
    let dec = zip(angles, radii).map { 2 + $1 * sin($0) }
    var columns = [
      Column("id", .string(ids.map(\.printable))),
      Column("origin", .string(rows.map { _ in "field.fits" })),
      Column("x", .real(zip(angles, radii).map { 500 + 2000 * $1 * cos($0) }), unit: "pixel"),
      Column("y", .real(zip(angles, radii).map { 500 + 2000 * $1 * sin($0) }), unit: "pixel"),
      Column("ra", .real(ra), unit: "deg", description: "Right ascension"),
      Column("dec", .real(dec), unit: "deg", description: "Declination"),
      Column("flux", .real(rows.map { Double($0 * 7919 % 10007) }), unit: "adu"),
      Column("class", .string(rows.map { classes[$0 % classes.count] })),
      Column("probability", .float(rows.map(probability))),
    ]
    for (place, name) in classes.enumerated() {
      let values = rows.map { row in
        row % classes.count == place
          ? probability(row) : (1 - probability(row)) / Float(classes.count - 1)
      }
      columns.append(
        Column("p_\(place)", .float(values), description: "Probability of \(name.printable)"))
    }
    columns.append(Column("flags", .string(rows.map { flags[$0] ?? "" })))
    columns.append(Column("status", .string(rows.map { flags[$0] == nil ? "done" : "flagged" })))
    return Catalog(columns: columns, name: "OBJECTS")
  }

  private func writeProducts(of id: String, _ place: Int) throws {
    let name = SafeName.make(for: id)
    let pixels = (0..<1024).map { pixel -> Float in
      let (x, y) = (Float(pixel % 32) - 15.5, Float(pixel / 32) - 15.5)
      return 100 * exp(-(x * x + y * y * Float(1 + place % 3)) / 40) + Float(pixel * 31 % 17) / 10
    }
    let image = Image(pixels: pixels, height: 32, width: 32)
    try Rendering().picture(of: image).write(to: workspace["run/png/\(name).png"])
    var file = FITSWriter()
    try file.append(image, name: "CUTOUT")
    try file.append(
      Image(pixels: pixels.map { $0 > 20 ? 1 : 0 }, height: 32, width: 32), name: "SEGMENTATION")
    try file.append(
      Image(pixels: pixels.map { $0 / 50 - 1 }, height: 32, width: 32), name: "ATTRIBUTION")
    try file.write(to: workspace["run/fits/\(name).fits"])
  }
}
