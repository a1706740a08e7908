import OrreryKit

/// What a process that runs plug-ins is asked, and what it answers.
enum IsolatedRequest {
  /// Load the weights, so that what is wrong with them is told before any object.
  case load
  case predict([SkyObject])
  case run(stage: Int, SkyObject)
  case expand(stage: Int, SkyObject)

  var bytes: [UInt8] {
    var writer = ByteWriter()
    switch self {
    case .load: writer.put(0)
    case .predict(let objects):
      writer.put(1)
      writer.put(objects) { $1.put(to: &$0) }
    case .run(let stage, let object):
      writer.put(2)
      writer.put(stage)
      object.put(to: &writer)
    case .expand(let stage, let object):
      writer.put(3)
      writer.put(stage)
      object.put(to: &writer)
    }
    return writer.bytes
  }

  /// - Throws: `DataError.damaged`.
  init(_ bytes: [UInt8]) throws {
    var reader = ByteReader(bytes)
    switch try reader.integer() {
    case 0: self = .load
    case 1: self = .predict(try reader.list { try SkyObject(from: &$0) })
    case 2: self = .run(stage: try reader.integer(), try SkyObject(from: &reader))
    case 3: self = .expand(stage: try reader.integer(), try SkyObject(from: &reader))
    default: throw ByteReader.nonsense
    }
    try reader.check(reader.isAtEnd)
  }
}

/// An error of a plug-in in another process, as it would be told of one in this.
struct IsolatedError: Error, CustomStringConvertible {
  var description: String
}

/// What comes back: values behind a mark, or an error.
enum IsolatedReply {
  static func bytes(_ values: (inout ByteWriter) -> Void) -> [UInt8] {
    var writer = ByteWriter()
    writer.put(true)
    values(&writer)
    return writer.bytes
  }

  static func bytes(of error: any Error) -> [UInt8] {
    var writer = ByteWriter()
    writer.put(false)
    let data = error as? DataError
    writer.put(data?.code.rawValue) { $0.put($1) }
    writer.put(data?.reason ?? "\(error)")
    writer.put(data?.file) { $0.put($1) }
    writer.put(data?.hdu) { $0.put($1) }
    return writer.bytes
  }

  /// What was answered.
  /// - Throws: the error that the other process told of; `DataError.damaged`.
  static func values<Value>(
    of bytes: [UInt8], _ read: (inout ByteReader) throws -> Value
  ) throws -> Value {
    var reader = ByteReader(bytes)
    if try reader.flag() {
      let value = try read(&reader)
      try reader.check(reader.isAtEnd)
      return value
    }
    let code = try reader.optional { try $0.string() }
    let reason = try reader.string()
    let file = try reader.optional { try $0.string() }
    let hdu = try reader.optional { try $0.integer() }
    guard let code else { throw IsolatedError(description: reason) }
    throw DataError(DataError.Code(rawValue: code), reason, file: file, hdu: hdu)
  }
}
