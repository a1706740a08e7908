extension BackgroundMap {
  /// Sky and noise of the boxes while they are made; NaN where a box has no value.
  struct Mesh {
    let columns: Int
    let rows: Int
    private(set) var levels: [Double]
    private(set) var deviations: [Double]

    init(columns: Int, rows: Int) {
      self.columns = columns
      self.rows = rows
      levels = [Double](repeating: .nan, count: columns * rows)
      deviations = levels
    }

    var emptyCount: Int { levels.count { $0.isNaN } }

    mutating func set(_ level: Double, _ deviation: Double, column: Int, row: Int) {
      levels[row * columns + column] = level
      deviations[row * columns + column] = deviation
    }

    /// Gives each empty box the mean of the nearest boxes that have a value.
    mutating func fillEmpty() {
      let known = levels.indices.filter { !levels[$0].isNaN }
      guard known.count < levels.count else { return }
      let (oldLevels, oldDeviations) = (levels, deviations)
      for index in levels.indices where oldLevels[index].isNaN {
        var nearest = Int.max
        var sum = (level: 0.0, deviation: 0.0, count: 0.0)
        for other in known {
          let dx = other % columns - index % columns
          let dy = other / columns - index / columns
          let distance = dx * dx + dy * dy
          if distance < nearest {
            nearest = distance
            sum = (0, 0, 0)
          }
          if distance == nearest {
            sum.level += oldLevels[other]
            sum.deviation += oldDeviations[other]
            sum.count += 1
          }
        }
        levels[index] = sum.level / sum.count
        deviations[index] = sum.deviation / sum.count
      }
    }

    /// Replaces each box by the median of those around it.
    ///
    /// At the border the window shrinks on both sides: one that leans inwards would bend a slope.
    mutating func filterMedian(size: Int) {
      guard size > 1 else { return }
      let (oldLevels, oldDeviations) = (levels, deviations)
      for row in 0..<rows {
        let reachY = min(size / 2, row, rows - 1 - row)
        for column in 0..<columns {
          let reachX = min(size / 2, column, columns - 1 - column)
          var window: [Int] = []
          for y in row - reachY...row + reachY {
            for x in column - reachX...column + reachX { window.append(y * columns + x) }
          }
          levels[row * columns + column] = Self.median(window.map { oldLevels[$0] })
          deviations[row * columns + column] = Self.median(window.map { oldDeviations[$0] })
        }
      }
    }

    private static func median(_ values: [Double]) -> Double {
      let sorted = values.sorted()
      let middle = sorted.count / 2
      return sorted.count % 2 == 1 ? sorted[middle] : 0.5 * (sorted[middle - 1] + sorted[middle])
    }
  }
}
