import Foundation
import OrreryKit

/// Fluxes of catalogue rows side by side, as numbers that a network can take.
///
/// A row holds columns in pairs, `g_flux` and `g_error`. Of each band three numbers are made:
///
///     asinh(f / 2b) / ln 10 - 1      like a magnitude, and finite at and below 0 (Lupton, Gunn &
///                                    Szalay 1999, AJ 118, 1406), with softening b
///     log10 of 1 + |f| / σ           how sure it is
///     1 or 0                         whether it was measured
///
/// and of each two neighbouring bands the difference of the first. What was not measured is 0. A row
/// with less than two measured bands has no place in the batch.
public struct FluxBatch: InputBatch {
  /// `[N, 4 · bands - 1]`, finite; one entry for each of `rows`.
  public let values: Tensor
  public let rows: [Int]
  public let flags: [[ObjectFlag]]

  /// The flux at which a magnitude becomes linear.
  static let softening = 0.05

  /// Bands of a specification's columns, in their order.
  /// - Throws: `Settings.Failure` where a flux has no error beside it.
  static func bands(of columns: [String]) throws -> [String] {
    let bands = columns.filter { $0.hasSuffix("_flux") }.map { String($0.dropLast(5)) }
    for band in bands where !columns.contains(band + "_error") {
      throw Settings.Failure(path: [], reason: "column '\(band)_flux' needs '\(band)_error'")
    }
    guard bands.count >= 2 else {
      throw Settings.Failure(
        path: [], reason: "needs two columns or more like g_flux, with g_error beside each")
    }
    return bands
  }

  static func width(bands: Int) -> Int { 4 * bands - 1 }

  public init(_ objects: [SkyObject], specification: ModelSpecification) throws {
    let bands = try Self.bands(of: specification.bands)
    var values: [Float] = []
    var rows: [Int] = []
    var flags: [[ObjectFlag]] = []
    for (index, object) in objects.enumerated() {
      try specification.check(object)
      guard let row = object.row else { continue }
      var levels: [Double?] = []
      var numbers: [Float] = []
      for band in bands {
        let flux = row[band + "_flux"] ?? .nan
        let error = row[band + "_error"] ?? .nan
        let isMeasured = flux.isFinite && error.isFinite && error > 0
        let level = asinh(flux / (2 * Self.softening)) / log(10) - 1
        levels.append(isMeasured ? level : nil)
        numbers += isMeasured ? [Float(level), Float(log10(1 + abs(flux) / error)), 1] : [0, 0, 0]
      }
      for (first, second) in zip(levels, levels.dropFirst()) {
        numbers.append(first.flatMap { a in second.map { Float(a - $0) } } ?? 0)
      }
      let measured = levels.compactMap { $0 }.count
      var own: [ObjectFlag] = measured < bands.count ? [.missingData] : []
      if measured >= 2 {
        rows.append(index)
        values += numbers
      } else {
        own.append(.noValidData)
      }
      flags.append(own)
    }
    self.values = Tensor(values, shape: [rows.count, Self.width(bands: bands.count)])
    self.rows = rows
    self.flags = flags
  }
}
