/// A height and a width in pixels; `2` and `[2, 2]` are the same literal.
@frozen public struct Size2d: Hashable, Sendable {
  public var height: Int
  public var width: Int

  public init(_ height: Int, _ width: Int) {
    self.height = height
    self.width = width
  }

  /// The same both ways.
  public init(_ both: Int) { self.init(both, both) }
}

extension Size2d: ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
  public init(integerLiteral value: Int) { self.init(value) }

  /// - Precondition: two numbers.
  public init(arrayLiteral elements: Int...) {
    precondition(elements.count == 2, "Size2d: \(elements) is not a height and a width")
    self.init(elements[0], elements[1])
  }
}

extension Size2d: CustomStringConvertible {
  public var description: String { "[\(height), \(width)]" }
}
