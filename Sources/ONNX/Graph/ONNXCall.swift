import OrreryKit

/// One node at work: its inputs and attributes, each checked when it is asked for.
///
/// Everything that comes from the file is checked before a tensor sees it, for misuse of a tensor
/// stops the process.
struct ONNXCall {
  let node: ONNXNode
  /// `nil` where an optional input is absent.
  let inputs: [ONNXValue?]
  /// Version of the operators.
  let version: Int

  /// Values that one result may have.
  static let largest = 1 << 28

  func failure(_ reason: String, _ code: DataError.Code = .damaged) -> DataError {
    DataError(code, "node \(node.place): \(reason)")
  }

  // MARK: - Inputs

  func value(_ index: Int) throws -> ONNXValue {
    guard let value = optional(index) else { throw failure("input \(index) is absent") }
    return value
  }

  func optional(_ index: Int) -> ONNXValue? {
    inputs.indices.contains(index) ? inputs[index] : nil
  }

  func tensor(_ index: Int) throws -> Tensor { try value(index).tensor }

  func tensor(_ index: Int, rank: ClosedRange<Int>) throws -> Tensor {
    let tensor = try tensor(index)
    guard rank.contains(tensor.rank) else {
      throw failure("input \(index) has shape \(tensor.shape)")
    }
    return tensor
  }

  /// Whole numbers of an input that says a shape or places.
  func integers(_ index: Int) throws -> [Int] {
    switch try value(index) {
    case .integers(let values, _):
      guard values.allSatisfy(Self.isPlace) else {
        throw failure("input \(index) holds numbers that are no shapes")
      }
      return values.map { Self.place($0) }
    case .floats(let tensor):
      throw failure("input \(index) of shape \(tensor.shape) does not hold whole numbers")
    }
  }

  /// Lengths and places lie far below 2^40; `.max` and `.min` stand for the end of an axis.
  private static func isPlace(_ value: Int64) -> Bool {
    value.magnitude <= 1 << 40 || value == .max || value == .min
  }

  /// So that sums of two do not overflow.
  private static func place(_ value: Int64) -> Int {
    Int(Swift.min(Swift.max(value, -(1 << 40)), 1 << 40))
  }

  func number(_ index: Int) throws -> Float {
    let tensor = try tensor(index)
    guard tensor.count == 1 else { throw failure("input \(index) must be one number") }
    return tensor.reshaped([]).item
  }

  // MARK: - Attributes

  func integer(_ name: String, _ standard: Int) throws -> Int {
    guard let attribute = node.attributes[name] else { return standard }
    guard case .integer(let value) = attribute, value.magnitude <= 1 << 40 else {
      throw failure("attribute '\(name)' must be a whole number")
    }
    return Int(value)
  }

  func integers(named name: String) throws -> [Int]? {
    guard let attribute = node.attributes[name] else { return nil }
    guard case .integers(let values) = attribute, values.allSatisfy(Self.isPlace) else {
      throw failure("attribute '\(name)' must be whole numbers")
    }
    return values.map { Self.place($0) }
  }

  func float(_ name: String, _ standard: Float) throws -> Float {
    guard let attribute = node.attributes[name] else { return standard }
    guard case .float(let value) = attribute else {
      throw failure("attribute '\(name)' must be a number")
    }
    return value
  }

  func floats(named name: String) throws -> [Float]? {
    guard let attribute = node.attributes[name] else { return nil }
    guard case .floats(let values) = attribute else {
      throw failure("attribute '\(name)' must be numbers")
    }
    return values
  }

  func texts(named name: String) throws -> [String]? {
    guard let attribute = node.attributes[name] else { return nil }
    guard case .texts(let values) = attribute else {
      throw failure("attribute '\(name)' must be texts")
    }
    return values
  }

  func text(_ name: String, _ standard: String) throws -> String {
    guard let attribute = node.attributes[name] else { return standard }
    guard case .text(let value) = attribute else {
      throw failure("attribute '\(name)' must be a text")
    }
    return value
  }

  // MARK: - Shapes

  /// The place of an axis that may count from the end.
  func axis(_ axis: Int, rank: Int) throws -> Int {
    let place = axis < 0 ? axis + rank : axis
    guard place >= 0, place < rank else { throw failure("axis \(axis) of \(rank)") }
    return place
  }

  /// Places of axes, each once.
  func axes(_ axes: [Int], rank: Int) throws -> [Int] {
    let places = try axes.map { try axis($0, rank: rank) }
    guard Set(places).count == places.count else { throw failure("an axis is named twice") }
    return places
  }

  /// A shape that a result may have.
  func checked(_ shape: [Int]) throws -> [Int] {
    var count = 1
    for length in shape {
      guard length >= 0, length <= Self.largest else { throw failure("a result of shape \(shape)") }
      count *= length
      guard count <= Self.largest else {
        throw failure("a result of shape \(shape) is more than 2^28 values", .tooLarge)
      }
    }
    return shape
  }

  /// The shape that two become together.
  func broadcast(_ a: [Int], _ b: [Int]) throws -> [Int] {
    let rank = max(a.count, b.count)
    let left = [Int](repeating: 1, count: rank - a.count) + a
    let right = [Int](repeating: 1, count: rank - b.count) + b
    return try checked(
      zip(left, right).map { x, y in
        guard x == y || x == 1 || y == 1 else { throw failure("shapes \(a) and \(b)") }
        return x == 1 ? y : x
      })
  }

  /// Two inputs that go together.
  func pair() throws -> (Tensor, Tensor) {
    let (a, b) = (try tensor(0), try tensor(1))
    _ = try broadcast(a.shape, b.shape)
    return (a, b)
  }
}

extension ONNXNode {
  /// `'conv_1' (Conv)`, for messages.
  var place: String {
    let name = !self.name.isEmpty ? self.name : outputs.first { !$0.isEmpty } ?? ""
    return "'\(name)' (\(domain.isEmpty ? "" : domain + ".")\(type))"
  }
}
