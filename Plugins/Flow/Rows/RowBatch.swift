import OrreryKit

/// Rows of a catalogue side by side; a row in which a number is missing has no place: a density of
/// some of the numbers is not that of all.
public struct RowBatch: InputBatch {
  /// `[N, D]`, finite; one entry for each of `rows`.
  public let values: Tensor
  public let rows: [Int]
  public let flags: [[ObjectFlag]]

  /// - Throws: `DataError.invalidValue` for an object that `specification.check` refuses.
  public init(_ objects: [SkyObject], specification: ModelSpecification) throws {
    var numbers: [Float] = []
    var rows: [Int] = []
    var flags: [[ObjectFlag]] = []
    for (index, object) in objects.enumerated() {
      try specification.check(object)
      // By name: a table may have more columns, in another order.
      let own = specification.bands.map { Float(object.row?[$0] ?? .nan) }
      let finite = own.count(where: \.isFinite)
      if finite == own.count {
        rows.append(index)
        numbers += own
        flags.append([])
      } else {
        flags.append([finite == 0 ? .noValidData : .missingData])
      }
    }
    values = Tensor(numbers, shape: [rows.count, specification.channels])
    self.rows = rows
    self.flags = flags
  }
}
