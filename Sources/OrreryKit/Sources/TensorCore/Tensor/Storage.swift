internal import Kernels

/// A reference-counted block of floats that starts without values: kernels fill it once.
@usableFromInline
final class Storage: @unchecked Sendable {
  @usableFromInline let count: Int
  /// Aligned to a cache line. Written only while one tensor alone holds the storage.
  @usableFromInline let pointer: UnsafeMutablePointer<Float>

  init(count: Int) {
    self.count = count
    pointer = UnsafeMutableRawPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: 64
    ).bindMemory(to: Float.self, capacity: count)
  }

  deinit { UnsafeMutableRawPointer(pointer).deallocate() }
}
