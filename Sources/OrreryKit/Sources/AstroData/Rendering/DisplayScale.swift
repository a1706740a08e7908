/// The way from a pixel's value to a position on a colour map and back, fixed for one picture.
public struct DisplayScale: Sendable, Hashable {
  public let lower: Float
  public let upper: Float
  public let stretch: Stretch
  /// For `Stretch.equalised`: values at equal shares of the pixels, rising.
  private let quantiles: [Float]
  /// Of `StretchTable`.
  private let table: [Float]

  /// A scale for `values`; `nil` where none is finite.
  ///
  /// - Precondition: the stretch's parameter is positive and finite.
  public init?(_ values: [Float], limits: DisplayLimits, stretch: Stretch) {
    guard let range = limits.range(of: values) else { return nil }
    self.init(range, stretch: stretch, values: values)
  }

  /// A scale between given limits; `values` are needed for `Stretch.equalised` only.
  public init(_ range: ClosedRange<Float>, stretch: Stretch, values: [Float] = []) {
    precondition(stretch.isUsable, "DisplayScale: \(stretch) has no use")
    lower = range.lowerBound
    upper = range.upperBound
    self.stretch = stretch
    var quantiles: [Float] = []
    if case .equalised = stretch {
      let sorted = values.filter { range.contains($0) }.sorted()
      if sorted.count >= 2 {
        let count = min(sorted.count, 1025)
        quantiles = (0..<count).map { sorted[$0 * (sorted.count - 1) / (count - 1)] }
      }
    }
    self.quantiles = quantiles
    table = StretchTable.values(stretch)
  }

  /// Position from 0 to 1 of a value; NaN for NaN. Values beyond the limits go to the ends.
  public func position(of value: Float) -> Float {
    table.withUnsafeBufferPointer { position(of: value, $0) }
  }

  /// `position(of:)` of each value.
  func positions(of values: [Float]) -> [Float] {
    [Float](unsafeUninitializedCapacity: values.count) { output, filled in
      table.withUnsafeBufferPointer { table in
        for index in values.indices { output[index] = position(of: values[index], table) }
      }
      filled = values.count
    }
  }

  @inline(__always)
  private func position(of value: Float, _ table: UnsafeBufferPointer<Float>) -> Float {
    guard !value.isNaN else { return .nan }
    guard value > lower else { return 0 }
    guard value < upper else { return 1 }
    if quantiles.count >= 2 { return share(value) }
    let x = Float((Double(value) - Double(lower)) / (Double(upper) - Double(lower)))
    guard !table.isEmpty else { return x }
    // Near 0 the curves are steep: there the function itself is used.
    guard x > 1.0 / 64 else { return Float(stretch.apply(Double(x))) }
    let place = x * 4096
    let index = min(4095, Int(place))
    return table[index] + (table[index + 1] - table[index]) * (place - Float(index))
  }

  /// The value at a position from 0 to 1: where a colour bar puts its ticks.
  public func value(at position: Float) -> Float {
    let y = min(1, max(0, position))
    if quantiles.count >= 2 {
      let place = y * Float(quantiles.count - 1)
      let index = min(quantiles.count - 2, Int(place))
      return quantiles[index]
        + (quantiles[index + 1] - quantiles[index]) * (place - Float(index))
    }
    let (low, high) = (Double(lower), Double(upper))
    return Float(low + (high - low) * stretch.invert(Double(y)))
  }

  private func share(_ value: Float) -> Float {
    var (low, high) = (0, quantiles.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if quantiles[middle] <= value { low = middle } else { high = middle }
    }
    let width = quantiles[high] - quantiles[low]
    let part = width > 0 ? min(1, max(0, (value - quantiles[low]) / width)) : 0
    return (Float(low) + part) / Float(quantiles.count - 1)
  }
}
