import Foundation
import Testing

@testable import AstroData

/// Rules of the readers on tables and texts made here.
struct LightCurveFormatsTests {
  private func text(_ content: String) throws -> [LightCurve] {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("orrery-\(UUID().uuidString).csv").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(content.utf8).write(to: URL(fileURLWithPath: path))
    return try LightCurveReader.read(path: path)
  }

  @Test("Missing values and useless uncertainties are flagged, none is dropped")
  func flags() throws {
    let curve = try #require(
      text("mjd,flux,flux_err,quality\n1,5,0.1,0\n2,,0.1,0\n3,7,0,0\n4,8,0.2,4\n").first)
    #expect(curve.count == 4 && curve.goodCount == 1)
    #expect(curve.value[1].isNaN && curve.value[2] == 7)
    #expect(curve.uncertainty?[2] == .infinity && curve.quality == [0, 0, 0, 4])
    let (missing, instrument) = (PixelFlags.missing.rawValue, PixelFlags.instrument.rawValue)
    #expect(curve.mask == [0, missing, instrument, instrument])
  }

  @Test("Names of columns tell time, band, value and uncertainty")
  func names() throws {
    for header in [
      "time,mag,magerr,band", "HJD,magnitude,error,filter", "jd,Mag,mag_err,passband",
    ] {
      let curve = try #require(
        text(header + "\n2450000.5,14.5,0.02,V\n2450001.5,14.6,0.03,I\n").first)
      #expect(curve.quantity == .magnitude && curve.bands == ["I", "V"], "\(header)")
      #expect(curve.band == [1, 0] && curve.uncertainty == [0.02, 0.03], "\(header)")
      #expect(curve.timeReference == (header.hasPrefix("time") ? nil : 0), "\(header)")
    }
  }

  @Test("Columns can be named by the settings, and a name that is not there is an error")
  func configured() throws {
    let table = Catalog(columns: [
      Column("when", .real([1, 2])), Column("counts", .real([3, 4])),
      Column("star", .string(["a", "b"])),
    ])
    var settings = LightCurveSettings()
    (settings.timeColumn, settings.valueColumn, settings.objectColumn) = ("When", "counts", "star")
    let columns = try #require(LightCurveColumns(table.columns.map(\.name), settings))
    let curves = try LightCurveTable(table, columns).read(settings)
    #expect(curves.map(\.name) == ["a", "b"] && curves.map { $0.time[0] } == [1, 2])
    settings.timeColumn = "never"
    #expect(LightCurveColumns(table.columns.map(\.name), settings) == nil)
  }

  @Test("Damaged text is an error with its line or row")
  func damaged() {
    for (content, word) in [
      ("1,2,3\n4,5\n", "line 2"), ("1,2,3\n4,x,3\n", "line 2"),
      ("id,time_points_b,light_points_b\na,\"[1, 2]\",\"[1]\"\n", "row 1"),
      ("id,time_points_b,light_points_b\na,\"[1, x]\",\"[1, 2]\"\n", "'x'"),
      ("id,time_points_b,light_points_b\na,12,13\n", "no lists"),
    ] {
      #expect { try text(content) } throws: { error in
        (error as? DataError)?.code == .damaged && "\(error)".contains(word)
      }
    }
  }

  @Test("An empty file, binary rubbish and a text without columns are not recognised")
  func rubbish() {
    for content in ["", "\u{1}\u{2}\u{0}", "hello world\n", "a,b,c\n1,2,3\n"] {
      #expect(throws: DataError.self) { try text(content) }
    }
  }

  @Test("A table without rows is a light curve without points or none at all, not a crash")
  func noRows() throws {
    #expect(try text("time,mag\n").allSatisfy { $0.count == 0 })
    #expect(try text("object_id,time,mag\n").isEmpty)
  }

  @Test("Bands get the names and the order that the settings give")
  func bands() throws {
    let content = "object_id,mjd,flux,passband\n7,1,5,2\n7,2,6,0\n8,3,7,1\n8,4,8,9\n"
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("orrery-\(UUID().uuidString).csv").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(content.utf8).write(to: URL(fileURLWithPath: path))
    var settings = LightCurveSettings()
    settings.bands = [("0", "u"), ("1", "g"), ("2", "r")].map { .init(stored: $0.0, name: $0.1) }
    let curves = try LightCurveReader.read(path: path, settings: settings)
    #expect(curves.map(\.name) == ["7", "8"])
    // A band that is not listed comes behind, under its own name.
    #expect(curves.allSatisfy { $0.bands == ["u", "g", "r", "9"] })
    #expect(curves[0].band == [2, 0] && curves[1].band == [1, 3])

    settings.bands = [("0", "blue"), ("1", "blue"), ("9", "red"), ("2", "red")]
      .map { .init(stored: $0.0, name: $0.1) }
    let merged = try LightCurveReader.read(path: path, settings: settings)
    #expect(merged[0].bands == ["blue", "red"] && merged[1].band == [0, 1])

    settings.bandColumn = "filtre"
    let error = #expect(throws: DataError.self) {
      try LightCurveReader.read(path: path, settings: settings)
    }
    #expect(error?.reason.contains("no column 'filtre'") == true)
  }

  @Test("The band of a file that names none takes the one name that is given")
  func oneBand() throws {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("orrery-\(UUID().uuidString).dat").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data("2450000.5,12.5,0.1\n2450001.5,12.6,0.1\n".utf8).write(to: URL(fileURLWithPath: path))
    var settings = LightCurveSettings()
    settings.bands = [.init(stored: "V", name: "V")]
    let curves = try LightCurveReader.read(path: path, settings: settings)
    #expect(curves.map(\.bands) == [["V"]] && curves[0].quantity == .magnitude)
  }
}
