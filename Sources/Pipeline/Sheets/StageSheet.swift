import Figures
import OrreryKit

/// A stage at work, drawn: what goes in beside what comes out.
///
/// An augmentation shows a grid of results, one for each seed, on the scale of the input; other
/// stages show the object before and after, the histograms of its values and what they make on the
/// way (background, noise, segmentation, mask).
public struct StageSheet {
  /// Seeds of the results of an augmentation.
  static let seeds: ClosedRange<UInt64> = 1...11

  let stage: any Stage
  let info: StageInfo
  let input: SkyObject
  /// A second object for stages that blend two.
  let partner: SkyObject

  /// - Parameters:
  ///   - settings: `key=value` texts over the defaults.
  ///   - content: what to run it on; `nil` takes a simulated example, and settings that show it.
  ///   - name: title of the input.
  /// - Throws: `Settings.Failure`, `Problems` where a setting is wrong; `DataError` where the stages
  ///   before refuse the object.
  public init(
    _ type: any Stage.Type, settings texts: [String] = [], registry: Registry,
    content: SkyObject.Content? = nil, name: String = "input"
  ) throws {
    info = type.info
    var example = StageExample(for: info)
    stage = try type.with((content == nil ? example.settings : []) + texts)
    if let content {
      let object = SkyObject(id: name, origin: name, content: content)
      if info.requires.isEmpty { example.before = [] }
      input = try example.prepared(object, registry)
      partner = Self.turned(input)
    } else {
      input = try example.object(registry)
      partner = stage is any MixingStage ? try example.object(registry, offset: 1) : input
    }
  }

  /// The sheet.
  /// - Throws: what the stage throws for this object; `DataError.tooLarge`.
  public func picture(texts: [PNGText] = []) throws -> PNGImage {
    try figure().picture(resolution: 2, texts: texts)
  }

  func figure() throws -> Figure {
    var figure: Figure
    if info.category == .augmentation {
      let results = try Self.seeds.map { try run($0) }
      switch input.content {
      case .image(let image): figure = try augmentation(of: image, results)
      default: figure = try augmentation(ofSeries: Array(results.prefix(3)))
      }
    } else if let stage = stage as? any ExpandingStage, let image = input.image {
      var random = stream(1)
      figure = stamps(of: image, try stage.expand(input, random: &random))
    } else {
      let result = try run(1)
      switch (input.content, result.content) {
      case (.image(let before), .image(let after)): figure = change(of: before, to: after, result)
      default: figure = try change(ofSeriesTo: result)
      }
    }
    figure.title = "\(info.name): \(info.summary)".printable
    return figure
  }

  func run(_ seed: UInt64) throws -> SkyObject {
    var random = stream(seed)
    if let stage = stage as? any MixingStage {
      return try stage.mix(input, with: partner, random: &random)
    }
    return try stage.run(input, random: &random)
  }

  private func stream(_ seed: UInt64) -> RandomStream {
    RandomStream(seed: seed, key: input.id, purpose: info.name)
  }

  /// Turned by half a turn: a partner of the same shape where there is no other object.
  private static func turned(_ object: SkyObject) -> SkyObject {
    guard var image = object.image else { return object }
    for channel in 0..<image.channels {
      let plane = image.planeRange(channel)
      let pixels = Array(image.pixels[plane].reversed())
      image.pixels.replaceSubrange(plane, with: pixels)
      let mask = image.mask.map { Array($0[plane].reversed()) } ?? []
      image.mask?.replaceSubrange(plane, with: mask)
    }
    var result = object
    result.image = image
    return result
  }
}
