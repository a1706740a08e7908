import OrreryKit

/// How small a step makes a classifier change its mind: of each object the smallest ε whose
/// x - ε sign(∂E/∂x) is told to be of another class (Goodfellow et al. 2015, arXiv:1412.6572).
public struct Robustness: Sendable, Equatable {
  /// Test objects whose class the model tells right, drawn by a hash of their ids.
  public let objects: Int
  /// How many of them some step up to `limit` makes another class.
  public let flipped: Int
  /// The median smallest ε, in units of the values behind the preparation; `nil` where fewer than
  /// half of the objects flip.
  public let step: Double?
  /// The same in standard deviations of an object's values about those of its absence.
  public let relativeStep: Double?

  /// The largest step that is tried, in such deviations.
  public static let limit = 2.0
  /// Objects that are enough for a median.
  public static let usualCount = 100

  /// - Parameters:
  ///   - objects: the test part, prepared.
  ///   - count: at most so many of them.
  /// - Returns: `nil` where no slope or no class can be told, or no object is told right.
  /// - Throws: what the model throws.
  public init?(
    of model: any Architecture, calibration: Calibration, objects: [SkyObject], count: Int
  ) throws {
    let classes = model.specification.classes
    let draws = objects.map { object in
      var random = RandomStream(seed: 0, key: object.id, purpose: "robustness")
      return random.uniform()
    }
    var found: [AdversarialExample?] = []
    for place in objects.indices.sorted(by: { (draws[$0], $0) < (draws[$1], $1) }) {
      guard found.count < count else { break }
      guard let label = objects[place].label(among: classes) else { continue }
      do {
        let explainer = try Explainer(model, object: objects[place], calibration: calibration)
        guard explainer.target == label else { continue }
        found.append(try explainer.adversarial(limit: Self.limit))
      } catch let error as DataError where error.code == .unsupported {
        return nil
      } catch let error as DataError where error.code == .invalidValue { continue }
    }
    guard !found.isEmpty else { return nil }
    self.objects = found.count
    flipped = found.count { $0 != nil }
    step = Self.median(found.map { $0?.step })
    relativeStep = Self.median(found.map { $0?.relativeStep })
  }

  /// The middle value, where those without one are larger than all others.
  private static func median(_ values: [Double?]) -> Double? {
    let sorted = values.map { $0 ?? .infinity }.sorted()
    let middle = (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    return middle.isFinite ? middle : nil
  }

  /// As a card holds them.
  public var metrics: [String: Double] {
    var result = [
      "fgsm-objects": Double(objects), "fgsm-flipped": Double(flipped) / Double(objects),
    ]
    result["fgsm-step"] = step
    result["fgsm-relative-step"] = relativeStep
    return result
  }
}
