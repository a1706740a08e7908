/// A rectangle of whole pixels, from 0: columns `x`, rows `y`.
public struct PixelRegion: Sendable, Hashable, Codable {
  public var x: Range<Int>
  public var y: Range<Int>

  public init(x: Range<Int>, y: Range<Int>) {
    self.x = x
    self.y = y
  }
}
