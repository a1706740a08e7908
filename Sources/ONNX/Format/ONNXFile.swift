import OrreryKit

/// A model as it is stored: a ModelProto with its graph.
///
/// Only what this module uses is kept; functions, subgraphs and data in other files are refused when
/// the graph is made.
public struct ONNXFile: Sendable, Equatable {
  /// Largest file that is read.
  public static let largest = 1 << 30

  /// Version of the standard operators.
  public var operators = 17
  public var producer = ""
  var name = ""
  var nodes: [ONNXNode] = []
  var tensors: [ONNXTensor] = []
  public var inputs: [ONNXPort] = []
  public var outputs: [ONNXPort] = []
  /// Facts beside the graph.
  public var metadata: [String: String] = [:]

  init() {}

  /// - Throws: `DataError` where it cannot be read, is larger than a gigabyte or no such model.
  public init(reading path: String) throws {
    let bytes = try RegularFile(path).contents(limit: Self.largest)
    do { try self.init(bytes) } catch let error as DataError {
      throw DataError(error.code, error.reason, file: path)
    }
  }

  /// A model whose numbers may lie in files beside it: they are read too.
  /// - Returns: `nil` where all is in the one file.
  /// - Throws: as `init(reading:)`, and where what lies beside it is not there.
  public static func gathered(_ path: String) throws -> ONNXFile? {
    let bytes = try RegularFile(path).contents(limit: largest)
    let folder =
      path.contains("/") ? String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]) : "."
    var outside: ONNXOutside? = ONNXOutside(folder: folder.isEmpty ? "/" : folder)
    do {
      let file = try ONNXFile(bytes, outside: &outside)
      return outside?.isUsed == true ? file : nil
    } catch let error as DataError {
      throw DataError(error.code, error.reason, file: error.file ?? path)
    }
  }

  /// - Throws: `DataError` with the byte or the tensor that cannot be read.
  public init(_ bytes: [UInt8]) throws {
    var none: ONNXOutside?
    try self.init(bytes, outside: &none)
  }

  private init(_ bytes: [UInt8], outside: inout ONNXOutside?) throws {
    var reader = WireReader(bytes)
    var hasGraph = false
    var versions: [String: Int64] = [:]
    while let field = try reader.next() {
      switch field.number {
      case 2: producer = try field.text(bytes)
      case 7:
        guard !hasGraph else { throw DataError(.damaged, "is no ONNX model: it has two graphs") }
        hasGraph = true
        try readGraph(bytes, field.range(), &outside)
      case 8:
        let (domain, version) = try Self.operatorSet(bytes, field.range())
        versions[domain] = version
      case 14:
        let (key, value) = try Self.entry(bytes, field.range())
        metadata[key] = value
      case 25: throw DataError(.unsupported, "it defines functions of its own")
      default: break
      }
    }
    guard hasGraph else { throw DataError(.notRecognised, "is no ONNX model: it has no graph") }
    let version = versions[""] ?? versions["ai.onnx"] ?? 1
    guard (7...25).contains(version) else {
      throw DataError(.unsupported, "version \(version) of the operators; 7 to 25 are read")
    }
    operators = Int(version)
  }

  private mutating func readGraph(
    _ bytes: [UInt8], _ range: Range<Int>, _ outside: inout ONNXOutside?
  ) throws {
    var reader = WireReader(bytes, range)
    while let field = try reader.next() {
      switch field.number {
      case 1: nodes.append(try ONNXNode(bytes, field.range()))
      case 2: name = try field.text(bytes)
      case 5: tensors.append(try ONNXTensor(bytes, field.range(), outside: &outside))
      case 11: inputs.append(try ONNXPort(bytes, field.range()))
      case 12: outputs.append(try ONNXPort(bytes, field.range()))
      case 15: throw DataError(.unsupported, "it holds sparse tensors")
      default: break
      }
    }
    // Old files list every stored tensor as an input too.
    let stored = Set(tensors.map(\.name))
    inputs.removeAll { stored.contains($0.name) }
  }

  private static func operatorSet(
    _ bytes: [UInt8], _ range: Range<Int>
  ) throws -> (String, Int64) {
    var reader = WireReader(bytes, range)
    var result = ("", Int64(1))
    while let field = try reader.next() {
      if field.number == 1 { result.0 = try field.text(bytes) }
      if field.number == 2 { result.1 = try field.whole() }
    }
    return result
  }

  /// A key and its value.
  static func entry(_ bytes: [UInt8], _ range: Range<Int>) throws -> (String, String) {
    var reader = WireReader(bytes, range)
    var result = ("", "")
    while let field = try reader.next() {
      if field.number == 1 { result.0 = try field.text(bytes) }
      if field.number == 2 { result.1 = try field.text(bytes) }
    }
    return result
  }

  /// The file's bytes.
  public var bytes: [UInt8] {
    var writer = WireWriter()
    // The version of the format that these operators came with.
    writer.whole(1, operators < 19 ? 8 : operators < 21 ? 9 : 10)
    writer.text(2, producer)
    writer.message(7) { graph in
      for node in nodes { graph.message(1, node.write) }
      graph.text(2, name)
      for tensor in tensors { graph.message(5, tensor.write) }
      for input in inputs { graph.message(11, input.write) }
      for output in outputs { graph.message(12, output.write) }
    }
    writer.message(8) { $0.whole(2, Int64(operators)) }
    for domain in Set(nodes.map(\.domain)).sorted() where !domain.isEmpty {
      writer.message(8) {
        $0.text(1, domain)
        $0.whole(2, 3)
      }
    }
    for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
      writer.message(14) {
        $0.text(1, key)
        $0.text(2, value)
      }
    }
    return writer.bytes
  }
}
