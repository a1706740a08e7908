/// What a generator is asked to make.
public struct GenerationRequest: Sendable {
  /// How many objects.
  public var count: Int
  /// Of the noise: object number n of a seed is the same however many are made.
  public var seed: UInt64
  /// Multiplies the noise: below 1 objects are less varied and more typical.
  public var truncation: Double
  /// The class of all objects; `nil` draws one for each.
  public var className: String?
  /// Numbers of two objects: those made lie evenly on the way from the noise of one to that of the
  /// other, both included.
  public var interpolation: (from: Int, to: Int)?

  public init(
    count: Int, seed: UInt64 = 0, truncation: Double = 1, className: String? = nil,
    interpolation: (from: Int, to: Int)? = nil
  ) {
    self.count = count
    self.seed = seed
    self.truncation = truncation
    self.className = className
    self.interpolation = interpolation
  }
}
