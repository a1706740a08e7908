import AstroData

/// Type sizes, line widths and colours that every figure shares.
public enum Style {
  static let font = "DejaVu Sans"
  static let monospacedFont = "DejaVu Sans Mono"
  /// Points.
  static let figureTitle = 11.0
  static let panelTitle = 9.0
  static let label = 8.0
  static let tick = 7.0

  static let frameWidth = 0.8
  static let tickLength = 3.5
  static let minorTickLength = 2.0
  static let ink = Color(hex: 0x222222)
  static let faint = Color(hex: 0x777777)
  static let grid = Color(hex: 0xE4E4E4)

  /// Colours for series that stay apart for colour-blind readers (after Okabe & Ito 2008; the yellow
  /// is left out, for it vanishes on white).
  public static let palette: [Color] = [
    Color(hex: 0x0072B2), Color(hex: 0xD55E00), Color(hex: 0x009E73), Color(hex: 0xCC79A7),
    Color(hex: 0xE69F00), Color(hex: 0x56B4E9), Color(hex: 0x444444),
  ]

  /// The colour of a series by its number, repeating.
  public static func color(_ index: Int) -> Color { palette[abs(index) % palette.count] }
}
