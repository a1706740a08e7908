import Foundation
import OrreryKit

extension PlanReader {
  /// - Parameters:
  ///   - stages: to know which layers there will be; `nil` where they could not be read.
  ///   - model: the architecture, whose layers come besides.
  func readOutput(
    _ root: Section, _ overrides: Overrides, file: String, stages: [PlannedStage]?,
    model: ArchitectureInfo?, _ problems: ProblemList
  ) -> OutputPlan? {
    let place = root.node["output"]?.place ?? root.node.place
    let node = root.child("output") ?? YAMLNode(.map([]), at: place)
    let section = Section(node, ["output"], problems)
    section.checkKeys(["folder", "catalog", "csv", "png", "fits", "overview"])
    let stem = URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
    var folder = section.text("folder") ?? "output/\(stem)"
    if let output = overrides.output { folder = output }
    let catalog = readCatalog(section)
    let csv = section.flag("csv") ?? false
    if csv, catalog == nil, let node = section.node["csv"] {
      section.problems.add(
        node.place, ["output", "csv"], "is a copy of the catalogue, and there is none")
    }
    return OutputPlan(
      folder: folder, catalog: catalog, csv: csv, pictures: readPictures(section),
      products: readProducts(section, stages, model), overview: section.flag("overview") ?? false)
  }

  private func readCatalog(_ section: Section) -> String? {
    guard let node = section.node["catalog"] else { return "catalog.fits" }
    if node.value == .bool(false) { return nil }
    guard let name = section.text("catalog") else { return nil }
    if let other = ["parquet", "arrow", "feather"].first(where: { name.hasSuffix("." + $0) }) {
      section.problems.add(
        node.place, ["output", "catalog"],
        "'\(name.printable)': \(other) is not written, for want of a well-kept library in Swift; "
          + "name a .fits, and say `csv: true` for a copy as CSV")
      return nil
    }
    if !name.hasSuffix(".fits") || SafeName.isSafe(name) == false {
      section.problems.add(
        node.place, ["output", "catalog"],
        "'\(name)' must be a plain name that ends in .fits, of letters, digits, '.', '-' and '_'")
    }
    return name
  }

  private func readPictures(_ section: Section) -> OutputPlan.Pictures? {
    guard let node = section.child("png") else { return nil }
    let png = Section(node, ["output", "png"], section.problems)
    png.checkKeys(["every", "size", "stretch", "colormap"])
    var pictures = OutputPlan.Pictures()
    if let size = png.whole("size", 16...4096) { pictures.size = Int(size) }
    if let stretch = png.text("stretch", choices: Picture.stretches) { pictures.stretch = stretch }
    if let map = png.text("colormap", choices: Picture.colormaps) { pictures.colormap = map }
    return png.text("every", choices: ["object", "none"]) == "none" ? nil : pictures
  }

  private func readProducts(
    _ section: Section, _ stages: [PlannedStage]?, _ model: ArchitectureInfo?
  ) -> [String] {
    guard let node = section.child("fits") else { return [] }
    let fits = Section(node, ["output", "fits"], section.problems)
    fits.checkKeys(["products"])
    guard let stages else { return [] }
    let available =
      ["cutout", "input"]
      + stages.reduce(into: Set<String>()) { $0.formUnion($1.info.provides) }
      .union(model?.provides ?? []).subtracting(["sources"]).sorted()
    return (fits.texts("products") ?? []).compactMap { product, place in
      if available.contains(product) { return product }
      section.problems.add(
        place, ["output", "fits", "products"],
        "no stage makes '\(product)'" + (model == nil ? "" : ", nor does the model")
          + NearestNames.suggestion(for: product, among: available))
      return nil
    }
  }
}
