import OrreryKit

/// Numbers that follow from a name alone, the same to the bit in Swift and in Python: the weights
/// and inputs of a comparison need not be stored.
///
/// Number i is splitmix64 (Steele et al. 2014, "Fast splittable pseudorandom number generators")
/// of the name's 64-bit FNV-1a hash at step i + 1.
struct Pattern {
  private let hash: UInt64

  init(_ name: String) {
    hash = name.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  /// 24 bits that look random.
  func bits(_ index: Int) -> Int {
    var z = hash &+ UInt64(index + 1) &* 0x9e37_79b9_7f4a_7c15
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return Int((z ^ (z >> 31)) >> 40)
  }

  /// `center + scale u` with u in [-1, 1).
  func values(_ count: Int, scale: Float, center: Float = 0) -> [Float] {
    (0..<count).map { center + scale * (Float(bits($0)) * 0x1p-23 - 1) }
  }

  /// Integers in `range`.
  func integers(_ count: Int, in range: ClosedRange<Int>) -> [Int] {
    (0..<count).map { range.lowerBound + bits($0) % range.count }
  }

  /// An input of mean 0 and variance 1.
  static func input(_ name: String, _ shape: [Int]) -> Tensor {
    Tensor(
      Pattern(name).values(shape.reduce(1, *), scale: Float(3).squareRoot()), shape: shape)
  }
}
