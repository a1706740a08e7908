import Foundation
import OrreryKit

/// Pixel centres and edges along the wavelength axis, ascending, in one unit.
struct SpectralGrid: Sendable {
  enum Scale: String, Codable, CaseIterable, Sendable { case linear, log }

  var centres: [Double]
  /// One more than centres.
  var edges: [Double]

  /// `count` pixels from centre to centre, in equal steps of wavelength or of its logarithm.
  init(from first: Double, to last: Double, count: Int, scale: Scale) {
    let steps = Double(max(count - 1, 1))
    func at(_ pixel: Double) -> Double {
      scale == .linear
        ? first + (last - first) * pixel / steps : first * pow(last / first, pixel / steps)
    }
    centres = (0..<count).map { at(Double($0)) }
    edges = (0...count).map { at(Double($0) - 0.5) }
  }

  /// The grid of these centres: edges lie halfway, the outer ones as far out as the inner ones.
  ///
  /// - Throws: `DataError.invalidValue` where they do not ascend.
  init(centres: [Double]) throws {
    for index in centres.indices.dropFirst() where !(centres[index] > centres[index - 1]) {
      throw DataError(.invalidValue, "wavelengths do not ascend at pixel \(index)")
    }
    self.centres = centres
    guard centres.count > 1 else {
      // A lone pixel has no width: nothing can be said of what lies between pixels.
      edges = centres.isEmpty ? [] : [centres[0], centres[0]]
      return
    }
    edges = zip(centres, centres.dropFirst()).map { ($0 + $1) / 2 }
    edges.insert(centres[0] - (edges[0] - centres[0]), at: 0)
    edges.append(2 * centres[centres.count - 1] - edges[edges.count - 1])
  }

  /// Width of each pixel.
  var widths: [Double] { zip(edges, edges.dropFirst()).map { $1 - $0 } }
}
