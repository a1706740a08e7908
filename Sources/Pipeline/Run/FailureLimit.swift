/// How many objects may fail before a run stops.
public struct FailureLimit: Sendable, Equatable {
  @frozen
  public enum Most: Sendable, Equatable {
    case number(Int)
    /// Of the objects that are done or failed.
    case percent(Double)
  }

  /// `nil` sets no limit of the user's.
  public var most: Most?
  /// True where a set-up that looks broken does not stop the run.
  public var keepsGoing: Bool

  /// Objects before a share of failures says anything.
  private static let sample = 50
  /// Percent of failures above which the set-up is wrong rather than the objects.
  private static let broken = 20.0

  public init(_ most: Most? = nil, keepsGoing: Bool = false) {
    self.most = most
    self.keepsGoing = keepsGoing
  }

  /// `12` or `5%`.
  public static func most(_ text: String) -> Most? {
    if text.hasSuffix("%") {
      guard let percent = Double(text.dropLast()), (0...100).contains(percent) else { return nil }
      return .percent(percent)
    }
    guard let number = Int(text), number >= 0 else { return nil }
    return .number(number)
  }

  /// Why a run stops; `nil` where it goes on.
  func reason(failed: Int, of objects: Int) -> String? {
    guard failed > 0 else { return nil }
    let share = 100 * Double(failed) / Double(objects)
    switch most {
    case .number(let most) where failed > most:
      return most == 0
        ? "an object failed, and none may (--strict)"
        : "\(failed) objects failed, more than --max-failures \(most)"
    case .percent(let most) where objects >= Self.sample && share > most:
      return "\(failed) of \(objects) objects failed, more than --max-failures \(most)%"
    default: break
    }
    guard most == nil, !keepsGoing, objects >= Self.sample, share > Self.broken else { return nil }
    return "\(failed) of \(objects) objects failed: the set-up looks wrong, see the reasons; "
      + "--keep-going runs all the same"
  }
}
