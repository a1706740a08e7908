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

  /// What a run will take and what is done.
  /// - Parameter seconds: of the whole input, tried; `nil` where it was not.
  static func forecast(_ forecast: Forecast, jobs: Int, seconds: Double?) -> String {
    var lines = [
      "memory  about \(forecast.memory >> 20) MiB with --jobs \(jobs), "
        + "\(forecast.allowed >> 20) MiB are allowed"
    ]
    if forecast.tiled > 0 {
      lines.append(
        "          \(forecast.tiled) image\(forecast.tiled == 1 ? " goes" : "s go") in tiles: "
          + "whole too large")
    }
    for refusal in forecast.refusals.prefix(5) { lines.append("          " + refusal) }
    if let seconds { lines.append("time    about \(time(seconds)) for all of the input, tried") }
    if let seconds = forecast.secondsPerObject {
      lines.append(
        String(format: "time    %.1f ms for each object, as in the last run", seconds * 1000))
    }
    if forecast.done + forecast.failed > 0 {
      lines.append(
        "before  \(forecast.done) done, \(forecast.failed) failed: "
          + (forecast.isSame
            ? "those whose input and products are as they were stand, the others are done"
            : "by another description, program or weights: all are done anew"))
    }
    return lines.joined(separator: "\n")
  }

  /// `40 s`, `12 min`, `3.5 h`.
  private static func time(_ seconds: Double) -> String {
    if seconds < 90 { return String(format: seconds < 10 ? "%.1f s" : "%.0f s", seconds) }
    if seconds < 5400 { return String(format: "%.0f min", seconds / 60) }
    return String(format: "%.1f h", seconds / 3600)
  }

  /// What was frozen, and how it is run.
  static func frozen(_ plan: FrozenPlan, path: String) -> String {
    let objects = plan.files.reduce(0) { $0 + $1.objects }
    let unreadable = plan.files.filter { $0.sha256.isEmpty }
    var lines = [
      "\(path): \(plan.files.count) files, \(objects) objects, \(plan.shards.count) shards"
        .printable
    ]
    for file in unreadable.prefix(5) { lines.append("  cannot be read: \(file.path)".printable) }
    if unreadable.count > 5 { lines.append("  … \(unreadable.count - 5) more") }
    lines.append(
      (plan.shards.count > 1
        ? "run each with: orrery run --plan \(path) --shard i/\(plan.shards.count)"
        : "run it with: orrery run --plan \(path)").printable)
    return lines.joined(separator: "\n")
  }

  private static func size(of file: String) -> Int64 {
    let attributes = try? FileManager.default.attributesOfItem(atPath: file)
    return (attributes?[.size] as? NSNumber)?.int64Value ?? 0
  }
}
