import Foundation
import OrreryKit
import Pipeline

/// The rows of a run as the pages need them: columns with their roles, classes, uncertainty.
struct RunCatalog: Sendable {
  /// What a column is to the pages; others are only shown and sorted by.
  enum Role: String, CaseIterable {
    case id, origin, x, y, ra, dec, `class`, probability, flags, status, entropy, margin
    case redshift
  }

  private(set) var columns: [ReportColumn]
  private(set) var roles: [String: Int] = [:]
  /// Classes of the model in its order, then others that stand in the table.
  private(set) var classes: [String] = []
  /// The column of each class's probability, of the first classes.
  private(set) var probabilities: [Int] = []
  /// Columns that the pages cannot show.
  private(set) var omitted: [String] = []
  let count: Int

  init(_ table: Catalog) {
    count = table.rowCount
    columns = []
    for column in table.columns {
      guard let shown = ReportColumn(column) else {
        omitted.append(column.name)
        continue
      }
      let place = columns.count
      columns.append(shown)
      if let role = Self.role(of: shown) { roles[role.rawValue] = place }
      if let name = Self.className(of: column), shown.width == 1, shown.numbers != nil {
        classes.append(name)
        probabilities.append(place)
      }
    }
    if let place = roles["class"], let texts = columns[place].texts {
      let known = Set(classes)
      classes += Set(texts).subtracting(known).subtracting([""]).sorted()
      columns[place].dictionary = classes + [""]
    }
    // What the model says comes before what the file says.
    let shown = columns
    let redshifts = Self.redshifts.compactMap { name in
      shown.firstIndex { $0.name == name && $0.numbers != nil && $0.width == 1 }
    }
    if let redshift = redshifts.first { roles[Role.redshift.rawValue] = redshift }
    addUncertainty()
  }

  private static let redshifts = ["z_model", "z", "redshift", "redshift_catalog"]

  private static func role(of column: ReportColumn) -> Role? {
    guard let role = Role(rawValue: column.name.lowercased()),
      ![.entropy, .margin, .redshift].contains(role)
    else {
      return nil
    }
    let isText = [.id, .origin, .class, .flags, .status].contains(role)
    return column.width == 1 && isText == (column.texts != nil) ? role : nil
  }

  /// The class that a column holds the probability of; its comment has the name as it is.
  private static func className(of column: Column) -> String? {
    guard column.name.hasPrefix("p_") else { return nil }
    let prefix = "Probability of "
    guard column.description.hasPrefix(prefix) else { return nil }
    return String(column.description.dropFirst(prefix.count))
  }

  /// How unsure the model is of each object, in two measures.
  private mutating func addUncertainty() {
    guard probabilities.count > 1 else { return }
    let chances = probabilities.compactMap { columns[$0].numbers }
    let rows = (0..<count).map { row in chances.map { $0[row] } }
    roles[Role.entropy.rawValue] = columns.count
    columns.append(
      ReportColumn(
        "entropy", numbers: rows.map(Uncertainty.entropy),
        about: "Entropy of the probabilities: 0 is certain, 1 knows nothing"))
    roles[Role.margin.rawValue] = columns.count
    columns.append(
      ReportColumn(
        "margin", numbers: rows.map(Uncertainty.margin),
        about: "The greatest probability less the second: 0 is undecided"))
  }

  func texts(_ role: Role) -> [String]? { roles[role.rawValue].flatMap { columns[$0].texts } }
  func numbers(_ role: Role) -> [Double]? { roles[role.rawValue].flatMap { columns[$0].numbers } }

  /// How often each class is the most probable one.
  var classCounts: [Int] {
    var counts: [String: Int] = [:]
    for name in texts(.class) ?? [] { counts[name, default: 0] += 1 }
    return classes.map { counts[$0] ?? 0 }
  }

  /// Flags and how many objects have each, the most common first.
  var flagCounts: [(name: String, count: Int)] {
    var counts: [Substring: Int] = [:]
    for flags in texts(.flags) ?? [] {
      for flag in flags.split(separator: ",") { counts[flag, default: 0] += 1 }
    }
    return counts.sorted { (-$0.value, $0.key) < (-$1.value, $1.key) }
      .map { (String($0.key), $0.value) }
  }

  var flaggedCount: Int { (texts(.flags) ?? []).count { !$0.isEmpty } }
}
