import Foundation
import OrreryKit

/// Turns counts or magnitudes into flux densities or AB magnitudes by the zero point.
///
/// `flux [nJy] = counts · 10^(-0.4 (zero point - 31.4))`, `magnitude = zero point - 2.5 log₁₀ counts`.
struct CalibrateFlux: ImageStage {
  enum Quantity: String, Codable, CaseIterable { case counts, flux, magnitude }

  var from = Quantity.counts
  var to = Quantity.flux
  var zeroPoint: Double?
  var keyword = "MAGZERO"

  static let info = StageInfo(
    name: "calibrate-flux",
    summary: "Turns counts, flux densities (nJy) and AB magnitudes into each other.",
    category: .normalisation, accepts: [.image],
    settings: [
      Setting("from", "What the pixels are", choices: Quantity.allCases.map(\.rawValue)),
      Setting("to", "What they become", choices: Quantity.allCases.map(\.rawValue)),
      Setting(
        "zeroPoint", "AB magnitude of one count; from the header where absent", unit: "mag",
        type: "number"),
      Setting("keyword", "The header's keyword with the zero point"),
    ],
    missingData: "NaN stays NaN. Counts or fluxes of 0 or less have no magnitude: they become NaN, "
      + "masked `missing`, counted, and flag the object.",
    reference: "Oke & Gunn 1983, ApJ 266, 713")

  /// AB magnitude of one nanojansky.
  private static let nanojansky = 31.4

  /// - Throws: `DataError` where the zero point is needed and not known.
  func process(_ image: inout Image, of object: inout SkyObject) throws {
    object.flagDegenerate(image)
    guard from != to else { return }
    let needsZeroPoint = from == .counts || to == .counts
    guard let zero = zeroPoint ?? image.header.double(keyword) ?? (needsZeroPoint ? nil : 0) else {
      throw DataError(
        .missing,
        "calibrate-flux: \(object.id) has no \(keyword) in its header; set zero-point")
    }
    func magnitude(of quantity: Quantity) -> Double { quantity == .counts ? zero : Self.nanojansky }

    var lost = 0
    for index in image.pixels.indices where image.pixels[index].isFinite {
      let value = Double(image.pixels[index])
      let new: Double
      let slope: Double
      if from == .magnitude {
        new = pow(10, -0.4 * (value - magnitude(of: to)))
        slope = new * 0.4 * log(10)
      } else if to == .magnitude {
        guard value > 0 else {
          image.pixels[index] = .nan
          image.uncertainty?[index] = .nan
          image.flag(index, .missing)
          lost += 1
          continue
        }
        new = magnitude(of: from) - 2.5 * log10(value)
        slope = 2.5 / (log(10) * value)
      } else {
        slope = pow(10, -0.4 * (magnitude(of: from) - magnitude(of: to)))
        new = value * slope
      }
      image.pixels[index] = Float(new)
      image.uncertainty?[index] *= Float(slope)
    }
    switch to {
    case .counts: image.unit = "count"
    case .flux: image.unit = "nJy"
    case .magnitude: image.unit = "mag"
    }
    object.history.append("calibrate-flux: \(from.rawValue) to \(to.rawValue), zero point \(zero)")
    guard lost > 0 else { return }
    object.flag(.missingData)
    object.history.append("calibrate-flux: \(lost) pixels of 0 or less have no magnitude")
  }
}
