internal import Kernels

/// A matrix in memory: element (i, j) at `i * row + j * column`.
struct MatrixView {
  var pointer: UnsafePointer<Float>
  var row: Int
  var column: Int
}

/// C = A B, or C += A B, on one thread, by our kernels.
///
/// Every sum runs over the inner index in its order, in chunks of a fixed length.
enum MatrixKernel {
  /// Rows of B that a chunk holds, so that they stay in the second-level cache.
  private static func chunk(_ columns: Int) -> Int { max(256, (128 << 10) / max(1, columns)) }

  /// - Parameter packed: B in panels, from `pack`; without it rows of B are read as they lie.
  static func multiply(
    rows: Int, columns: Int, inner: Int, _ a: MatrixView, _ b: MatrixView,
    packed: UnsafePointer<Float>? = nil, into c: UnsafeMutablePointer<Float>, stride: Int,
    ending: orrery_ending
  ) {
    precondition(packed != nil || b.column == 1, "MatrixKernel: columns of B lie apart")
    var product = orrery_product(
      depth: 1, segments: 1, segment: nil, inner: Int64(inner), row: nil, a_row: Int64(a.row),
      a_inner: Int64(a.column), b_inner: packed == nil ? Int64(b.row) : 32,
      b_panel: packed == nil ? 32 : Int64(inner * 32), c_row: Int64(stride))
    let step = packed == nil ? chunk(columns) : inner
    guard inner > step else {
      withUnsafePointer(to: ending) {
        orrery_matrix_product(
          &product, Int64(rows), Int64(columns), a.pointer, packed ?? b.pointer, c, $0)
      }
      return
    }
    precondition(ending.scale == nil && ending.shift == nil && ending.slope == 1)
    var ending = ending
    for first in Swift.stride(from: 0, to: inner, by: step) {
      product.inner = Int64(min(step, inner - first))
      orrery_matrix_product(
        &product, Int64(rows), Int64(columns), a.pointer + first * a.column,
        b.pointer + first * b.row, c, &ending)
      ending.adds = 1
    }
  }

  /// The same for factors that are rounded to bfloat16, A's here and B's by `pack`.
  ///
  /// - Precondition: rows of A, or its columns, are neighbours in memory.
  static func multiplyRounded(
    rows: Int, columns: Int, inner: Int, _ a: MatrixView, packed: UnsafePointer<Float>,
    into c: UnsafeMutablePointer<Float>, stride: Int, ending: orrery_ending
  ) {
    let (isTransposed, length) = (a.column != 1, (inner + 1) / 2)
    // An even part of a long sum, so that its pairs stay in the second-level cache.
    let step = isTransposed ? 1024 : max(inner, 1)
    let words = orrery_scratch(Int64(rows * (min(step, inner) + 1) / 2 + rows))
    var product = orrery_product(
      depth: 2, segments: 1, segment: nil, inner: Int64(length), row: nil,
      a_row: Int64(isTransposed ? 1 : length), a_inner: Int64(isTransposed ? rows : 1),
      b_inner: 32, b_panel: Int64(length * 32), c_row: Int64(stride))
    precondition(
      inner <= step || ending.scale == nil && ending.shift == nil && ending.slope == 1)
    var ending = ending
    for first in Swift.stride(from: 0, to: max(inner, 1), by: step) {
      let count = min(step, inner - first)
      if isTransposed {
        orrery_round_pairs(
          Int64(count), Int64(rows), a.pointer + first * a.column, Int64(a.column), words)
      } else {
        orrery_round_rows(Int64(rows), Int64(inner), a.pointer, Int64(a.row), words)
      }
      product.inner = Int64((count + 1) / 2)
      orrery_matrix_product(
        &product, Int64(rows), Int64(columns), words, packed + first / 2 * 32, c, &ending)
      ending.adds = 1
    }
  }

  /// B in panels of 32 columns, with so many factors in a word.
  static func pack(
    inner: Int, columns: Int, _ b: MatrixView, depth: Int,
    into packed: UnsafeMutablePointer<Float>
  ) {
    let kernel = depth == 2 ? orrery_round_panels : orrery_pack
    parallelChunks((columns + 31) / 32, weight: inner * 32) { r in
      let first = r.lowerBound * 32
      kernel(
        Int64(inner), Int64(min(columns, r.upperBound * 32) - first), b.pointer + first * b.column,
        Int64(b.row), Int64(b.column), packed + first * ((inner + depth - 1) / depth))
    }
  }
}
