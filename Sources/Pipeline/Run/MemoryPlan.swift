import Foundation
import OrreryKit

/// What memory images take, and how each is taken: whole where that fits, else in tiles.
///
/// Both ways write the same bytes, so memory may decide.
struct MemoryPlan: Sendable {
  enum Way: Sendable, Equatable {
    case whole
    case tiled
    /// Neither fits; says what to change.
    case refused(String)
  }

  /// Bytes that the run may take.
  let allowed: Int
  /// Why images must be whole, each with what to change; empty where they can go in tiles.
  let obstacles: [String]
  private let architecture: (any TiledArchitecture)?
  private let weights: Int
  private let jobs: Int
  private let tiledFrom: Int?
  /// Bytes of a pixel in the model and in what is written of it.
  private let modelBytes: Int

  /// The program, its libraries and the ledger.
  private static let base = 96 << 20
  /// A pixel of an image in the stages: its value, copies, layers and mask.
  private static let stageBytes = 24
  /// A pixel in a model that answers with maps, and one in any other.
  private static let mapBytes = 80
  private static let answerBytes = 16
  /// Rows that are read and written of an image in tiles.
  private static let strips = 64 << 20

  init(_ plan: Plan, model: LoadedModel?, options: RunOptions) {
    allowed = options.memory.bytes ?? MemoryLimit.machine / 4 * 3
    jobs = options.jobs
    tiledFrom = options.tiledFrom
    weights = plan.model.flatMap { FileSignature(of: $0.entry.weights)?.size }.map(Int.init) ?? 0
    architecture = model?.architecture as? any TiledArchitecture
    let apart = "plug-ins that run apart take images whole: leave --isolate out"
    obstacles = Self.obstacles(plan, model) + (options.isolated == nil ? [] : [apart])
    let task = model.map { type(of: $0.architecture).info.task }
    modelBytes = task == nil ? 0 : task == .segmentation ? Self.mapBytes : Self.answerBytes
  }

  /// How an image is taken.
  func way(of image: WideImage) -> Way {
    let obstacles = self.obstacles + [image.obstacle].compactMap { $0 }
    if let tiledFrom, image.pixels >= tiledFrom, obstacles.isEmpty { return .tiled }
    let whole = bytes(pixels: image.pixels)
    if whole <= allowed { return .whole }
    let need =
      "\(image.width) × \(image.height) pixels take about \(Self.text(whole)) of memory, "
      + "\(Self.text(allowed)) are allowed"
    guard obstacles.isEmpty else {
      return .refused("\(need); they cannot go in tiles: \(obstacles.joined(separator: "; "))")
    }
    let tiled = tiledBytes(height: image.height, width: image.width)
    if tiled <= allowed { return .tiled }
    return .refused(
      "\(need), and in tiles about \(Self.text(tiled)): allow more by --max-rss, or set a smaller "
        + "tile of the model")
  }

  /// What an image takes in the way it goes.
  func bytes(of image: WideImage) -> Int {
    way(of: image) == .tiled
      ? tiledBytes(height: image.height, width: image.width) : bytes(pixels: image.pixels)
  }

  /// What images of so many pixels take, whole.
  func bytes(pixels: Int) -> Int {
    Self.base + 2 * weights + pixels * (jobs * Self.stageBytes + modelBytes)
  }

  private func tiledBytes(height: Int, width: Int) -> Int {
    Self.base + 2 * weights + Self.strips
      + (architecture?.tiledMemory(height: height, width: width) ?? 0)
  }

  /// `1.4 GB`.
  static func text(_ bytes: Int) -> String {
    bytes < 1_000_000_000
      ? "\(Int((Double(bytes) / 1e6).rounded())) MB"
      : String(format: "%.1f GB", Double(bytes) / 1e9)
  }

  private static func obstacles(_ plan: Plan, _ model: LoadedModel?) -> [String] {
    var result: [String] = []
    for stage in plan.stages where !(stage.stage is any TiledStage) {
      result.append("the stage '\(stage.name)' takes images whole: leave it out")
    }
    if let model {
      let name = type(of: model.architecture).info.name
      if !(model.architecture is any TiledArchitecture) {
        result.append("'\(name)' takes images whole")
      }
      if !model.card.specification.shape.isEmpty {
        result.append("the weights take images of one size: cut them out first")
      }
      if !model.members.isEmpty || model.dropoutSamples > 0 {
        result.append("several opinions take images whole: leave the ensemble out")
      }
    }
    if plan.output.pictures != nil {
      result.append("a picture takes the image whole: leave output.png out")
    }
    return result
  }
}
