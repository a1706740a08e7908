import Foundation
import OrreryKit

/// A curve that brings out faint light: 0 stays 0, 1 stays 1.
///
/// All are odd, so that noise below the sky needs no clipping: `f(-x) = -f(x)`.
enum StretchFunction: String, Codable, CaseIterable {
  /// `x`.
  case linear
  /// `√x`.
  case sqrt
  /// `log(1 + x / softening) / log(1 + 1 / softening)`.
  case log
  /// `asinh(x / softening) / asinh(1 / softening)` (Lupton, Gunn & Szalay 1999, AJ 118, 1406).
  case asinh
  /// `x ^ exponent`.
  case power
  /// The share of pixels below: every grey is as frequent.
  case histogram

  /// Value and slope at `x`; `histogram` is not a function of the value alone and gives `x`.
  func value(_ x: Double, softening: Double, exponent: Double) -> (value: Double, slope: Double) {
    let size = abs(x)
    let sign: Double = x < 0 ? -1 : 1
    switch self {
    case .linear, .histogram: return (x, 1)
    case .sqrt:
      let root = size.squareRoot()
      return (sign * root, 0.5 / root)
    case .log:
      let scale = 1 / Foundation.log1p(1 / softening)
      return (sign * Foundation.log1p(size / softening) * scale, scale / (softening + size))
    case .asinh:
      let scale = 1 / Foundation.asinh(1 / softening)
      return (
        Foundation.asinh(x / softening) * scale,
        scale / (softening * softening + x * x).squareRoot()
      )
    case .power:
      return (sign * pow(size, exponent), exponent * pow(size, exponent - 1))
    }
  }

  /// Puts the value of each x in its place.
  func apply(to values: inout [Double], softening: Double, exponent: Double) {
    guard self == .asinh else {
      for index in values.indices {
        values[index] = value(values[index], softening: softening, exponent: exponent).value
      }
      return
    }
    let scale = 1 / Foundation.asinh(1 / softening)
    for index in values.indices { values[index] /= softening }
    Elementary.asinh(&values)
    for index in values.indices { values[index] *= scale }
  }

  /// The x of a value; `histogram` gives the value.
  func argument(_ value: Double, softening: Double, exponent: Double) -> Double {
    let size = abs(value)
    let sign: Double = value < 0 ? -1 : 1
    switch self {
    case .linear, .histogram: return value
    case .sqrt: return sign * size * size
    case .log: return sign * Foundation.expm1(size * Foundation.log1p(1 / softening)) * softening
    case .asinh: return Foundation.sinh(value * Foundation.asinh(1 / softening)) * softening
    case .power: return sign * pow(size, 1 / exponent)
    }
  }
}
