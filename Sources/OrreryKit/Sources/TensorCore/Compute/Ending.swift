internal import Kernels

/// What happens to the sums of a product on their way to memory:
/// y = scale sum + shift, and slope y where y < 0.
struct Ending {
  /// `[C]`.
  var scale: Tensor?
  /// `[C]`.
  var shift: Tensor?
  /// 1: no activation, 0: ReLU.
  var slope: Float = 1

  init(shift: Tensor? = nil, slope: Float = 1) {
    self.shift = shift
    self.slope = slope
  }

  /// A bias, and then scale and shift.
  init(bias: Tensor?, scale: Tensor?, shift: Tensor?, slope: Float) {
    self.scale = scale
    self.shift =
      bias.map { bias in
        scale.flatMap { scale in shift.map { bias * scale + $0 } } ?? bias
      } ?? shift
    self.slope = slope
  }

  /// For columns that stand for the channels several times.
  func repeated(_ times: Int) -> Ending {
    func again(_ values: Tensor) -> Tensor {
      values.broadcast(to: [times, values.count]).flattened()
    }
    var result = self
    result.scale = scale.map(again)
    result.shift = shift.map(again)
    return result
  }

  func withKernelForm(_ body: (orrery_ending) -> Void) {
    withExtendedLifetime((scale, shift)) {
      body(
        orrery_ending(
          scale: scale.map { UnsafePointer($0.storage.pointer) },
          shift: shift.map { UnsafePointer($0.storage.pointer) }, slope: slope, adds: 0))
    }
  }
}
