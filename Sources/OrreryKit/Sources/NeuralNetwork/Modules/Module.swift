public import TensorCore

/// Anything with parameters: its stored `Parameter`s, `Buffer`s, `Counter`s and modules, also in
/// arrays, optionals and dictionaries with string keys, found by reflection.
///
/// Names are PyTorch's: properties joined by dots, places of arrays as numbers, `runningMean` as
/// `running_mean`: `features.0.weight`. What a closure captures or another kind of value hides is
/// not found.
public protocol Module: Sendable {
  /// The stored values by property name; `Sequential` names its layers 0, 1, 2 instead.
  var members: [(name: String, value: Any)] { get }
}

extension Module {
  public var members: [(name: String, value: Any)] {
    var result: [(name: String, value: Any)] = []
    var mirror: Mirror? = Mirror(reflecting: self)
    while let level = mirror {
      result.insert(
        contentsOf: level.children.compactMap { child in
          child.label.map { (Self.snakeCase($0), child.value) }
        }, at: 0)
      mirror = level.superclassMirror
    }
    return result
  }

  /// Every parameter with its name, in the order of the properties. One that two properties share
  /// comes once, under its first name.
  public var namedParameters: [NamedParameter] {
    var seen = Set<ObjectIdentifier>()
    return states.compactMap { name, state in
      guard case .parameter(let parameter) = state,
        seen.insert(ObjectIdentifier(parameter)).inserted
      else { return nil }
      return NamedParameter(name, parameter)
    }
  }

  /// Every parameter once.
  public var parameters: [Parameter] { namedParameters.map(\.parameter) }

  /// How many numbers training can change.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.value.count } }

  /// What `body` computes while every parameter stands still: gradients flow through it to the
  /// inputs, none into the parameters.
  public func frozen<Result>(_ body: () throws -> Result) rethrows -> Result {
    let trainable = parameters.filter(\.isTrainable)
    for parameter in trainable { parameter.isTrainable = false }
    defer { for parameter in trainable { parameter.isTrainable = true } }
    return try body()
  }

  /// Freezes every parameter, or lets training change it again.
  public func setTrainable(_ isTrainable: Bool) {
    for parameter in parameters { parameter.isTrainable = isTrainable }
  }

  /// `runningMean` as `running_mean`.
  private static func snakeCase(_ name: String) -> String {
    var result = ""
    var wasLower = false
    for character in name {
      if character.isUppercase && wasLower { result += "_" }
      result += character.lowercased()
      wasLower = character.isLowercase || character.isNumber
    }
    return result
  }
}
