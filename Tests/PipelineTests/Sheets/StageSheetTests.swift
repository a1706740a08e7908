import Foundation
import OrreryKit
import Stages
import Testing

@testable import Pipeline

/// Every stage shows itself at work.
struct StageSheetTests {
  private let registry: Registry

  init() throws { registry = try Installation.builtIns() }

  static let names = BuiltInStages.all.map { $0.info.name }

  private func sheet(_ name: String) throws -> StageSheet {
    try StageSheet(try #require(registry.stages[name]?.value), registry: registry)
  }

  @Test("Every built-in stage changes its example, and draws it", arguments: names)
  func draws(_ name: String) throws {
    let sheet = try sheet(name)
    let picture = try sheet.picture()
    if let folder = ProcessInfo.processInfo.environment["SHEETS"] {
      try picture.write(to: "\(folder)/\(name).png")
    }
    guard case .eight(let samples) = picture.samples else { return }
    // Text and frames alone darken less than this.
    #expect(samples.count { $0 < 200 } > samples.count / 100, "\(name): blank")
    // These measure, or add sources or cut them out; pixels and points stay.
    if sheet.stage is any ExpandingStage || ["detect-sources", "find-period"].contains(name) {
      return
    }
    let before = Self.values(sheet.input)
    let seeds = sheet.info.category == .augmentation ? StageSheet.seeds : 1...1
    let changes = try seeds.contains { try Self.values(sheet.run($0)) != before }
    #expect(changes, "\(name): nothing changes")
  }

  @Test("Augmentations give another result for another seed")
  func seedsDiffer() throws {
    for stage in BuiltInStages.all where stage.info.category == .augmentation {
      let sheet = try sheet(stage.info.name)
      let results = try Set(StageSheet.seeds.map { try Self.values(sheet.run($0)) })
      #expect(results.count > 1, "\(stage.info.name)")
    }
  }

  /// What an object shows, as bits, so that NaN equals NaN.
  private static func values(_ object: SkyObject) -> [UInt64] {
    switch object.content {
    case .image(let image):
      image.pixels.map { UInt64($0.bitPattern) } + (image.mask ?? []).map(UInt64.init)
    case .spectrum(let spectrum):
      spectrum.flux.map { UInt64($0.bitPattern) } + spectrum.wavelength.map(\.bitPattern)
        + (spectrum.mask ?? []).map(UInt64.init)
    case .lightCurve(let curve):
      curve.value.map { UInt64($0.bitPattern) } + curve.time.map(\.bitPattern)
        + (curve.mask ?? []).map(UInt64.init)
    case .row(let row): row.values.map(\.bitPattern) + [UInt64(row.names.count)]
    }
  }
}
