import OrreryKit

// What objects and predictions hold by name.

extension ByteWriter {
  mutating func put<Value>(
    byName values: [String: Value], _ each: (inout ByteWriter, Value) -> Void
  ) {
    put(values.sorted { $0.key < $1.key }) {
      $0.put($1.key)
      each(&$0, $1.value)
    }
  }

  mutating func put(_ layers: [String: Image]) { put(byName: layers) { $1.put(to: &$0) } }

  mutating func put(_ tables: [String: Catalog]) {
    put(byName: tables) {
      $1.put(to: &$0)
      $1.header.put(to: &$0)
      $0.put($1.name)
    }
  }
}

extension ByteReader {
  /// What no writer wrote.
  static let nonsense = DataError(.damaged, "a message makes no sense")

  func check(_ isSound: Bool) throws {
    if !isSound { throw Self.nonsense }
  }

  mutating func named<Value>(
    _ each: (inout ByteReader) throws -> Value
  ) throws -> [String: Value] {
    let entries = try list { (try $0.string(), try each(&$0)) }
    return Dictionary(entries) { first, _ in first }
  }

  mutating func layers() throws -> [String: Image] { try named { try Image(from: &$0) } }

  mutating func tables() throws -> [String: Catalog] {
    try named {
      var table = try Catalog(from: &$0)
      table.header = try Header(from: &$0)
      table.name = try $0.string()
      return table
    }
  }
}
