import AstroData
import CCairo

extension Canvas {
  /// Draws a picture into a rectangle. Enlarged pixels stay square; reduced ones are averaged.
  public func picture(_ picture: PNGImage, in area: Rectangle) {
    guard area.width > 0, area.height > 0 else { return }
    // Cairo holds at most 32767 pixels a side: of larger pictures every n-th pixel is taken.
    let step = max(1, (max(picture.width, picture.height) + 32_766) / 32_767)
    let columns = (picture.width + step - 1) / step
    let rows = (picture.height + step - 1) / step
    guard let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(columns), Int32(rows))
    else { return }
    defer { cairo_surface_destroy(surface) }
    guard let data = cairo_image_surface_get_data(surface) else { return }
    let stride = Int(cairo_image_surface_get_stride(surface))
    let samples = picture.rgb
    samples.withUnsafeBufferPointer { samples in
      for y in 0..<rows {
        let row = UnsafeMutableRawPointer(data + y * stride)
        for x in 0..<columns {
          let start = 3 * (y * step * picture.width + x * step)
          row.storeBytes(
            of: UInt32(samples[start]) << 16 | UInt32(samples[start + 1]) << 8
              | UInt32(samples[start + 2]), toByteOffset: 4 * x, as: UInt32.self)
        }
      }
    }
    cairo_surface_mark_dirty(surface)
    cairo_save(context)
    cairo_rectangle(context, area.x, area.y, area.width, area.height)
    cairo_clip(context)
    cairo_translate(context, area.x, area.y)
    cairo_scale(context, area.width / Double(columns), area.height / Double(rows))
    cairo_set_source_surface(context, surface, 0, 0)
    let isEnlarged = area.width * resolution >= Double(columns)
    let pattern = cairo_get_source(context)
    cairo_pattern_set_filter(pattern, isEnlarged ? CAIRO_FILTER_NEAREST : CAIRO_FILTER_GOOD)
    cairo_pattern_set_extend(pattern, CAIRO_EXTEND_PAD)
    cairo_paint(context)
    cairo_restore(context)
  }
}

extension PNGImage {
  /// The picture on white, 8 bits of red, green and blue.
  fileprivate var rgb: [UInt8] {
    let eight: [UInt8] =
      switch samples {
      case .eight(let samples): samples
      case .sixteen(let samples): samples.map { UInt8($0 >> 8) }
      }
    guard layout != .rgb else { return eight }
    let channels = layout.channels
    let isColor = layout == .rgba
    return (0..<width * height).flatMap { index -> [UInt8] in
      let start = index * channels
      let color =
        isColor
        ? Color(eight[start], eight[start + 1], eight[start + 2])
        : Color(eight[start], eight[start], eight[start])
      let shown =
        layout.hasAlpha
        ? Color.white.mixed(with: color, Double(eight[start + channels - 1]) / 255) : color
      return [shown.red, shown.green, shown.blue]
    }
  }
}
