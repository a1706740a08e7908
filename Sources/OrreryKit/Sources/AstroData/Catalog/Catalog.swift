/// A table: named columns of equal length, with units and nulls.
public struct Catalog: Sendable {
  /// In order; names are unique, case ignored.
  public var columns: [Column]
  public var header: Header
  /// EXTNAME of the table.
  public var name: String

  public init(columns: [Column] = [], header: Header = Header(), name: String = "") {
    self.columns = columns
    self.header = header
    self.name = name
  }

  /// Rows; 0 without columns.
  public var rowCount: Int { columns.first?.rowCount ?? 0 }

  /// The column of this name, case ignored.
  public subscript(name: String) -> Column? {
    let key = name.lowercased()
    return columns.first { $0.name.lowercased() == key }
  }
}
