internal import Kernels

typealias UnaryKernel =
  @convention(c) (
    Int64, UnsafePointer<Float>?, UnsafeMutablePointer<Float>?, Float, Float
  ) -> Void
typealias UnaryGradientKernel =
  @convention(c) (
    Int64, UnsafePointer<Float>?, UnsafePointer<Float>?, UnsafePointer<Float>?,
    UnsafeMutablePointer<Float>?, Float, Float
  ) -> Void

/// y = f(x) element by element; its derivative stands beside f in Kernels/ElementWise.c, and
/// `slope` gives it in recorded operations, for derivatives of gradients. Keeps x for the way back.
func elementWise(
  _ x: Tensor, _ kernel: UnaryKernel, _ gradientKernel: @escaping UnaryGradientKernel,
  _ a: Float = 0, _ b: Float = 0, name: StaticString = #function,
  slope: @escaping (_ x: Tensor) -> Tensor
) -> Tensor {
  .recorded(x, traced: { $0 * slope(x) }, name: name) { x in
    (mapped(x, kernel, a, b), { mappedBack($0, x, gradientKernel, a, b) })
  }
}

/// The same for a function whose derivative y alone tells; keeps only that.
func elementWise(
  byOutput x: Tensor, _ kernel: UnaryKernel, _ gradientKernel: @escaping UnaryGradientKernel,
  _ a: Float = 0, name: StaticString = #function, slope: @escaping (_ y: Tensor) -> Tensor
) -> Tensor {
  .recorded(x, tracedByOutput: { $1 * slope($0) }, name: name) { x in
    let y = mapped(x, kernel, a, 0)
    return (y, { mappedBack($0, y, gradientKernel, a, 0) })
  }
}

/// The same for a linear function, whose way back keeps nothing.
func elementWise(
  linear x: Tensor, _ kernel: UnaryKernel, _ a: Float = 0, name: StaticString = #function,
  back: @escaping (_ gradient: Tensor) -> Tensor
) -> Tensor {
  .recorded(linear: x, name: name) { x in (mapped(x, kernel, a, 0), back) }
}

private func mapped(_ x: Tensor, _ kernel: UnaryKernel, _ a: Float, _ b: Float) -> Tensor {
  Tensor(shape: x.shape, layout: x.layout) { y in
    raw(x) { from in
      parallelChunks(x.count) { r in
        kernel(Int64(r.count), from + r.lowerBound, y + r.lowerBound, a, b)
      }
    }
  }
}

/// - Parameter kept: x or y, whichever the derivative needs.
private func mappedBack(
  _ gradient: Tensor, _ kept: Tensor, _ kernel: UnaryGradientKernel, _ a: Float, _ b: Float
) -> Tensor {
  Tensor(shape: kept.shape, layout: kept.layout) { dx in
    raw(gradient.laidOut(kept.layout)) { g in
      raw(kept) { kept in
        parallelChunks(gradient.count) { r in
          let i = r.lowerBound
          kernel(Int64(r.count), g + i, kept + i, kept + i, dx + i, a, b)
        }
      }
    }
  }
}
