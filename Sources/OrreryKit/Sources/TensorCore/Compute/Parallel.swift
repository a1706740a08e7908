internal import Kernels

/// Runs `body(0)` … `body(count - 1)`, on several threads where allowed.
///
/// Who runs a piece is open; a result may therefore depend on the piece's number only.
package func parallelFor(_ count: Int, _ body: (Int) -> Void) {
  let workers = min(Compute.threads, count)
  guard workers > 1 else {
    for index in 0..<count { body(index) }
    return
  }
  withoutActuallyEscaping(body) { body in
    withUnsafePointer(to: body) { pointer in
      orrery_parallel(
        Int64(count), Int64(workers - 1),
        { context, index in
          context!.assumingMemoryBound(to: ((Int) -> Void).self).pointee(Int(index))
        }, UnsafeMutableRawPointer(mutating: pointer))
    }
  }
}

/// Cuts `0..<count` into pieces of about `weight * length = 64 Ki` work and runs them.
package func parallelChunks(_ count: Int, weight: Int = 1, _ body: (Range<Int>) -> Void) {
  let length = max(1, 65_536 / max(1, weight))
  guard count > length else {
    if count > 0 { body(0..<count) }
    return
  }
  parallelFor((count + length - 1) / length) { piece in
    body(piece * length..<min(count, (piece + 1) * length))
  }
}

/// The sum of what `body` gives for pieces of `0..<count`, added in their order: the same bits for
/// any number of threads.
package func parallelSum(
  _ count: Int, weight: Int = 1, _ body: (Range<Int>) -> Double
) -> Double {
  let length = max(1, 65_536 / max(1, weight))
  var sums = [Double](repeating: 0, count: (count + length - 1) / length)
  sums.withUnsafeMutableBufferPointer { sums in
    // Each piece writes its own place.
    nonisolated(unsafe) let sums = sums
    parallelFor(sums.count) { piece in
      sums[piece] = body(piece * length..<min(count, (piece + 1) * length))
    }
  }
  return sums.reduce(0, +)
}
