import OrreryKit

/// Gathers the places of many comparisons, those that count, as rows for metrics.
struct ScoredRowsGathering {
  /// Rows beyond which only every second, third, … place is taken.
  private static let most = 1 << 24

  private let kind: OutputKind
  private let classes: [String]
  /// Objects that will come.
  private let objects: Int
  /// Every so many places one is taken; `nil` before the first comparison.
  private var step: Int?
  private var predicted: [Float] = []
  private var truth: [Float] = []
  private var width = 1
  private var seen = 0

  init(_ kind: OutputKind, classes: [String], objects: Int) {
    self.kind = kind
    self.classes = kind == .classes ? classes : []
    self.objects = objects
  }

  mutating func add(_ comparison: Comparison) {
    let output = comparison.output
    guard output.count > 0 else { return }
    width = output.shape[1]
    let places = output.shape.dropFirst(2).reduce(1, *)
    let step = self.step ?? max(1, (objects * places + Self.most - 1) / Self.most)
    self.step = step
    let said =
      switch kind {
      case .classes: output.softmax(axis: 1)
      case .presence: output.sigmoid()
      case .values: output
      }
    let (p, y) = (Self.rows(said), Self.rows(comparison.target))
    // One weight for a row of classes, one for each value of another.
    let isByRow = kind == .classes
    let weights = comparison.weights.map { isByRow ? $0.scalars : Self.rows($0) }
    for row in 0..<p.count / width {
      let own = row * width..<(row + 1) * width
      let counted = own.map { place in weights.map { $0[isByRow ? row : place] } != 0 }
      guard counted.contains(true) else { continue }
      defer { seen += 1 }
      guard seen % step == 0 else { continue }
      predicted += p[own]
      truth += zip(own, counted).map { $1 ? y[$0] : .nan }
    }
  }

  var rows: ScoredRows {
    let shape = [predicted.count / width, width]
    return ScoredRows(
      kind, predicted: Tensor(predicted, shape: shape), truth: Tensor(truth, shape: shape),
      classes: classes)
  }

  /// `[N, C, …]` as rows `[N …, C]`.
  private static func rows(_ tensor: Tensor) -> [Float] {
    guard tensor.rank > 2 else { return tensor.scalars }
    return tensor.permuted([0] + Array(2..<tensor.rank) + [1]).scalars
  }
}
