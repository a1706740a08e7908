internal import Foundation

/// How brightness follows the value between the display limits: both run from 0 to 1.
public enum Stretch: Sendable, Hashable {
  /// y = x
  case linear
  /// y = √x
  case squareRoot
  /// y = asinh(x / a) / asinh(1 / a): linear below the softening a, logarithmic above.
  case asinh(softening: Double)
  /// y = ln(1 + s x) / ln(1 + s)
  case log(scale: Double)
  /// y = x^p
  case power(exponent: Double)
  /// y = share of the pixels within the limits that are fainter.
  case equalised

  /// Names that `init(named:)` takes.
  public static let names = ["asinh", "equalised", "linear", "log", "power", "sqrt"]

  /// The stretch of this name with its usual parameter (asinh 0.1, log 1000, power 2).
  public init?(named name: String) {
    switch name {
    case "linear": self = .linear
    case "sqrt": self = .squareRoot
    case "asinh": self = .asinh(softening: 0.1)
    case "log": self = .log(scale: 1000)
    case "power": self = .power(exponent: 2)
    case "equalised": self = .equalised
    default: return nil
    }
  }

  /// Brightness of a value between the limits; `equalised` is linear without pixels to rank.
  func apply(_ x: Double) -> Double {
    switch self {
    case .linear, .equalised: x
    case .squareRoot: x.squareRoot()
    case .asinh(let a): Foundation.asinh(x / a) / Foundation.asinh(1 / a)
    case .log(let scale): log1p(scale * x) / log1p(scale)
    case .power(let exponent): pow(x, exponent)
    }
  }

  /// The value of a brightness.
  func invert(_ y: Double) -> Double {
    switch self {
    case .linear, .equalised: y
    case .squareRoot: y * y
    case .asinh(let a): a * sinh(y * Foundation.asinh(1 / a))
    case .log(let scale): expm1(y * log1p(scale)) / scale
    case .power(let exponent): pow(y, 1 / exponent)
    }
  }

  /// True where the parameter is positive and finite.
  var isUsable: Bool {
    switch self {
    case .linear, .squareRoot, .equalised: true
    case .asinh(let value), .log(let value), .power(let value): value.isFinite && value > 0
    }
  }
}
