/// The description of one configuration key of a stage, architecture or simulator.
///
/// Type and default come from the value itself: the encoded `init()` of the `Codable` settings.
/// Names are those of the Swift properties; YAML writes `clipSigma` as `clip-sigma`.
public struct Setting: Sendable {
  /// The Swift property's name.
  public var name: String
  /// One line that says what it does.
  public var description: String
  /// Physical unit (`pixel`, `sigma`, `day`); `nil` for plain numbers and texts.
  public var unit: String?
  /// The texts it may be; empty where anything of its type goes.
  public var choices: [String]
  /// The numbers it may be, both ends included; `nil` where any goes.
  public var range: ClosedRange<Double>?
  /// Shown as type where the default is `nil` and the type cannot be read off it: `whole number`.
  public var type: String?

  public init(
    _ name: String, _ description: String, unit: String? = nil, choices: [String] = [],
    range: ClosedRange<Double>? = nil, type: String? = nil
  ) {
    self.name = name
    self.description = description
    self.unit = unit
    self.choices = choices
    self.range = range
    self.type = type
  }

  /// The name as YAML writes it: `clip-sigma`.
  public var key: String { Setting.key(for: name) }

  /// `clipSigma` to `clip-sigma`, `minimumFWHM` to `minimum-fwhm`.
  public static func key(for property: String) -> String {
    var result = ""
    var previous: Character = "-"
    for character in property {
      if character.isUppercase, !previous.isUppercase { result += "-" }
      result += character.lowercased()
      previous = character
    }
    return result
  }
}
