internal import Kernels

/// Masks are tensors of 0 and 1. They carry no gradient. A comparison with NaN is 0.
extension Tensor {
  /// 1 where a < b, with broadcasting.
  public func less(than other: Tensor) -> Tensor {
    broadcasting("less", self, other, orrery_less)
  }

  /// 1 where a <= b, with broadcasting.
  public func lessOrEqual(to other: Tensor) -> Tensor {
    broadcasting("lessOrEqual", self, other, orrery_less_or_equal)
  }

  /// 1 where a > b, with broadcasting.
  public func greater(than other: Tensor) -> Tensor { other.less(than: self) }

  /// 1 where a >= b, with broadcasting.
  public func greaterOrEqual(to other: Tensor) -> Tensor { other.lessOrEqual(to: self) }

  /// 1 where a == b, with broadcasting.
  public func equal(to other: Tensor) -> Tensor {
    broadcasting("equal", self, other, orrery_equal)
  }

  /// 1 where x is NaN.
  public func isNaN() -> Tensor {
    Tensor(shape: shape) { y in read(self) { orrery_is_nan(Int64(count), $0, y) } }
  }

  /// `a` where the mask is not 0, else `b`; all three broadcast.
  ///
  /// What is not chosen has no influence on value or gradient, even where it is NaN.
  public static func select(_ mask: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor {
    let (aShape, bShape) = (a.shape, b.shape)
    func traced(_ g: Tensor, _ wanted: [Bool]) -> [Tensor?] {
      [
        wanted[0] ? select(mask, g, Tensor(0)).summed(to: aShape) : nil,
        wanted[1] ? select(mask, Tensor(0), g).summed(to: bShape) : nil,
      ]
    }
    return .recorded([a, b], traced: traced) { inputs in
      let (a, b) = (inputs[0], inputs[1])
      let shape = Axes.broadcast(
        Axes.broadcast(mask.shape, a.shape, "select"), b.shape, "select")
      let layout = a.shape == shape ? a.layout : b.shape == shape ? b.layout : .rowMajor
      let mask = mask.detached.broadcast(to: shape).laidOut(layout)
      func choose(_ a: Tensor?, _ b: Tensor?) -> Tensor {
        let (a, b) = (a?.laidOut(layout), b?.laidOut(layout))
        return Tensor(shape: shape, layout: layout) { y in
          raw(mask, a ?? mask, b ?? mask) { m, p, q in
            orrery_select(Int64(mask.count), m, a == nil ? nil : p, b == nil ? nil : q, y)
          }
        }
      }
      return (
        choose(a.broadcast(to: shape), b.broadcast(to: shape)),
        { g, wanted in
          [
            wanted[0] ? choose(g, nil).summed(to: aShape) : nil,
            wanted[1] ? choose(nil, g).summed(to: bShape) : nil,
          ]
        }
      )
    }
  }

  /// `value` where the mask is not 0, else this; both broadcast.
  public func maskedFill(_ mask: Tensor, _ value: Float) -> Tensor {
    .select(mask, Tensor(value), self)
  }
}
