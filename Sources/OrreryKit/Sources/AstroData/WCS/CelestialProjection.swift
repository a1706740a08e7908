internal import CWCS
internal import Synchronization

/// wcslib's structure for one solution, filled from checked numbers and set once.
///
/// wcslib's own header parser is never called: it corrupts memory on real headers.
/// The structure is read and written by its functions, so that a lock guards every call.
final class CelestialProjection: @unchecked Sendable {
  private let wcs: UnsafeMutablePointer<wcsprm>
  private let lock = Mutex<Void>(())

  /// - Throws: `DataError` where wcslib refuses the numbers.
  init(_ solution: CelestialSolution) throws {
    wcs = .allocate(capacity: 1)
    wcs.initialize(to: wcsprm())
    wcs.pointee.flag = -1
    var status = wcsinit(1, 2, wcs, Int32(solution.parameters.count + 4), 0, 0)
    if status == 0 {
      Self.fill(wcs, solution)
      status = wcsset(wcs)
    }
    if status != 0 {
      wcsfree(wcs)
      wcs.deallocate()
      throw DataError(.damaged, "world coordinates: " + Self.reason(status))
    }
  }

  deinit {
    wcsfree(wcs)
    wcs.deallocate()
  }

  /// Native longitude and latitude in degrees of FITS pixels; NaN where there is no sky.
  func world(_ pixels: [SIMD2<Double>]) -> [SIMD2<Double>] {
    transform(pixels) { count, input, output, image, angles, status in
      wcsp2s(wcs, count, 2, input, image, angles, angles + Int(count), output, status)
    }
  }

  /// FITS pixels of native longitude and latitude in the order of the axes; NaN where there is none.
  func pixels(_ world: [SIMD2<Double>]) -> [SIMD2<Double>] {
    transform(world) { count, input, output, image, angles, status in
      wcss2p(wcs, count, 2, input, angles, angles + Int(count), image, output, status)
    }
  }

  private typealias Call = (
    Int32, UnsafePointer<Double>, UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>,
    UnsafeMutablePointer<Double>, UnsafeMutablePointer<Int32>
  ) -> Int32

  private func transform(_ points: [SIMD2<Double>], _ call: Call) -> [SIMD2<Double>] {
    var result = [SIMD2<Double>](repeating: [.nan, .nan], count: points.count)
    // wcslib's scratch memory and the time that the lock is held stay small.
    let chunk = 1024
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 6 * chunk) { scratch in
      withUnsafeTemporaryAllocation(of: Int32.self, capacity: chunk) { status in
        guard let numbers = scratch.baseAddress, let flags = status.baseAddress else { return }
        for start in stride(from: 0, to: points.count, by: chunk) {
          let count = min(chunk, points.count - start)
          for index in 0..<count {
            numbers[2 * index] = points[start + index].x
            numbers[2 * index + 1] = points[start + index].y
            flags[index] = 0
          }
          let output = numbers + 2 * chunk
          let code = lock.withLock { _ in
            callOnce(call, count, numbers, output, flags, chunk)
          }
          // 0: all good; 8 and 9: some coordinates are invalid and flagged one by one.
          guard code == 0 || code == 8 || code == 9 else { continue }
          for index in 0..<count where flags[index] == 0 {
            result[start + index] = [output[2 * index], output[2 * index + 1]]
          }
        }
      }
    }
    return result
  }

  private func callOnce(
    _ call: Call, _ count: Int, _ input: UnsafeMutablePointer<Double>,
    _ output: UnsafeMutablePointer<Double>, _ flags: UnsafeMutablePointer<Int32>, _ chunk: Int
  ) -> Int32 {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * chunk) { angles in
      guard let angles = angles.baseAddress else { return 2 }
      return call(Int32(count), input, output, input + 4 * chunk, angles, flags)
    }
  }

  private static func fill(_ wcs: UnsafeMutablePointer<wcsprm>, _ solution: CelestialSolution) {
    for axis in 0..<2 {
      orrery_wcs_set_axis(wcs, Int32(axis), solution.types[axis])
      wcs.pointee.crpix[axis] = solution.referencePixel[axis]
      wcs.pointee.crval[axis] = solution.referenceValue[axis]
      wcs.pointee.cdelt[axis] = 1
      for column in 0..<2 {
        wcs.pointee.cd[2 * axis + column] = solution.matrix[axis][column]
      }
    }
    // CDi_j is given.
    wcs.pointee.altlin = 2
    if let longitude = solution.nativePoleLongitude { wcs.pointee.lonpole = longitude }
    if let latitude = solution.nativePoleLatitude { wcs.pointee.latpole = latitude }
    for (index, parameter) in solution.parameters.enumerated() {
      wcs.pointee.pv[index] = pvcard(
        i: Int32(parameter.axis), m: Int32(parameter.index), value: parameter.value)
    }
    wcs.pointee.npv = Int32(solution.parameters.count)
  }

  private static func reason(_ status: Int32) -> String {
    switch status {
    case 2: "no memory"
    case 3: "the pixel scale matrix is singular"
    case 4: "the axis types contradict each other"
    case 5: "a projection parameter is invalid"
    case 6: "the celestial pole cannot be placed"
    case 7: "the transformation is ill-conditioned"
    default: "wcslib status \(status)"
    }
  }
}
