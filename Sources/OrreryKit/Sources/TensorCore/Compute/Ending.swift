internal import Kernels

/// What happens to the sums of a product on their way to memory:
/// y = scale sum + shift + residual, and slope y where y < 0.
struct Ending {
  /// `[C]`.
  var scale: Tensor?
  /// `[C]`.
  var shift: Tensor?
  /// Of the result's shape.
  var residual: Tensor?
  /// 1: no activation, 0: ReLU.
  var slope: Float = 1

  func withKernelForm(_ body: (orrery_ending) -> Void) {
    let residual = residual?.laidOut(.channelsLast)
    withExtendedLifetime((scale, shift, residual)) {
      body(
        orrery_ending(
          scale: scale.map { UnsafePointer($0.storage.pointer) },
          shift: shift.map { UnsafePointer($0.storage.pointer) },
          residual: residual.map { UnsafePointer($0.storage.pointer) }, slope: slope, adds: 0))
    }
  }
}
