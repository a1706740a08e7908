import OrreryKit
import Testing

@Suite struct RandomStreamTests {
  /// Philox4x32-10 as in the paper's text: the plain version that others are compared with.
  static func philox(_ counter: [UInt32], key: [UInt32]) -> [UInt32] {
    var (c, k) = (counter, key)
    for _ in 0..<10 {
      let (p0, p1) = (UInt64(c[0]) * 0xD251_1F53, UInt64(c[2]) * 0xCD9E_8D57)
      c = [
        UInt32(p1 >> 32) ^ c[1] ^ k[0], UInt32(truncatingIfNeeded: p1),
        UInt32(p0 >> 32) ^ c[3] ^ k[1], UInt32(truncatingIfNeeded: p0),
      ]
      k = [k[0] &+ 0x9E37_79B9, k[1] &+ 0xBB67_AE85]
    }
    return c
  }

  // Known answers of Random123's kat_vectors.
  @Test(
    "The plain Philox gives the published vectors",
    arguments: [
      ([0, 0, 0, 0], [0, 0], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
      (
        [UInt32](repeating: .max, count: 4), [.max, .max],
        [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
      ),
      (
        [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], [0xa409_3822, 0x299f_31d0],
        [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
      ),
    ] as [([UInt32], [UInt32], [UInt32])])
  func knownVectors(counter: [UInt32], key: [UInt32], expected: [UInt32]) {
    #expect(Self.philox(counter, key: key) == expected)
  }

  @Test("A stream is Philox with the seed as key and position and hash as counter")
  func streamIsPhilox() {
    // 64-bit FNV-1a of "NGC 1316", 0xff, "rotate".
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in Array("NGC 1316".utf8) + [0xff] + Array("rotate".utf8) {
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
    }
    let seed: UInt64 = 0x0123_4567_89ab_cdef
    var stream = RandomStream(seed: seed, key: "NGC 1316", purpose: "rotate")
    for block in UInt32(0)..<4 {
      let words = Self.philox(
        [block, 0, UInt32(truncatingIfNeeded: hash), UInt32(hash >> 32)],
        key: [0x89ab_cdef, 0x0123_4567])
      #expect(stream.next() == UInt64(words[0]) | UInt64(words[1]) << 32)
      #expect(stream.next() == UInt64(words[2]) | UInt64(words[3]) << 32)
    }
  }

  @Test("A stream taken up at a position goes on as if it had never stopped", arguments: 0..<5)
  func position(start: UInt64) {
    var whole = RandomStream(seed: 3, key: "a")
    for _ in 0..<start { _ = whole.next() }
    var rest = RandomStream(seed: 3, key: "a", position: start)
    for _ in 0..<6 { #expect(whole.next() == rest.next()) }
  }

  @Test("Streams of neighbouring seeds, keys and purposes share no number")
  func independent() {
    var streams = [
      RandomStream(seed: 1), RandomStream(seed: 2), RandomStream(seed: 1 << 32),
      RandomStream(seed: 1, key: "a"), RandomStream(seed: 1, key: "b"),
      RandomStream(seed: 1, key: "a", purpose: "bc"),
      RandomStream(seed: 1, key: "ab", purpose: "c"),
    ]
    var seen: Set<UInt64> = []
    for index in streams.indices {
      for _ in 0..<1000 { seen.insert(streams[index].next()) }
    }
    #expect(seen.count == 7000)
    var a = RandomStream(seed: 9, key: "object 1")
    var b = RandomStream(seed: 9, key: "object 2")
    let n = 20_000
    let covariance = (0..<n).reduce(0.0) { sum, _ in sum + a.normal() * b.normal() } / Double(n)
    #expect(abs(covariance) < 5 / Double(n).squareRoot())
  }

  @Test("Uniform numbers fill the interval evenly")
  func uniformity() {
    var stream = RandomStream(seed: 11, key: "uniformity")
    var bins = [Int](repeating: 0, count: 64)
    let n = 64_000
    for _ in 0..<n {
      let value = stream.uniform()
      #expect(value >= 0 && value < 1)
      bins[Int(value * 64)] += 1
    }
    // Chi squared with 63 degrees of freedom: 63 +- 11.2.
    let expected = Double(n) / 64
    let chi = bins.reduce(0.0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
    #expect(chi > 25 && chi < 110)
    for _ in 0..<100 {
      let value = stream.uniform(-3, 5)
      #expect(value >= -3 && value < 5)
    }
  }

  @Test("Normal numbers have the moments of the normal distribution")
  func normal() {
    var stream = RandomStream(seed: 12, key: "normal")
    let n = 100_000
    let values = (0..<n).map { _ in stream.normal() }
    func moment(_ power: Int) -> Double {
      values.reduce(0) { sum, v in sum + (0..<power).reduce(1.0) { p, _ in p * v } } / Double(n)
    }
    #expect(abs(moment(1)) < 0.015)
    #expect(abs(moment(2) - 1) < 0.02)
    #expect(abs(moment(3)) < 0.04)
    #expect(abs(moment(4) - 3) < 0.15)
    let outside = Double(values.filter { abs($0) > 1.959964 }.count) / Double(n)
    #expect(abs(outside - 0.05) < 0.003)
  }

  @Test(
    "Poisson numbers have mean and variance equal to the mean",
    arguments: [0.02, 0.7, 4, 29.5, 30.5, 120, 5e4, 2e9])
  func poisson(mean: Double) {
    var stream = RandomStream(seed: 13, key: "poisson")
    let n = 20_000
    let values = (0..<n).map { _ in Double(stream.poisson(mean)) }
    let average = values.reduce(0, +) / Double(n)
    let variance = values.reduce(0) { $0 + ($1 - average) * ($1 - average) } / Double(n)
    #expect(abs(average - mean) < 5 * (mean / Double(n)).squareRoot())
    // Variance of the sample variance: (mu4 - sigma^4) / n with mu4 = mean (1 + 3 mean).
    #expect(abs(variance - mean) < 5 * ((mean + 2 * mean * mean) / Double(n)).squareRoot())
    #expect(values.allSatisfy { $0 >= 0 && $0.rounded() == $0 })
  }

  @Test("Poisson of a mean that is not a mean is 0, of one too large the largest integer")
  func poissonLimits() {
    var stream = RandomStream(seed: 14)
    #expect(stream.poisson(0) == 0)
    #expect(stream.poisson(-3) == 0)
    #expect(stream.poisson(.nan) == 0)
    #expect(stream.poisson(.infinity) == Int.max)
    #expect(stream.poisson(1e300) == Int.max)
  }
}
