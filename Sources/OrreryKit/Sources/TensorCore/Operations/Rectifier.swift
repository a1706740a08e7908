internal import Kernels

/// Activations that multiply what is below 0 by a slope not below 0 keep signs: their results alone
/// tell the way back.
extension Tensor {
  /// x for x > 0, else slope x.
  func rectified(slope: Float, name: StaticString = #function) -> Tensor {
    Tensor.rectified([self], slope: slope, name: name) { x, y, count, at in
      orrery_leaky_relu(count, x[0] + at, y + at, slope, 0)
    }
  }

  /// a + b of one shape, rectified, in one pass.
  package static func sum(_ a: Tensor, _ b: Tensor, slope: Float) -> Tensor {
    precondition(a.shape == b.shape, "sum: shapes \(a.shape) and \(b.shape)")
    return rectified([a, b], slope: slope, name: #function) { x, y, count, at in
      orrery_add_rectified(count, x[0] + at, x[1] + at, slope, y + at)
    }
  }

  /// The sum of tensors of one shape, rectified.
  private static func rectified(
    _ inputs: [Tensor], slope: Float, name: StaticString,
    _ kernel: ([UnsafePointer<Float>], UnsafeMutablePointer<Float>, Int64, Int) -> Void
  ) -> Tensor {
    let layout = inputs[0].layout
    let sources = inputs.map { $0.laidOut(layout) }
    let y = Tensor(shape: inputs[0].shape, layout: layout) { y in
      let pointers = sources.map { UnsafePointer($0.storage.pointer) }
      parallelChunks(inputs[0].count) { r in
        kernel(pointers, y, Int64(r.count), r.lowerBound)
      }
      withExtendedLifetime(sources) {}
    }
    func each(_ h: Tensor, _ wanted: [Bool]) -> [Tensor?] { wanted.map { $0 ? h : nil } }
    return .recorded(
      inputs, traced: { each($0.tracedBeforeRectifier(y, slope: slope), $1) }, name: name
    ) { _ in
      (y, { each($0.beforeRectifier(y, slope: slope), $1) })
    }
  }

  /// The gradient before an activation of this slope, out of which y came.
  func beforeRectifier(_ y: Tensor?, slope: Float) -> Tensor {
    guard slope != 1, let y else { return self }
    return Tensor(shape: shape, layout: y.layout) { h in
      raw(laidOut(y.layout)) { g in
        raw(y) { y in
          parallelChunks(count) { r in
            let at = r.lowerBound
            orrery_leaky_relu_gradient(Int64(r.count), g + at, y + at, y + at, h + at, slope, 0)
          }
        }
      }
    }
  }

  /// The same in recorded operations, for derivatives of gradients; `nil` for y: no activation.
  func tracedBeforeRectifier(_ y: Tensor?, slope: Float) -> Tensor {
    y.map { self * ($0.greater(than: Tensor(0)) * (1 - slope) + slope) } ?? self
  }
}
