import Foundation
import OrreryKit
import Pipeline

/// A plan in words.
enum PlanText {
  /// `3 files, 5 stages, morphology-cnn (simulated)`.
  static func headline(_ plan: Plan) -> String {
    let files = plan.input.files.count
    let stages = plan.stages.count
    let model = plan.model.map { "\($0.entry.architecture) (\($0.entry.name))" } ?? "no model"
    return "\(files) file\(files == 1 ? "" : "s"), \(stages) stage\(stages == 1 ? "" : "s"), "
      + model.printable
  }

  /// Input, every stage with all settings, model and output.
  static func full(_ plan: Plan) -> String {
    var lines = [plan.file.printable + ": " + plan.description.printable]
    let bytes = plan.input.files.reduce(0) { $0 + size(of: $1) }
    lines.append(
      "input   \(plan.input.files.count) files of kind \(plan.input.kind.rawValue), "
        + ByteCountFormatter.string(fromByteCount: bytes, countStyle: .decimal))
    for file in plan.input.files.prefix(5) { lines.append("          " + file.printable) }
    if plan.input.files.count > 5 { lines.append("          …") }
    for (index, stage) in plan.stages.enumerated() {
      lines.append("stage \(index + 1) \(stage.name): \(stage.info.summary)")
      if case .object(let settings) = stage.settings {
        for setting in stage.info.settings {
          guard let value = settings[setting.name] else { continue }
          let unit = setting.unit.map { " \($0)" } ?? ""
          lines.append("          \(setting.key): \(SettingText.value(value))\(unit)")
        }
      }
    }
    if let model = plan.model {
      lines.append("model   \(model.entry.architecture), weights \(model.entry.name)".printable)
      lines.append("          \(model.card.summary)".printable)
      lines.append("          \(model.entry.weights)".printable)
      lines.append("          classes: \(model.card.specification.classes.joined(separator: ", "))")
      lines.append("          \(model.batch) objects at once")
    } else {
      lines.append("model   none: objects are prepared and written")
    }
    lines.append("output  \(plan.output.folder)/".printable)
    if let catalog = plan.output.catalog { lines.append("          \(catalog)") }
    if let png = plan.output.pictures {
      lines.append("          png/ID.png, \(png.size) pixels, \(png.stretch), \(png.colormap)")
    }
    if !plan.output.products.isEmpty {
      lines.append("          fits/ID.fits: \(plan.output.products.joined(separator: ", "))")
    }
    if plan.output.overview { lines.append("          overview/FILE.png") }
    lines.append("seed    \(plan.seed)")
    lines.append("digest  \(plan.digest)")
    return lines.joined(separator: "\n")
  }

  private static func size(of file: String) -> Int64 {
    let attributes = try? FileManager.default.attributesOfItem(atPath: file)
    return (attributes?[.size] as? NSNumber)?.int64Value ?? 0
  }
}
