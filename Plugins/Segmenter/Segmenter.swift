import OrreryKit

/// Finds stars and galaxies in images of any size, pixel by pixel, and tells touching ones apart.
///
/// A U-Net gives each pixel the probability to be a source, the probability that a centre lies on
/// it, and the way to the centre of the object that owns it. Peaks of the centres are objects; each
/// source pixel goes to the centre nearest to where it points (after Cheng et al. 2020, CVPR,
/// "Panoptic-DeepLab", arXiv:1911.10194). A source pixel is one where the noiseless light of all
/// objects exceeds one standard deviation of the sky's noise.
///
/// The image comes in units of its noise (`subtract-background`, `divide-by-noise`); fluxes are in
/// the image's unit, by the `noise` layer.
///
/// **Shapes** `[N, channels, H, W]`; large images go in tiles that overlap as far as the network
/// looks, so that no seam is in the answer.
public struct Segmenter: Architecture, Module {
  public enum Norm: String, Codable, Sendable, CaseIterable { case batch, group, none }

  public struct Configuration: Codable, Sendable {
    /// Channels of the first level.
    public var width = 16
    /// Levels below the first; each halves the image and doubles the channels.
    public var depth = 3
    /// Most channels of a level.
    public var widest = 64
    /// Side of the blocks of pixels that become channels at the entrance.
    public var patch = 2
    public var norm = Norm.batch
    /// Least probability of a source pixel.
    public var threshold = 0.5
    /// Least probability of a centre.
    public var centreThreshold = 0.2
    /// Least pixels of an object.
    public var minimumArea = 4
    /// Side of the part of an image that is worked on at once.
    public var tile = 1408
  }

  public static let defaults = Configuration()

  public static let info = ArchitectureInfo(
    name: "segmenter", summary: "Source pixels and deblended objects of images of any size.",
    version: "1.0.0", task: .segmentation, accepts: .image, learnsFrom: ["truth"],
    provides: ["segmentation", "source-probability"],
    settings: [
      Setting("width", "Channels of the first level", range: 1...512),
      Setting("depth", "Levels below the first; each halves the image", range: 1...6),
      Setting("widest", "Most channels of a level", range: 1...2048),
      Setting(
        "patch", "Side of the blocks of pixels that become channels: 1, 2 or 4", unit: "pixel",
        range: 1...4),
      Setting(
        "norm", "Normalisation behind each convolution; 'group' takes an image whole, not in tiles",
        choices: Norm.allCases.map(\.rawValue)),
      Setting("threshold", "Least probability of a source pixel", range: 0.01...0.99),
      Setting("centreThreshold", "Least probability of a centre", range: 0.01...0.99),
      Setting("minimumArea", "Least pixels of an object", unit: "pixel", range: 1...1e6),
      Setting(
        "tile", "Side of the part that is worked on at once", unit: "pixel", range: 32...16384),
    ], reference: "Ronneberger et al. 2015, arXiv:1505.04597; Cheng et al. 2020, arXiv:1911.10194")

  public let specification: ModelSpecification
  let configuration: Configuration
  let network: UNet

  /// Pixels that one unit of the offset channels stands for.
  static let offsetScale: Float = 8

  public init(
    _ configuration: Configuration, specification: ModelSpecification, random: inout RandomStream
  ) throws {
    guard [1, 2, 4].contains(configuration.patch) else {
      throw Settings.Failure(
        path: ["patch"], reason: "\(configuration.patch) is none of 1, 2 and 4")
    }
    self.configuration = configuration
    // Images of any size, and of any band where there is one.
    var specification = specification
    specification.shape = []
    if specification.channels == 1 { specification.bands = [] }
    self.specification = specification
    // Most pixels are sky, and nearly none is a centre.
    network = UNet(
      configuration, channels: specification.channels, biases: [-2, -4, 0, 0], random: &random)
  }

  public var members: [(name: String, value: Any)] { network.members }

  public func predict(_ objects: [SkyObject], _ pass: inout Pass) throws -> [Prediction] {
    try objects.map { object in
      let batch = try ImageBatch([object], specification: specification)
      guard object.image != nil, !batch.rows.isEmpty else {
        return Prediction(flags: batch.flags.first ?? [])
      }
      let maps = self.maps(of: batch.images, &pass)
      guard maps.isFinite else {
        return Prediction(flags: batch.flags[0] + [.nonFinitePrediction])
      }
      let segments = try Segments(
        maps, peaks: maps.peaks(configuration), configuration: configuration)
      let image = WholeImage(object)
      let catalog = try SourceCatalog(
        segments, of: image, leastArea: configuration.minimumArea)
      var prediction = catalog.prediction
      for (name, layer) in catalog.layers(of: image) {
        var map = layer.image
        map.pixels = try layer.rows(0..<maps.height)
        (map.height, map.width) = (maps.height, maps.width)
        prediction.layers[name] = map
      }
      prediction.flags = batch.flags[0]
      return prediction
    }
  }

  /// What the network says of every pixel of one image `[1, channels, H, W]`.
  func maps(of image: Tensor, _ pass: inout Pass) -> PixelMaps {
    let tiles = tiles(height: image.shape[2], width: image.shape[3])
    return withoutGradient {
      PixelMaps(
        tiles.run(image, outputs: Self.outputs) { network($0, &pass) }, height: tiles.height,
        width: tiles.width)
    }
  }

  /// Channels that the network gives: source, centre, offset in x and y.
  static let outputs = 4

  /// How an image of this size is cut; the same whether it fits into memory or not.
  func tiles(height: Int, width: Int) -> Tiles {
    Tiles(
      height: height, width: width, multiple: UNet.multiple(configuration),
      // The statistics of a group norm are those of the whole image.
      core: configuration.norm == .group ? .max : configuration.tile,
      halo: UNet.reach(configuration))
  }
}
