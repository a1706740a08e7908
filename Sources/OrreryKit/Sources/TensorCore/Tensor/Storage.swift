internal import Kernels
internal import Synchronization

/// A reference-counted block of floats that starts without values: kernels fill it once.
///
/// Sixteen floats behind the end are readable, for kernels that read whole vectors.
@usableFromInline
final class Storage: @unchecked Sendable {
  @usableFromInline let count: Int
  /// Aligned to a cache line. Written only while one tensor alone holds the storage.
  @usableFromInline let pointer: UnsafeMutablePointer<Float>
  /// What kernels made of these values, kept while the values stay.
  private let forms = Mutex<[Key: Storage]>([:])

  /// A form, and how many factors its words hold.
  private struct Key: Hashable {
    let form: Form
    let depth: Int
  }

  /// A form of weights that kernels want, with all that it depends on: the same values may serve
  /// in other shapes, groups and strides too.
  enum Form: Hashable {
    /// Packed for a convolution of one group: `[outputs, inputs, height, width]`.
    case packed(joinsColumns: Bool, shape: [Int64], group: Int)
    /// Packed for the way back, which a transposed convolution takes forward.
    case packedBackward(shape: [Int64], group: Int)
    case winograd(shape: [Int64])
    /// With the place of the last tap that reaches the phase.
    case winogradBackward(shape: [Int64], last: Int64)
    /// Packed columns of a matrix, as stored or transposed.
    case panels(rows: Int, columns: Int, transposed: Bool)
  }

  init(count: Int) {
    self.count = count
    pointer = orrery_allocate(Int64(count * MemoryLayout<Float>.stride))
      .bindMemory(to: Float.self, capacity: count)
  }

  deinit { orrery_release(pointer, Int64(count * MemoryLayout<Float>.stride)) }

  /// The form, made where it is not there. While weights are learned, it is not worth its memory.
  func form(_ form: Form, depth: Int, make: () -> Storage) -> Storage {
    if GradientMode.isOn { return make() }
    let key = Key(form: form, depth: depth)
    if let known = forms.withLock({ $0[key] }) { return known }
    let made = make()
    forms.withLock { $0[key] = made }
    return made
  }

  /// To be called before the values change.
  func forgetForms() { forms.withLock { if !$0.isEmpty { $0 = [:] } } }
}
