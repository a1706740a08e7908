import OrreryKit

/// An input or output of a graph: a ValueInfoProto.
public struct ONNXPort: Sendable, Equatable {
  public var name: String
  /// `nil` for a side that may be of any length; empty also where nothing is said.
  public var shape: [Int?]
  /// The names of the open sides, for writing.
  var symbols: [Int: String] = [:]
  /// Whether it holds whole numbers.
  var isInteger = false

  init(_ name: String, shape: [Int?], symbols: [Int: String] = [:]) {
    self.name = name
    self.shape = shape
    self.symbols = symbols
  }

  init(_ bytes: [UInt8], _ range: Range<Int>) throws {
    name = ""
    shape = []
    var reader = WireReader(bytes, range)
    while let field = try reader.next() {
      if field.number == 1 { name = try field.text(bytes) }
      if field.number == 2 { try readType(bytes, field.range()) }
    }
  }

  private mutating func readType(_ bytes: [UInt8], _ range: Range<Int>) throws {
    var reader = WireReader(bytes, range)
    while let field = try reader.next() {
      guard field.number == 1 else { continue }
      var tensor = WireReader(bytes, try field.range())
      while let field = try tensor.next() {
        if field.number == 1 { isInteger = try [6, 7].contains(field.whole()) }
        guard field.number == 2 else { continue }
        var sides = WireReader(bytes, try field.range())
        while let side = try sides.next() {
          guard side.number == 1 else { continue }
          var dimension = WireReader(bytes, try side.range())
          var length: Int?
          while let field = try dimension.next() {
            if field.number == 1 { length = Int(clamping: try field.whole()) }
          }
          shape.append(length)
        }
      }
    }
  }

  func write(_ writer: inout WireWriter) {
    writer.text(1, name)
    writer.message(2) { type in
      type.message(1) { tensor in
        tensor.whole(1, 1)
        tensor.message(2) { sides in
          for (place, length) in shape.enumerated() {
            sides.message(1) { side in
              if let length {
                side.whole(1, Int64(length))
              } else {
                side.text(2, symbols[place] ?? "N")
              }
            }
          }
        }
      }
    }
  }
}
