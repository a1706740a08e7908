import AstroData

/// A picture with axes in pixels or on the sky, marks, a scale bar, a compass and a colour bar.
public struct ImagePanel: Panel {
  public enum Axes: Sendable {
    /// No labels: contact sheets.
    case none
    /// Pixel coordinates from 0.
    case pixels
    /// Right ascension and declination with grid lines; pixels where there is no `wcs`.
    case sky
  }

  public var picture: PNGImage
  /// Size of the image in pixels; the picture may have been reduced.
  public var width: Int
  public var height: Int
  public var title: String
  /// Lines under the image.
  public var captions: [String] = []
  public var axes: Axes
  public var wcs: WCS?
  public var hasGrid = true
  /// A bar of a round angle; needs `wcs`.
  public var hasScaleBar = false
  /// Arrows to north and east; needs `wcs`.
  public var hasCompass = false
  public var colorBar: ColorBar?
  public var annotations: [Annotation] = []
  /// A coloured frame: a class, a failure.
  public var border: Color?

  /// A picture made elsewhere; `width` and `height` default to its size.
  public init(
    _ picture: PNGImage, width: Int? = nil, height: Int? = nil, title: String = "",
    axes: Axes = .none, wcs: WCS? = nil
  ) {
    self.picture = picture
    self.width = width ?? picture.width
    self.height = height ?? picture.height
    precondition(
      self.width > 0 && self.height > 0, "ImagePanel: \(self.width) × \(self.height) pixels")
    self.title = title
    self.axes = axes
    self.wcs = wcs
  }

  /// One plane of an image with its colour bar.
  public init(
    _ image: Image, channel: Int = 0, rendering: Rendering = Rendering(), title: String = "",
    axes: Axes = .sky, barLabel: String? = nil
  ) {
    self.init(
      rendering.picture(of: image, channel: channel), title: title, axes: axes, wcs: image.wcs)
    if let scale = rendering.scale(of: image, channel: channel) {
      let label = barLabel ?? (image.unit.map { "Value [\($0)]" } ?? "")
      colorBar = ColorBar(scale: scale, colorMap: rendering.colorMap, label: label)
    }
  }

  var grid: SkyGrid? {
    guard axes == .sky, let wcs else { return nil }
    return SkyGrid(wcs, width: width, height: height)
  }
}
