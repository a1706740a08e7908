internal import COpenBLAS

/// The one door to OpenBLAS.
enum BLAS {
  /// One thread per call: we divide the work ourselves, in pieces that do not depend on the number
  /// of threads, so that results do not either.
  private static let isReady: Bool = {
    openblas_set_num_threads(1)
    return true
  }()

  /// C = A B, or C += A B, where A is `rows x inner`, B `inner x columns`, row-major; a transposed
  /// one is stored the other way round. `stride` is the distance from row to row as stored.
  static func multiply(
    rows: Int, columns: Int, inner: Int,
    _ a: UnsafePointer<Float>, stride strideA: Int, transposedA: Bool = false,
    _ b: UnsafePointer<Float>, stride strideB: Int, transposedB: Bool = false,
    into c: UnsafeMutablePointer<Float>, stride strideC: Int, adding: Bool = false
  ) {
    guard rows > 0, columns > 0 else { return }
    guard inner > 0 else {
      if !adding {
        for row in 0..<rows { (c + row * strideC).update(repeating: 0, count: columns) }
      }
      return
    }
    _ = isReady
    cblas_sgemm(
      CblasRowMajor, transposedA ? CblasTrans : CblasNoTrans,
      transposedB ? CblasTrans : CblasNoTrans,
      Int32(rows), Int32(columns), Int32(inner), 1, a, Int32(strideA), b, Int32(strideB),
      adding ? 1 : 0, c, Int32(strideC))
  }
}
