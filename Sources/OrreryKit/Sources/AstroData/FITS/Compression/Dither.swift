/// The random numbers that subtractive dithering adds before quantisation and takes away after it
/// (FITS standard 4.0, section 10.2 and appendix I).
struct Dither {
  /// Stored value of an exact zero in SUBTRACTIVE_DITHER_2.
  static let zeroValue: Int32 = -2_147_483_646

  /// 10,000 numbers of the Park & Miller generator.
  private static let numbers: [Float] = {
    var seed = 1.0
    return (0..<10_000).map { _ in
      seed = (16807 * seed).truncatingRemainder(dividingBy: 2_147_483_647)
      return Float(seed / 2_147_483_647)
    }
  }()

  private var row: Int
  private var next: Int

  /// - Parameters:
  ///   - tile: from 0.
  ///   - seed: ZDITHER0, 1 to 10,000.
  init(tile: Int, seed: Int) {
    row = (tile + seed - 1) % Dither.numbers.count
    next = Int(Dither.numbers[row] * 500)
  }

  mutating func number() -> Double {
    let result = Double(Dither.numbers[next])
    next += 1
    if next == Dither.numbers.count {
      row = (row + 1) % Dither.numbers.count
      next = Int(Dither.numbers[row] * 500)
    }
    return result
  }
}
