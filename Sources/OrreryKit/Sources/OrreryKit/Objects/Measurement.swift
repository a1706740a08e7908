/// A number or text measured of an object: one cell of the catalogue.
public struct Measurement: Sendable {
  /// What a cell holds.
  @frozen
  public enum Value: Sendable, Equatable {
    case real(Double)
    case integer(Int64)
    case string(String)
    case logical(Bool)
    /// A vector cell, of the same length for every object.
    case vector([Float])
  }

  /// Column name.
  public var name: String
  public var value: Value
  /// Unit as in TUNIT.
  public var unit: String?
  /// One line that explains the column.
  public var description: String

  public init(_ name: String, _ value: Value, unit: String? = nil, description: String = "") {
    self.name = name
    self.value = value
    self.unit = unit
    self.description = description
  }
}
