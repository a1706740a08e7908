import OrreryKit

extension Header {
  func put(to writer: inout ByteWriter) {
    writer.put(cards) { writer, card in
      writer.put(card.keyword)
      writer.put(card.comment)
      switch card.value {
      case nil: writer.put(0)
      case .logical(let value)?:
        writer.put(1)
        writer.put(value)
      case .integer(let value)?:
        writer.put(2)
        writer.put(UInt64(bitPattern: value))
      case .real(let value)?:
        writer.put(3)
        writer.put(value)
      case .complex(let real, let imaginary)?:
        writer.put(4)
        writer.put(real)
        writer.put(imaginary)
      case .string(let value)?:
        writer.put(5)
        writer.put(value)
      case .undefined?: writer.put(6)
      }
    }
  }

  /// - Throws: `DataError.damaged`.
  init(from reader: inout ByteReader) throws {
    self.init(
      try reader.list { reader in
        let (keyword, comment) = (try reader.string(), try reader.string())
        let value: Card.Value? =
          switch try reader.integer() {
          case 0: nil
          case 1: .logical(try reader.flag())
          case 2: .integer(Int64(bitPattern: try reader.number()))
          case 3: .real(try reader.double())
          case 4: .complex(try reader.double(), try reader.double())
          case 5: .string(try reader.string())
          case 6: .undefined
          default: throw ByteReader.nonsense
          }
        return Card(keyword, value, comment: comment)
      })
  }
}
