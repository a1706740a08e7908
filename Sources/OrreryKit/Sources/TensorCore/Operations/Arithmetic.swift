internal import Kernels

typealias BinaryKernel =
  @convention(c) (
    Int64, UnsafePointer<Int64>?, UnsafePointer<Float>?, UnsafePointer<Int64>?,
    UnsafePointer<Float>?, UnsafePointer<Int64>?, UnsafeMutablePointer<Float>?
  ) -> Void

/// Element by element with broadcasting, without a gradient.
func broadcasting(_ name: String, _ a: Tensor, _ b: Tensor, _ kernel: BinaryKernel) -> Tensor {
  let shape = Axes.broadcast(a.shape, b.shape, name)
  // Channels-last where an operand of full rank is: the other one, mostly of the same layout or a
  // number for each channel, follows.
  let isChannelsLast =
    a.layout == .channelsLast && a.rank == shape.count
    || b.layout == .channelsLast && b.rank == shape.count
  let layout: Layout = isChannelsLast ? .channelsLast : .rowMajor
  let (first, second) = (a.stored(layout, rank: shape.count), b.stored(layout, rank: shape.count))
  let target = layout.ordered(shape)
  let loop = StridedLoop(
    target,
    [
      Axes.strides(first.shape, stretchedTo: target),
      Axes.strides(second.shape, stretchedTo: target),
      Axes.strides(target),
    ])
  return Tensor(shape: shape, layout: layout) { y in
    read(first, second) { a, b in
      loop.run { rank, piece, at in
        kernel(rank, piece, a + at[0], loop.strides[0], b + at[1], loop.strides[1], y + at[2])
      }
    }
  }
}

extension Tensor {
  /// The memory in this layout, as a row-major tensor of the rank, with axes of length 1 in front.
  fileprivate func stored(_ layout: Layout, rank wanted: Int) -> Tensor {
    if layout == .rowMajor { return laidOut(.rowMajor) }
    let lifted =
      rank == wanted
      ? self : detached.reshaped([Int](repeating: 1, count: wanted - rank) + shape)
    return lifted.laidOut(layout).asStored
  }
}

extension Tensor {
  /// Sums a gradient over the axes along which an operand of this shape was stretched.
  func summed(to target: [Int]) -> Tensor {
    if shape == target { return self }
    let missing = rank - target.count
    let axes = shape.indices.filter { $0 < missing || target[$0 - missing] != shape[$0] }
    return sum(over: axes, keepingDimensions: true).reshaped(target)
  }

  /// a + b with broadcasting: shapes are aligned at their ends, an axis of length 1 stretches.
  public static func + (a: Tensor, b: Tensor) -> Tensor {
    .recorded(linear: [a, b]) { inputs in
      let (a, b) = (inputs[0].shape, inputs[1].shape)  // the way back keeps no values
      return (
        broadcasting("+", inputs[0], inputs[1], orrery_add),
        { g, wanted in
          [wanted[0] ? g.summed(to: a) : nil, wanted[1] ? g.summed(to: b) : nil]
        }
      )
    }
  }

  /// a - b with broadcasting.
  public static func - (a: Tensor, b: Tensor) -> Tensor {
    .recorded(linear: [a, b]) { inputs in
      let (a, b) = (inputs[0].shape, inputs[1].shape)  // the way back keeps no values
      return (
        broadcasting("-", inputs[0], inputs[1], orrery_subtract),
        { g, wanted in
          [wanted[0] ? g.summed(to: a) : nil, wanted[1] ? (-g).summed(to: b) : nil]
        }
      )
    }
  }

  /// a b with broadcasting, element by element.
  public static func * (a: Tensor, b: Tensor) -> Tensor {
    func back(_ a: Tensor, _ b: Tensor) -> Pullback {
      { g, wanted in
        [
          wanted[0] ? (g * b).summed(to: a.shape) : nil,
          wanted[1] ? (g * a).summed(to: b.shape) : nil,
        ]
      }
    }
    return .recorded([a, b], traced: back(a, b)) { inputs in
      (broadcasting("*", inputs[0], inputs[1], orrery_multiply), back(inputs[0], inputs[1]))
    }
  }

  /// a / b with broadcasting; division by 0 gives infinity or NaN as in IEEE 754.
  public static func / (a: Tensor, b: Tensor) -> Tensor {
    func back(_ a: Tensor, _ b: Tensor, _ y: Tensor?) -> Pullback {
      { g, wanted in
        let share = g / b
        return [
          wanted[0] ? share.summed(to: a.shape) : nil,
          wanted[1] ? (-share * (y ?? a / b)).summed(to: b.shape) : nil,
        ]
      }
    }
    return .recorded([a, b], traced: back(a, b, nil)) { inputs in
      let (a, b) = (inputs[0], inputs[1])
      let y = broadcasting("/", a, b, orrery_divide)
      return (y, back(a, b, y))
    }
  }

  /// The larger of each pair, with broadcasting; NaN wins. Where equal, the gradient goes to `b`.
  public static func maximum(_ a: Tensor, _ b: Tensor) -> Tensor {
    extreme("maximum", a, b, orrery_maximum)
  }

  /// The smaller of each pair, with broadcasting; NaN wins. Where equal, the gradient goes to `b`.
  public static func minimum(_ a: Tensor, _ b: Tensor) -> Tensor {
    extreme("minimum", a, b, orrery_minimum)
  }

  private static func extreme(
    _ name: String, _ a: Tensor, _ b: Tensor, _ kernel: BinaryKernel
  ) -> Tensor {
    .recorded(linear: [a, b]) { inputs in
      let (a, b) = (inputs[0], inputs[1])
      let y = broadcasting(name, a, b, kernel)
      return (
        y,
        { g, _ in
          let fromB = y.equal(to: b)
          return [
            Tensor.select(fromB, .zeros(y.shape), g).summed(to: a.shape),
            (g * fromB).summed(to: b.shape),
          ]
        }
      )
    }
  }

  /// -x.
  public static prefix func - (x: Tensor) -> Tensor {
    elementWise(linear: x, orrery_negate) { -$0 }
  }

  public static func + (a: Tensor, b: Float) -> Tensor {
    elementWise(linear: a, orrery_add_number, b) { $0 }
  }
  public static func + (a: Float, b: Tensor) -> Tensor { b + a }
  public static func - (a: Tensor, b: Float) -> Tensor { a + (-b) }
  public static func - (a: Float, b: Tensor) -> Tensor { -b + a }
  public static func * (a: Tensor, b: Float) -> Tensor {
    elementWise(linear: a, orrery_multiply_number, b) { $0 * b }
  }
  public static func * (a: Float, b: Tensor) -> Tensor { b * a }
  public static func / (a: Tensor, b: Float) -> Tensor {
    elementWise(linear: a, orrery_divide_number, b) { $0 * (1 / b) }
  }
  public static func / (a: Float, b: Tensor) -> Tensor {
    elementWise(b, orrery_number_over, orrery_number_over_gradient, a) { -a / $0.square() }
  }

  public static func += (a: inout Tensor, b: Tensor) { a = a + b }
  public static func -= (a: inout Tensor, b: Tensor) { a = a - b }
  public static func *= (a: inout Tensor, b: Tensor) { a = a * b }
  public static func *= (a: inout Tensor, b: Float) { a = a * b }
}
