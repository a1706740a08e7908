import Foundation
import OrreryKit

extension PlanReader {
  func readInput(_ root: Section, _ overrides: Overrides, _ problems: ProblemList) -> InputPlan? {
    guard let node = root.child("input") else {
      problems.add(
        root.node["input"]?.place ?? root.node.place, ["input"],
        "is missing: say what to read, as `input: { images: 'fields/*.fits' }`")
      return nil
    }
    let section = Section(node, ["input"], problems)
    let kinds = InputPlan.keys.map(\.key)
    section.checkKeys(kinds + ["hdu", "bands", "stack"])
    guard section.node.entries != nil else { return nil }
    let declared = InputPlan.keys.filter { section.child($0.key) != nil }
    guard declared.count == 1 else {
      problems.add(
        node.place, ["input"],
        "must have \(declared.isEmpty ? "one" : "only one") of \(kinds.joined(separator: ", "))")
      return nil
    }
    let (key, kind) = declared[0]
    var patterns = section.texts(key) ?? []
    if !overrides.input.isEmpty {
      patterns = overrides.input.map { ($0, Place(source: "--input \($0)")) }
    }
    var files: Set<String> = []
    for (pattern, place) in patterns {
      do {
        files.formUnion(try FilePattern.files(matching: pattern))
      } catch {
        problems.add(place, ["input", key], error.reason)
      }
    }
    return InputPlan(
      kind: kind, patterns: patterns.map(\.text), files: files.sorted(), unit: readUnit(section),
      bands: section.texts("bands")?.map(\.text) ?? [], isStack: section.flag("stack") ?? false)
  }

  private func readUnit(_ section: Section) -> InputPlan.Unit {
    guard let node = section.child("hdu") else { return .first }
    switch node.value {
    case .integer(let number) where number >= 0 && number < 10_000: return .number(Int(number))
    case .string("all"): return .every
    case .string(let name): return .name(name)
    default:
      section.problems.add(
        node.place, ["input", "hdu"], "must be a number from 0, a name, or 'all'")
      return .first
    }
  }
}
