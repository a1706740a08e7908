import OrreryKit

/// Reads what files hold and how they become objects: `input` of a pipeline, `data` of a recipe.
///
/// ```yaml
/// { images: fields }                    # every FITS file in the folder
/// { images: '@list.txt' }               # every file that the text names, one in a line
/// { images: mosaic.fits, positions: { table: targets.csv, size: 64 } }    # stamps at RA, Dec
/// { images: fields/*.fits, hdu: SCI, bands: [g, r], stack: false }
/// { spectra: spectra/*.fits.gz }
/// { light-curves: survey.csv.gz, id: object_id, time: mjd, value: flux, error: flux_err,
///   band: passband, bands: { 0: u, 1: g }, quantity: flux }
/// { table: catalogue.fits, id: name, columns: [I, V, period] }
/// ```
struct InputReader {
  /// Keys beside those of the input itself.
  var otherKeys: [String] = []
  /// Where a name or pattern is, seen from here.
  var place: (String) -> String = { $0 }

  static let columnKeys = ["id", "time", "value", "error", "band", "quality"]

  static func keys(of kind: DataKind) -> [String] {
    switch kind {
    case .image: ["hdu", "bands", "stack", "positions"]
    case .spectrum: ["hdu"]
    case .lightCurve: ["hdu", "bands", "quantity"] + columnKeys
    case .row: ["hdu", "id", "columns"]
    }
  }

  /// - Parameters:
  ///   - overrides: names and patterns in place of those of the section.
  ///   - files: the files themselves in place of all patterns.
  /// - Returns: `nil` where the kind is not declared, or not once.
  func read(
    _ section: Section, overrides: [(text: String, place: Place)] = [], files given: [String]? = nil
  ) -> InputPlan? {
    let kinds = InputPlan.keys.map(\.key)
    let declared = InputPlan.keys.filter { section.child($0.key) != nil }
    guard declared.count == 1 else {
      section.checkKeys(
        kinds + otherKeys + DataKind.allCases.flatMap { Self.keys(of: $0) })
      guard section.node.entries != nil else { return nil }
      let list = (kinds + otherKeys.filter { $0 == "simulator" }).joined(separator: ", ")
      section.problems.add(
        section.node.place, section.path,
        "must have \(declared.isEmpty ? "one" : "only one") of \(list)")
      return nil
    }
    let (key, kind) = declared[0]
    checkKeys(section, kind)
    let patterns =
      given != nil ? [] : overrides.isEmpty ? section.texts(key) ?? [] : overrides
    var files = Set(given ?? [])
    for (pattern, origin) in patterns {
      do {
        files.formUnion(try FilePattern.files(matching: path(pattern), kind: kind))
      } catch {
        section.problems.add(origin, section.path + [key], error.reason)
      }
    }
    var plan = InputPlan(kind: kind, patterns: patterns.map(\.text), files: files.sorted())
    plan.unit = readUnit(section)
    switch kind {
    case .image:
      plan.bands = section.texts("bands")?.map(\.text) ?? []
      plan.isStack = section.flag("stack") ?? false
      plan.targets = readTargets(section, isStack: plan.isStack)
    case .lightCurve: plan.lightCurves = readLightCurves(section)
    case .row:
      plan.table = InputPlan.Table(
        id: section.text("id"), columns: section.texts("columns")?.map(\.text) ?? [])
    case .spectrum: break
    }
    return plan
  }

  /// Where a name, a pattern or the list behind `@` is, seen from here.
  private func path(_ pattern: String) -> String {
    pattern.hasPrefix("@") ? "@" + place(String(pattern.dropFirst())) : place(pattern)
  }

  /// A key of another kind of data is told as such.
  private func checkKeys(_ section: Section, _ kind: DataKind) {
    let known = InputPlan.keys.map(\.key) + otherKeys + Self.keys(of: kind)
    for entry in section.node.entries ?? [] where !known.contains(entry.key) {
      let others = DataKind.allCases.filter { Self.keys(of: $0).contains(entry.key) }
      section.problems.add(
        entry.place, section.path + [entry.key],
        others.isEmpty
          ? "unknown key" + NearestNames.suggestion(for: entry.key, among: known)
          : "is for \(others.map(\.plural).joined(separator: " and ")), not for \(kind.plural)")
    }
  }

  /// `positions: { table: targets.csv, size: 64, id: name, ra: RA, dec: DEC }`
  private func readTargets(_ section: Section, isStack: Bool) -> TargetList? {
    guard let node = section.child("positions") else { return nil }
    let own = Section(node, section.path + ["positions"], section.problems)
    own.checkKeys(["table", "size", "id", "ra", "dec"])
    let size = own.whole("size", 1...8192) ?? 64
    var columns: [String: String] = [:]
    for key in ["id", "ra", "dec"] { columns[key] = own.text(key) }
    guard node.entries != nil else { return nil }
    guard let path = own.text("table") else {
      if own.child("table") == nil {
        section.problems.add(node.place, own.path + ["table"], "is missing: name the positions")
      }
      return nil
    }
    if isStack {
      section.problems.add(node.place, own.path, "cannot be cut out of a stack")
      return nil
    }
    do {
      return try TargetList(path: place(path), size: Int(size), columns: columns)
    } catch {
      section.problems.add(
        own.child("table")?.place ?? node.place, own.path + ["table"], "\(error)")
      return nil
    }
  }

  private func readUnit(_ section: Section) -> InputPlan.Unit {
    guard let node = section.child("hdu") else { return .first }
    switch node.value {
    case .integer(let number) where number >= 0 && number < 10_000: return .number(Int(number))
    case .string("all"): return .every
    case .string(let name): return .name(name)
    default:
      section.problems.add(
        node.place, section.path + ["hdu"], "must be a number from 0, a name, or 'all'")
      return .first
    }
  }

  private func readLightCurves(_ section: Section) -> LightCurveSettings {
    var settings = LightCurveSettings()
    settings.objectColumn = section.text("id")
    settings.timeColumn = section.text("time")
    settings.valueColumn = section.text("value")
    settings.uncertaintyColumn = section.text("error")
    settings.bandColumn = section.text("band")
    settings.qualityColumn = section.text("quality")
    settings.quantity = section.text(
      "quantity", choices: ["flux", "magnitude"]
    ).flatMap(LightCurve.Quantity.init)
    if let entries = section.child("bands")?.entries {
      // A map gives names, a list only the order.
      for entry in entries {
        guard case .string(let name) = entry.value.value else {
          section.problems.add(
            entry.value.place, section.path + ["bands", entry.key],
            "must be a text, the name of the band, not \(Section.article(entry.value))")
          continue
        }
        settings.bands.append(.init(stored: entry.key, name: name))
      }
    } else {
      settings.bands = (section.texts("bands") ?? []).map { .init(stored: $0.text, name: $0.text) }
    }
    return settings
  }
}
