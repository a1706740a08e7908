import Foundation
import TestSupport
import Testing

@testable import AstroData

@Suite(.enabled(if: RealData.isPresent, "the real data are not here"))
struct RealFileTests {
  @Test("Every real file reads to the values that astropy reads", arguments: Facts.readable)
  func facts(_ name: String) throws {
    let file = try FITSFile(opening: RealData.path(name))
    let units = try #require(Facts.all[name]?.hdus)
    try #require(file.hdus.count == units.count)
    for (hdu, unit) in zip(file.hdus, units) {
      let place = "\(name)[\(hdu.index)]"
      #expect(hdu.bitpix == unit.bitpix, "\(place)")
      #expect(hdu.name == unit.name || unit.name == "PRIMARY", "\(place)")
      switch unit.type {
      case "GroupsHDU": #expect(hdu.kind == .randomGroups)
      case "BinTableHDU", "TableHDU": try checkTable(file, hdu, unit, place)
      default:
        if let shape = unit.shape {
          #expect(hdu.shape == shape, "\(place)")
          try checkImage(file, hdu, unit, place)
        } else {
          #expect(hdu.kind == .empty || hdu.kind == .constantImage, "\(place)")
        }
      }
    }
  }

  private func checkImage(
    _ file: FITSFile, _ hdu: HDU, _ unit: Facts.Unit, _ place: String
  ) throws {
    var pixels = try file.readPixels(hdu.index)
    try #require(pixels.count == hdu.pixelCount)
    for (key, cell) in unit.pixels ?? [:] {
      var index = 0
      for (part, length) in zip(key.split(separator: ","), hdu.shape) {
        index = index * length + (Int(part) ?? 0)
      }
      #expect(matches(pixels[index], cell, tolerance: 1e-6), "\(place) pixel \(key)")
    }
    let whole = pixels.count
    // In place and once: debug builds are slow on millions of pixels.
    pixels.removeAll { !$0.isFinite }
    #expect(whole - pixels.count == unit.nan ?? 0, "\(place) NaN")
    guard let mean = unit.mean, !pixels.isEmpty else { return }
    let sum = pixels.reduce(0, +)
    let scale = max(abs(unit.min ?? 0), abs(unit.max ?? 0), 1e-300)
    // astropy's sums of scaled integers are those of Float32 values.
    #expect(abs(sum / Double(pixels.count) - mean) <= 1e-6 * scale, "\(place) mean")
    #expect(abs(sum - (unit.sum ?? 0)) <= 1e-6 * scale * Double(pixels.count), "\(place) sum")
    #expect(close(pixels.min() ?? 0, unit.min ?? 0, 1e-6), "\(place) min")
    #expect(close(pixels.max() ?? 0, unit.max ?? 0, 1e-6), "\(place) max")
    guard pixels.count < 1_200_000 else { return }
    pixels.sort()
    let middle = pixels.count / 2
    let median =
      pixels.count % 2 == 1 ? pixels[middle] : (pixels[middle - 1] + pixels[middle]) / 2
    #expect(abs(median - (unit.median ?? 0)) <= 1e-6 * scale, "\(place) median")
  }

  private func checkTable(
    _ file: FITSFile, _ hdu: HDU, _ unit: Facts.Unit, _ place: String
  ) throws {
    let table = try file.readTable(hdu.index, rows: 0..<min(1, hdu.rowCount))
    #expect(hdu.rowCount == unit.rows, "\(place)")
    #expect(hdu.fields.count == unit.columnCount, "\(place)")
    for (field, column) in zip(hdu.fields, unit.columns ?? []) {
      #expect([field.name, field.format] == column, "\(place)")
    }
    for (name, cell) in unit.firstRow ?? [:] {
      let column = try #require(table[name], "\(place) \(name)")
      #expect(matches(column, cell), "\(place) \(name): \(column.values) is not \(cell)")
    }
    let all = try file.readTable(hdu.index)
    #expect(all.columns.allSatisfy { $0.rowCount == hdu.rowCount }, "\(place)")
  }

  private func matches(_ column: Column, _ cell: Facts.Cell) -> Bool {
    if case .variable(let rows) = column.values { return matches(rows[0], cell) }
    if let text = column.strings {
      guard case .text(let expected) = cell else {
        guard case .list(let list) = cell else { return false }
        return zip(text, list).allSatisfy { matches([$0.0], $0.1) }
      }
      return text.first == expected
    }
    return matches(column.doubles ?? [], cell)
  }

  private func matches(_ text: [String], _ cell: Facts.Cell) -> Bool {
    guard case .text(let expected) = cell else { return false }
    return expected == "..." || text.first == expected
  }

  private func matches(_ values: [Double], _ cell: Facts.Cell) -> Bool {
    guard case .list(let list) = cell else {
      return values.first.map { matches($0, cell, tolerance: 1e-14) } ?? false
    }
    return zip(values, list).allSatisfy { value, cell in
      if case .text("...") = cell { return true }
      return matches(value, cell, tolerance: 1e-14)
    }
  }

  private func matches(_ value: Double, _ cell: Facts.Cell, tolerance: Double) -> Bool {
    switch cell {
    case .number(let expected):
      value.isNaN && expected.isNaN || close(value, expected, tolerance)
    case .logical(let expected): value == (expected ? 1 : 0)
    default: false
    }
  }

  private func close(_ a: Double, _ b: Double, _ tolerance: Double) -> Bool {
    abs(a - b) <= tolerance * max(abs(a), abs(b))
  }
}
