import OrreryKit
import Testing

@Suite("Classifier two-sample test")
struct TwoSampleTests {
  func vectors(_ count: Int, shift: Double, seed: UInt64) -> Tensor {
    var random = RandomStream(seed: seed)
    return Tensor(
      (0..<(3 * count)).map { _ in Float(shift + random.normal()) }, shape: [count, 3])
  }

  @Test("Samples of one distribution are not told apart, shifted ones are")
  func vectors() {
    let real = vectors(200, shift: 0, seed: 1)
    let same = ClassifierTwoSampleTest(real: real, made: vectors(220, shift: 0, seed: 2), epochs: 8)
    #expect(same.heldOut == 200 && abs(same.accuracy - 0.5) < 0.15 && same.probability > 1e-3)
    let other = ClassifierTwoSampleTest(
      real: real, made: vectors(220, shift: 1, seed: 2), epochs: 8)
    // The best possible is the normal probability of √3 / 2: 0.807.
    #expect(other.accuracy > 0.7 && other.probability < 1e-6)
  }

  @Test("Images with another pattern are told apart; damaged and few ones are counted")
  func images() {
    var random = RandomStream(seed: 3)
    func images(_ count: Int, isStriped: Bool) -> Tensor {
      let values = (0..<count).flatMap { _ in
        (0..<64).map { Float(random.normal() + (isStriped && $0 % 2 == 0 ? 1.5 : 0)) }
      }
      return Tensor(values, shape: [count, 1, 8, 8])
    }
    let test = ClassifierTwoSampleTest(
      real: images(40, isStriped: false), made: images(40, isStriped: true), epochs: 6, batch: 8)
    #expect(test.heldOut == 40 && test.accuracy > 0.8)
    let bad = ClassifierTwoSampleTest(
      real: Tensor([Float](repeating: .nan, count: 12), shape: [12, 1]),
      made: Tensor([Float](repeating: 0, count: 12), shape: [12, 1]))
    #expect(bad.unusable == 12 && bad.accuracy.isNaN && bad.heldOut == 0)
  }
}
