import OrreryKit

extension StandardiseColumns: InvertibleStage {
  var isInvertible: Bool { isFitted }

  func undone(_ object: SkyObject) throws -> SkyObject {
    var row = try object.row(for: Self.self)
    for (index, name) in columns.enumerated() {
      let place = try row.place(of: name, for: object)
      row.values[place] = row.values[place] * deviation[index] + mean[index]
    }
    var result = object
    result.row = row
    result.history.append("standardise-columns: undone")
    return result
  }
}
