import Foundation
import OrreryKit
import Pipeline
import TestSupport
import Testing

@testable import Report

struct SeriesTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  private func files(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "\(Self.root)/sample-data/\(folder)")
      .filter { $0.hasSuffix(".fits") && $0 != "truth.fits" }.sorted()
      .map { "sample-data/\(folder)/\($0)" }
  }

  @Test("Spectra are found again by the names that a run gives them")
  func spectra() throws {
    let files = try files("spectra")
    let source = try #require(SeriesSource(files: files, data: DataFolder(Self.root)))
    #expect(source.kind == .spectrum)
    let plots = try source.plots(of: files[3])
    let plot = try #require(plots["spectra-4-000003"])
    let spectrum = try #require(SpectrumReader.read(path: "\(Self.root)/\(files[3])").first)
    #expect(plot.series[0].x == PackedColumn(doubles: spectrum.wavelength))
    #expect(plot.angstroms == 1)
  }

  @Test("Light curves have a series for each band, good points only")
  func lightCurves() throws {
    let files = try files("lightcurves")
    let source = try #require(SeriesSource(files: files, data: DataFolder(Self.root)))
    #expect(source.kind == .lightCurve)
    let plot = try #require(try source.plots(of: files[0]).values.first)
    let curve = try #require(LightCurveReader.read(path: "\(Self.root)/\(files[0])").first)
    #expect(plot.series.map(\.name) == curve.bands)
    let points = curve.points(ofBand: 1, where: curve.isGood)
    #expect(plot.series[1].x == PackedColumn(doubles: points.map { curve.time[$0] }))
  }

  @Test("Images and absent files are no series")
  func others() throws {
    #expect(SeriesSource(files: try files("galaxies"), data: DataFolder(Self.root)) == nil)
    #expect(SeriesSource(files: try files("spectra"), data: DataFolder("/nowhere")) == nil)
    #expect(SeriesSource(files: [], data: DataFolder(Self.root)) == nil)
  }

  @Test("A table of the model is split by object; what is left out is counted")
  func tables() throws {
    let count = PredictionTable.objectLimit + 5
    let ids = ["a", "a"] + [String](repeating: "b", count: count) + ["c"]
    let table = Catalog(
      columns: [
        Column("id", .string(ids)),
        Column("time", .real(ids.indices.map(Double.init)), unit: "d"),
      ], name: "COURSE")
    let split = try #require(PredictionTable(table))
    let first = try #require(split.part(of: "a"))
    #expect(first.name == "course" && first.omitted == 0)
    #expect(first.columns.map(\.name) == ["time"] && first.columns[0].unit == "d")
    #expect(first.columns[0].values == PackedColumn(doubles: [0, 1]))
    #expect(split.part(of: "b")?.omitted == 5)
    #expect(split.part(of: "d") == nil)
  }
}
