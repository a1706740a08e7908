internal import TensorCore

extension RandomStream {
  /// Fisher & Yates' shuffle, written out so that a seed gives one order for all time.
  mutating func shuffle<T>(_ values: inout [T]) {
    for i in stride(from: values.count - 1, to: 0, by: -1) {
      values.swapAt(i, Int(below(UInt64(i + 1))))
    }
  }

  /// Uniform in 0..<bound, without bias (Lemire 2019, arXiv:1805.10941).
  private mutating func below(_ bound: UInt64) -> UInt64 {
    while true {
      let product = next().multipliedFullWidth(by: bound)
      if product.low >= (0 &- bound) % bound { return product.high }
    }
  }
}
