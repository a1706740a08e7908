/// One row of a catalogue as a model takes it: named numbers in a fixed order.
public struct CatalogRow: Sendable, Equatable {
  /// Names of the columns, unique; every row of a table shares them.
  public let names: [String]
  /// One for each name; NaN where the cell has no value.
  public var values: [Double]

  /// - Precondition: as many values as names.
  public init(names: [String], values: [Double]) {
    precondition(
      names.count == values.count, "CatalogRow: \(names.count) names, \(values.count) values")
    self.names = names
    self.values = values
  }

  /// How many cells have a value that is finite.
  public var finiteCount: Int { values.count { $0.isFinite } }

  /// The place of a column; case is ignored where none is written so.
  public func index(of name: String) -> Int? {
    if let index = names.firstIndex(of: name) { return index }
    let key = name.lowercased()
    return names.firstIndex { $0.lowercased() == key }
  }

  /// The value in a column; `nil` where there is no such column.
  public subscript(name: String) -> Double? { index(of: name).map { values[$0] } }
}
