import AstroData
import CCairo

/// A white page to draw on, over Cairo.
///
/// **Units** points, from the upper left corner, y down. Not for use from several threads at once.
public final class Canvas {
  public let width: Double
  public let height: Double
  /// Picture pixels per point.
  public let resolution: Double
  private let surface: OpaquePointer
  let context: OpaquePointer

  /// - Throws: `DataError.tooLarge` where the page cannot be held (32767 pixels a side at most).
  public init(width: Double, height: Double, resolution: Double = 2) throws {
    precondition(
      width > 0 && height > 0 && resolution > 0 && (width * height * resolution).isFinite,
      "Canvas: \(width) × \(height) points at \(resolution)")
    self.width = width
    self.height = height
    self.resolution = resolution
    let columns = (width * resolution).rounded(.up)
    let rows = (height * resolution).rounded(.up)
    guard columns <= 32_767, rows <= 32_767,
      let surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, Int32(columns), Int32(rows)),
      let context = cairo_create(surface)
    else { throw DataError(.tooLarge, "a figure of \(columns) × \(rows) pixels") }
    self.surface = surface
    self.context = context
    guard cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS else {
      throw DataError(.tooLarge, "no memory for a figure of \(columns) × \(rows) pixels")
    }
    cairo_scale(context, resolution, resolution)
    cairo_set_source_rgb(context, 1, 1, 1)
    cairo_paint(context)
    prepareFont()
  }

  deinit {
    cairo_destroy(context)
    cairo_surface_destroy(surface)
  }

  /// The page as an RGB picture.
  public func picture(texts: [PNGText] = []) -> PNGImage {
    cairo_surface_flush(surface)
    let columns = Int(cairo_image_surface_get_width(surface))
    let rows = Int(cairo_image_surface_get_height(surface))
    let stride = Int(cairo_image_surface_get_stride(surface))
    var samples = [UInt8](repeating: 255, count: 3 * columns * rows)
    if let data = cairo_image_surface_get_data(surface) {
      for y in 0..<rows {
        let row = UnsafeRawPointer(data + y * stride)
        for x in 0..<columns {
          // The page is opaque, so that premultiplied is plain: 0xAARRGGBB.
          let pixel = row.load(fromByteOffset: 4 * x, as: UInt32.self)
          let place = 3 * (y * columns + x)
          samples[place] = UInt8(pixel >> 16 & 255)
          samples[place + 1] = UInt8(pixel >> 8 & 255)
          samples[place + 2] = UInt8(pixel & 255)
        }
      }
    }
    return PNGImage(
      width: columns, height: rows, layout: .rgb, samples: .eight(samples), texts: texts)
  }

  /// Runs `body` and takes back what it changed of clipping and the like.
  public func group(_ body: () -> Void) {
    cairo_save(context)
    body()
    cairo_restore(context)
  }

  /// Confines what `body` draws to a rectangle.
  public func clipped(to area: Rectangle, _ body: () -> Void) {
    group {
      cairo_rectangle(context, area.x, area.y, area.width, area.height)
      cairo_clip(context)
      body()
    }
  }

  // MARK: - Shapes

  /// A path through the points; a point that is not finite breaks it.
  public func polyline(
    _ points: [SIMD2<Double>], color: Color, width: Double = 1, dash: [Double] = [],
    opacity: Double = 1
  ) {
    trace(points)
    stroke(color, width, dash, opacity)
  }

  public func line(
    _ from: SIMD2<Double>, _ to: SIMD2<Double>, color: Color, width: Double = 1,
    dash: [Double] = [], opacity: Double = 1
  ) {
    polyline([from, to], color: color, width: width, dash: dash, opacity: opacity)
  }

  /// A filled polygon.
  public func polygon(_ points: [SIMD2<Double>], fill: Color, opacity: Double = 1) {
    guard points.allSatisfy({ $0.x.isFinite && $0.y.isFinite }) else { return }
    trace(points)
    cairo_close_path(context)
    setColor(fill, opacity)
    cairo_fill(context)
  }

  public func rectangle(
    _ area: Rectangle, stroke color: Color? = nil, width: Double = 1, fill: Color? = nil,
    opacity: Double = 1
  ) {
    guard area.x.isFinite, area.y.isFinite, area.width.isFinite, area.height.isFinite else {
      return
    }
    cairo_rectangle(context, area.x, area.y, area.width, area.height)
    paint(fill, color, width, opacity)
  }

  /// An ellipse of two semi-axes, turned by `angle` radians clockwise on the page.
  public func ellipse(
    x: Double, y: Double, a: Double, b: Double, angle: Double = 0, stroke color: Color? = nil,
    width: Double = 1, fill: Color? = nil, opacity: Double = 1
  ) {
    guard [x, y, a, b, angle].allSatisfy(\.isFinite), a > 0, b > 0 else { return }
    cairo_save(context)
    cairo_translate(context, x, y)
    cairo_rotate(context, angle)
    cairo_scale(context, a, b)
    cairo_new_sub_path(context)
    cairo_arc(context, 0, 0, 1, 0, 2 * Double.pi)
    // The pen must not be stretched with the circle.
    cairo_restore(context)
    paint(fill, color, width, opacity)
  }

  private func trace(_ points: [SIMD2<Double>]) {
    cairo_new_path(context)
    var isDown = false
    for point in points {
      // Cairo's coordinates are 24 bits wide: what is far off the page is brought near it.
      guard point.x.isFinite, point.y.isFinite else {
        isDown = false
        continue
      }
      let x = min(1e5, max(-1e5, point.x))
      let y = min(1e5, max(-1e5, point.y))
      if isDown { cairo_line_to(context, x, y) } else { cairo_move_to(context, x, y) }
      isDown = true
    }
  }

  private func paint(_ fill: Color?, _ stroke: Color?, _ width: Double, _ opacity: Double) {
    if let fill {
      setColor(fill, opacity)
      if stroke == nil { cairo_fill(context) } else { cairo_fill_preserve(context) }
    }
    if let stroke { self.stroke(stroke, width, [], opacity) } else { cairo_new_path(context) }
  }

  private func stroke(_ color: Color, _ width: Double, _ dash: [Double], _ opacity: Double) {
    setColor(color, opacity)
    cairo_set_line_width(context, width)
    cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    cairo_set_line_cap(context, dash.isEmpty ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT)
    cairo_set_dash(context, dash, Int32(dash.count), 0)
    cairo_stroke(context)
  }

  func setColor(_ color: Color, _ opacity: Double = 1) {
    cairo_set_source_rgba(
      context, Double(color.red) / 255, Double(color.green) / 255, Double(color.blue) / 255,
      opacity)
  }
}
