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
/// `slope` gives it in recorded operations, for derivatives of gradients.
func elementWise(
  _ x: Tensor, _ kernel: UnaryKernel, _ gradientKernel: @escaping UnaryGradientKernel,
  _ a: Float = 0, _ b: Float = 0, name: StaticString = #function,
  slope: @escaping (Tensor) -> Tensor
) -> Tensor {
  .recorded(x, traced: { $0 * slope(x) }, name: name) { x in
    let count = x.count
    let y = Tensor(shape: x.shape, layout: x.layout) { y in
      raw(x) { x in
        parallelChunks(count) { r in
          kernel(Int64(r.count), x + r.lowerBound, y + r.lowerBound, a, b)
        }
      }
    }
    return (
      y,
      { gradient in
        Tensor(shape: x.shape, layout: x.layout) { dx in
          raw(gradient.laidOut(x.layout)) { g in
            raw(x) { from in
              raw(y) { to in
                parallelChunks(count) { r in
                  let i = r.lowerBound
                  gradientKernel(Int64(r.count), g + i, from + i, to + i, dx + i, a, b)
                }
              }
            }
          }
        }
      }
    )
  }
}
