import AstroData

/// Scale and colours of a map of evidence: blue against red where it has both signs, black to yellow
/// where it is never negative.
public struct AttributionColors: Sendable {
  public let scale: DisplayScale
  public let colorMap: ColorMap

  /// - Parameter values: the largest of a thousand sets the scale.
  public init(_ values: [Float]) {
    let sizes = OrderedValues(values.filter(\.isFinite).map(abs))
    let largest = sizes.isEmpty ? 1 : Float(sizes.percentile(99.9))
    let limit = largest > 0 ? largest : max(sizes.values.last ?? 1, .leastNormalMagnitude)
    let isSigned = values.contains { $0 < 0 }
    scale = DisplayScale((isSigned ? -limit : 0)...limit, stretch: .linear)
    colorMap = isSigned ? .diverging : .inferno
  }
}
