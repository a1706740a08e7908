/// A picture as a PNG file holds it: interleaved samples of 8 or 16 bits, the top row first.
///
/// The same value always encodes to the same bytes.
public struct PNGImage: Sendable, Equatable {
  /// What a pixel consists of.
  @frozen
  public enum Layout: Int, Sendable {
    case grey = 1
    case greyAlpha = 2
    case rgb = 3
    case rgba = 4

    /// Samples in one pixel.
    public var channels: Int { rawValue }
    /// True where the last sample is opacity: 0 is transparent.
    public var hasAlpha: Bool { self == .greyAlpha || self == .rgba }
  }

  /// Samples of one depth; `width × height × channels` of them.
  @frozen
  public enum Samples: Sendable, Equatable {
    case eight([UInt8])
    case sixteen([UInt16])

    public var count: Int {
      switch self {
      case .eight(let samples): samples.count
      case .sixteen(let samples): samples.count
      }
    }
  }

  public let width: Int
  public let height: Int
  public let layout: Layout
  public let samples: Samples
  /// Text chunks in file order.
  public var texts: [PNGText]

  /// - Precondition: at least one pixel, and as many samples as pixels × channels.
  public init(
    width: Int, height: Int, layout: Layout, samples: Samples, texts: [PNGText] = []
  ) {
    precondition(
      width > 0 && height > 0 && samples.count == width * height * layout.channels,
      "PNGImage: \(samples.count) samples for \(width) × \(height) × \(layout.channels)")
    self.width = width
    self.height = height
    self.layout = layout
    self.samples = samples
    self.texts = texts
  }

  /// The samples of one pixel; `y` from the top.
  public func pixel(x: Int, y: Int) -> [Int] {
    let start = (y * width + x) * layout.channels
    return (start..<start + layout.channels).map {
      switch samples {
      case .eight(let samples): Int(samples[$0])
      case .sixteen(let samples): Int(samples[$0])
      }
    }
  }

  /// The text of the first chunk with this keyword.
  public func text(_ keyword: String) -> String? {
    texts.first { $0.keyword == keyword }?.text
  }
}
