import OrreryKit

extension TrainingExamples {
  /// Most examples of one class, and of all together.
  private static let most = (ofClass: 64, all: 480)
  /// Bytes that a file of examples may have, about.
  private static let room = 640 << 10

  /// Training objects, as many of each class, drawn by a hash of their ids, and what the model makes
  /// of them.
  /// - Parameters:
  ///   - objects: the training part, prepared.
  ///   - classes: of the model; empty for a model without.
  /// - Returns: `nil` of a model that tells no features.
  /// - Throws: what the model throws.
  init?(
    of model: any Architecture, from objects: [SkyObject], classes: [String], seed: UInt64,
    batch: Int
  ) throws {
    let chosen = Self.chosen(objects, classes, seed: seed)
    let predictions = try model.answers(to: chosen.map(\.object), batch: batch)
    let width = predictions.lazy.map(\.features.count).first { $0 > 0 } ?? 0
    let usable = chosen.indices.filter {
      predictions[$0].features.count == width && predictions[$0].features.allSatisfy(\.isFinite)
    }
    guard width > 0, !usable.isEmpty else { return nil }
    let looks = ExampleLooks(of: usable.map { chosen[$0].object })
    let names = usable.map { chosen[$0].object.id.printable }
    let longest = names.map(\.utf8.count).max() ?? 0
    let limit = max(1, Self.room / (2 * width + (looks?.kind.size ?? 0) + longest + 3))
    // Those of each class that were drawn first stay.
    let kept = usable.indices.sorted {
      (chosen[usable[$0]].turn, $0) < (chosen[usable[$1]].turn, $1)
    }.prefix(limit).sorted()
    self.init(
      ids: kept.map { names[$0] }, labels: kept.map { chosen[usable[$0]].label },
      features: kept.map { predictions[usable[$0]].features },
      looks: looks.flatMap { _ in ExampleLooks(of: kept.map { chosen[usable[$0]].object }) })
  }

  /// Objects with their class and their turn within it.
  private static func chosen(
    _ objects: [SkyObject], _ classes: [String], seed: UInt64
  ) -> [(object: SkyObject, label: Int, turn: Int)] {
    var members: [Int: [Int]] = [:]
    for (place, object) in objects.enumerated() {
      let label = classes.isEmpty ? -1 : object.label(among: classes)
      if let label { members[label, default: []].append(place) }
    }
    let draws = objects.map { object in
      var random = RandomStream(seed: seed, key: object.id, purpose: "examples")
      return random.uniform()
    }
    let limit =
      classes.isEmpty ? most.all : max(1, min(most.ofClass, most.all / max(1, members.count)))
    return members.sorted { $0.key < $1.key }.flatMap {
      label, places -> [(object: SkyObject, label: Int, turn: Int)] in
      let drawn = places.sorted { (draws[$0], $0) < (draws[$1], $1) }.prefix(limit)
      return drawn.enumerated().map { (object: objects[$1], label: label, turn: $0) }
    }
  }
}
