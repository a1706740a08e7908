internal import Foundation

/// A stream of random numbers that depends only on its seed, key and position (Philox4x32-10;
/// Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3", SC'11).
///
/// One stream per object and purpose gives the same numbers whatever the order, the number of
/// threads or the sharding: `RandomStream(seed: 7, key: "NGC 1316", purpose: "rotate")`.
public struct RandomStream: RandomNumberGenerator, Sendable {
  private let key: (UInt32, UInt32)
  private let high: (UInt32, UInt32)
  private var position: UInt64
  private var block: (UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0)
  private var spareNormal: Double?

  /// - Parameters:
  ///   - seed: the run's seed.
  ///   - key: the object, mostly its id; hashed with 64-bit FNV-1a.
  ///   - purpose: what the numbers are for (a stage's name and place); hashed with the key.
  ///   - position: how many 64-bit numbers have been drawn already.
  public init(seed: UInt64, key: String = "", purpose: String = "", position: UInt64 = 0) {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    func mix(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    for byte in key.utf8 { mix(byte) }
    mix(0xff)  // never occurs in UTF-8: ("a", "bc") and ("ab", "c") differ
    for byte in purpose.utf8 { mix(byte) }
    self.key = (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    self.high = (UInt32(truncatingIfNeeded: hash), UInt32(truncatingIfNeeded: hash >> 32))
    self.position = position
    if position % 2 == 1 { refill() }
  }

  /// The next 64 uniform bits.
  public mutating func next() -> UInt64 {
    let odd = position % 2 == 1
    if !odd { refill() }
    position += 1
    return odd
      ? UInt64(block.2) | UInt64(block.3) << 32
      : UInt64(block.0) | UInt64(block.1) << 32
  }

  /// Uniform in [0, 1) with 53 random bits.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Uniform in [lower, upper).
  public mutating func uniform(_ lower: Double, _ upper: Double) -> Double {
    lower + (upper - lower) * uniform()
  }

  /// Normal with mean 0 and deviation 1 (polar-free Box & Muller 1958).
  public mutating func normal() -> Double {
    if let spare = spareNormal {
      spareNormal = nil
      return spare
    }
    let radius = (-2 * log(1 - uniform())).squareRoot()
    let angle = 2 * Double.pi * uniform()
    spareNormal = radius * sin(angle)
    return radius * cos(angle)
  }

  /// Poisson with this mean: by multiplication below 30 (Knuth), above by the transformed
  /// rejection of Hörmann 1993 (PTRS), above 1e9 the normal limit. A mean of 0 or less, or NaN, gives
  /// 0; one that no `Int` can hold gives `Int.max`.
  public mutating func poisson(_ mean: Double) -> Int {
    guard mean > 0 else { return 0 }
    if mean < 30 {
      let limit = exp(-mean)
      var count = 0
      var product = uniform()
      while product > limit {
        count += 1
        product *= uniform()
      }
      return count
    }
    if mean > 1e9 {
      let count = (mean + mean.squareRoot() * normal()).rounded()
      return count < 0x1p63 ? Int(count) : Int.max
    }
    let b = 0.931 + 2.53 * mean.squareRoot()
    let a = -0.059 + 0.02483 * b
    let inverseAlpha = 1.1239 + 1.1328 / (b - 3.4)
    let vr = 0.9277 - 3.6224 / (b - 2)
    while true {
      let u = uniform() - 0.5
      let v = uniform()
      let us = 0.5 - abs(u)
      let k = ((2 * a / us + b) * u + mean + 0.43).rounded(.down)
      if us >= 0.07 && v <= vr { return Int(k) }
      if k < 0 || (us < 0.013 && v > us) { continue }
      let left = log(v) + log(inverseAlpha) - log(a / (us * us) + b)
      if left <= k * log(mean) - mean - lgamma(k + 1) { return Int(k) }
    }
  }

  private mutating func refill() {
    let counter = position / 2
    var c = (
      UInt32(truncatingIfNeeded: counter), UInt32(truncatingIfNeeded: counter >> 32), high.0, high.1
    )
    var k = key
    for _ in 0..<10 {
      let p0 = UInt64(c.0) &* 0xD251_1F53
      let p1 = UInt64(c.2) &* 0xCD9E_8D57
      c = (
        UInt32(truncatingIfNeeded: p1 >> 32) ^ c.1 ^ k.0, UInt32(truncatingIfNeeded: p1),
        UInt32(truncatingIfNeeded: p0 >> 32) ^ c.3 ^ k.1, UInt32(truncatingIfNeeded: p0)
      )
      k = (k.0 &+ 0x9E37_79B9, k.1 &+ 0xBB67_AE85)
    }
    block = c
  }
}
