internal import Kernels

extension Tensor {
  /// e^x / sum e^x along `axis`; the maximum is taken off first, so nothing overflows.
  ///
  /// NaN or +infinity makes the whole slice NaN.
  public func softmax(axis: Int = -1) -> Tensor {
    alongAxis("softmax", axis, orrery_softmax, orrery_softmax_gradient) { y, g, axis in
      y * (g - (g * y).sum(over: [axis], keepingDimensions: true))
    }
  }

  /// x - ln sum e^x along `axis`: the logarithm of `softmax`, exact where that underflows.
  public func logSoftmax(axis: Int = -1) -> Tensor {
    alongAxis("logSoftmax", axis, orrery_log_softmax, orrery_log_softmax_gradient) { y, g, axis in
      g - y.exp() * g.sum(over: [axis], keepingDimensions: true)
    }
  }

  private func alongAxis(
    _ name: StaticString, _ axis: Int,
    _ kernel: (Int64, Int64, Int64, UnsafePointer<Float>?, UnsafeMutablePointer<Float>?) -> Void,
    _ gradientKernel:
      @escaping (
        Int64, Int64, Int64, UnsafePointer<Float>?, UnsafePointer<Float>?,
        UnsafeMutablePointer<Float>?
      ) -> Void,
    traced: @escaping (_ y: Tensor, _ gradient: Tensor, _ axis: Int) -> Tensor
  ) -> Tensor {
    let axis = Axes.index(axis, rank: rank, "\(name)")
    return .recorded(self, tracedByOutput: { traced($0, $1, axis) }, name: name) { x in
      let place = x.layout.place(of: axis, rank: x.rank)
      let (outer, n, inner) = Axes.split(x.layout.ordered(x.shape), around: place..<place + 1)
      let y = Tensor(shape: x.shape, layout: x.layout) { y in
        raw(x) { x in
          parallelChunks(outer, weight: n * inner) { r in
            let at = r.lowerBound * n * inner
            kernel(Int64(r.count), Int64(n), Int64(inner), x + at, y + at)
          }
        }
      }
      return (
        y,
        { gradient in
          Tensor(shape: y.shape, layout: y.layout) { dx in
            raw(gradient.laidOut(y.layout), y, y) { g, y, _ in
              parallelChunks(outer, weight: n * inner) { r in
                let at = r.lowerBound * n * inner
                gradientKernel(Int64(r.count), Int64(n), Int64(inner), g + at, y + at, dx + at)
              }
            }
          }
        }
      )
    }
  }
}
