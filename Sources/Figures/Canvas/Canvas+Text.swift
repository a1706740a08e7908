import AstroData
import CCairo

extension Canvas {
  /// Which part of a text lies at its point.
  public enum Alignment: Sendable {
    case start, centre, end
  }

  /// One line of text; control characters are shown as escapes.
  ///
  /// - Parameters:
  ///   - x: where `alignment` says; `y`: the middle of the capitals.
  ///   - angle: degrees, anticlockwise.
  ///   - halo: a colour behind the letters, for text on images.
  ///   - isMonospaced: letters of one width, 0.602 of the size, as on a terminal.
  public func text(
    _ text: String, x: Double, y: Double, size: Double = 8, color: Color = Color(hex: 0x222222),
    alignment: Alignment = .centre, isBold: Bool = false, angle: Double = 0, halo: Color? = nil,
    isMonospaced: Bool = false
  ) {
    guard !text.isEmpty, x.isFinite, y.isFinite else { return }
    selectFont(size, isBold, isMonospaced)
    let shown = text.printable
    let width = advance(shown)
    cairo_save(context)
    cairo_translate(context, x, y)
    cairo_rotate(context, -angle * .pi / 180)
    let start =
      switch alignment {
      case .start: 0.0
      case .centre: -width / 2
      case .end: -width
      }
    // Capitals are 0.73 of the size high.
    cairo_move_to(context, start, 0.365 * size)
    if let halo {
      cairo_text_path(context, shown)
      setColor(halo, 0.75)
      cairo_set_line_width(context, 0.28 * size)
      cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
      cairo_set_dash(context, nil, 0, 0)
      cairo_stroke(context)
      cairo_move_to(context, start, 0.365 * size)
    }
    setColor(color)
    cairo_show_text(context, shown)
    cairo_new_path(context)
    cairo_restore(context)
  }

  /// Width of a text in points.
  public func width(of text: String, size: Double = 8, isBold: Bool = false) -> Double {
    selectFont(size, isBold)
    return advance(text.printable)
  }

  /// The text cut to a width, with an ellipsis where something is left out.
  public func cut(_ text: String, to limit: Double, size: Double = 8, isBold: Bool = false)
    -> String
  {
    guard width(of: text, size: size, isBold: isBold) > limit else { return text }
    var short = text
    while !short.isEmpty, width(of: short + "…", size: size, isBold: isBold) > limit {
      short.removeLast()
    }
    return short.isEmpty ? "" : short + "…"
  }

  func prepareFont() {
    let options = cairo_font_options_create()
    // Unhinted grey letters look the same at every resolution.
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    cairo_set_font_options(context, options)
    cairo_font_options_destroy(options)
  }

  private func selectFont(_ size: Double, _ isBold: Bool, _ isMonospaced: Bool = false) {
    cairo_select_font_face(
      context, isMonospaced ? Style.monospacedFont : Style.font, CAIRO_FONT_SLANT_NORMAL,
      isBold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
    cairo_set_font_size(context, size)
  }

  private func advance(_ text: String) -> Double {
    var extents = cairo_text_extents_t()
    cairo_text_extents(context, text, &extents)
    return extents.x_advance
  }
}
