import OrreryKit

extension Measurement {
  /// ln p of an object, in the units that the model sees.
  static func logDensity(_ value: Float) -> Measurement {
    Measurement(
      "log_density", .real(Double(value)), unit: nil,
      description: "ln p of the object in the model's units (nats)")
  }

  /// How unusual an object is.
  static func shareLessLikely(_ share: Double) -> Measurement {
    Measurement(
      "share_less_likely", .real(share),
      description: "Share of held-out objects that are less likely: 0.001 is one in a thousand")
  }
}

extension [Float] {
  /// Runs of one length, one behind the other.
  func chunks(of length: Int) -> [[Float]] {
    stride(from: 0, to: count, by: Swift.max(1, length)).map {
      Array(self[$0..<Swift.min($0 + length, count)])
    }
  }
}
