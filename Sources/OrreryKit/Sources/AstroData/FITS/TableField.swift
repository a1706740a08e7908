/// One column of a FITS table as its header describes it.
public struct TableField: Sendable {
  /// TTYPEn; `col3` where the header has none.
  public let name: String
  /// TFORMn as written (`1PE(12)`, `F8.3`).
  public let format: String
  /// TUNITn; `nil` where there is none.
  public let unit: String?
  /// The comment beside TTYPEn.
  public let description: String

  /// The letter of TFORM: `L X B I J K A E D C M P Q`, or `A I F E D` of an ASCII table.
  let type: UInt8
  /// Elements in a cell; for strings the characters, for bit columns the bits.
  let count: Int
  /// Position of the cell in its row.
  let offset: Int
  /// Bytes of the cell.
  let size: Int
  /// The letter of a descriptor's elements (`E` of `1PE(12)`); 0 for others.
  let elementType: UInt8
  /// TSCALn and TZEROn.
  let scale: Double
  let zero: Double
  /// TNULLn of an integer column.
  let null: Int64?
  /// TNULLn of an ASCII table's column.
  let nullText: String?
  /// TDIMn; empty where there is none or it does not fit the cell.
  let dimensions: [Int]

  /// True where a cell holds one value, or one text.
  public var isScalar: Bool {
    isDescriptor || type == 0 ? false : count == 1 || type == UInt8(ascii: "A")
  }

  var isScaled: Bool { scale != 1 || zero != 0 }
  var isDescriptor: Bool { type == UInt8(ascii: "P") || type == UInt8(ascii: "Q") }

  /// Bytes of one element of a binary table; 0 for unknown letters.
  static func elementSize(_ type: UInt8) -> Int {
    switch type {
    case UInt8(ascii: "L"), UInt8(ascii: "B"), UInt8(ascii: "A"), UInt8(ascii: "X"): 1
    case UInt8(ascii: "I"): 2
    case UInt8(ascii: "J"), UInt8(ascii: "E"): 4
    case UInt8(ascii: "K"), UInt8(ascii: "D"), UInt8(ascii: "C"), UInt8(ascii: "P"): 8
    case UInt8(ascii: "M"), UInt8(ascii: "Q"): 16
    default: 0
    }
  }
}
