import AstroData

/// A grid of panels with a title, drawn to a PNG picture.
///
/// **Units** points: 1/72 inch. A single-column journal figure is 252 wide, a full page 510.
public struct Figure: Sendable {
  public var width: Double
  public var height: Double
  public var title: String
  /// Panels from the top left, row by row; `nil` leaves a place empty.
  public var panels: [(any Panel)?]
  public var columns: Int
  /// Space between panels.
  public var spacing: Double

  /// - Precondition: sizes are positive, and so is `columns`.
  public init(
    width: Double, height: Double, title: String = "", columns: Int = 1, spacing: Double = 12,
    panels: [(any Panel)?] = []
  ) {
    precondition(
      width > 0 && height > 0 && width <= 10_000 && height <= 10_000 && columns > 0,
      "Figure: \(width) × \(height) points in \(columns) columns")
    self.width = width
    self.height = height
    self.title = title
    self.columns = columns
    self.spacing = spacing
    self.panels = panels
  }

  /// Draws the figure.
  ///
  /// - Parameters:
  ///   - resolution: picture pixels per point; 2 is 144 dpi.
  ///   - texts: chunks for provenance.
  /// - Throws: `DataError.tooLarge` where the picture cannot be held.
  public func picture(resolution: Double = 2, texts: [PNGText] = []) throws -> PNGImage {
    let canvas = try Canvas(width: width, height: height, resolution: resolution)
    draw(on: canvas)
    var all = texts
    if !title.isEmpty, !texts.contains(where: { $0.keyword == "Title" }) {
      all.insert(PNGText("Title", title.filter { $0 != "\0" }), at: 0)
    }
    return canvas.picture(texts: all)
  }

  private func draw(on canvas: Canvas) {
    let margin = 10.0
    var area = Rectangle(
      x: margin, y: margin, width: width - 2 * margin, height: height - 2 * margin)
    if !title.isEmpty {
      // A long title is set smaller rather than cut.
      let length = canvas.width(of: title, size: Style.figureTitle, isBold: true)
      let size = Style.figureTitle * max(0.5, min(1, area.width / max(1, length)))
      canvas.text(title, x: area.midX, y: area.y + 6, size: size, isBold: true)
      area = area.inset(by: Insets(top: 20))
    }
    for (panel, frame) in zip(panels, frames(in: area, on: canvas)) {
      guard let panel, frame.width > 1, frame.height > 1 else { continue }
      canvas.group { panel.draw(on: canvas, frame: frame) }
    }
  }

  /// One frame for each panel: all of one size, whatever labels need, and aligned.
  func frames(in area: Rectangle, on canvas: Canvas) -> [Rectangle] {
    guard !panels.isEmpty else { return [] }
    let rows = (panels.count + columns - 1) / columns
    let across = area.width - spacing * Double(columns - 1)
    let down = area.height - spacing * Double(rows - 1)
    // A column shares the widest labels, a row the highest.
    var byColumn = [Insets](repeating: Insets(), count: columns)
    var byRow = [Insets](repeating: Insets(), count: rows)
    for (index, panel) in panels.enumerated() {
      guard let panel else { continue }
      let insets = panel.insets(
        on: canvas, width: across / Double(columns), height: down / Double(rows))
      let (row, column) = (index / columns, index % columns)
      byColumn[column].left = max(byColumn[column].left, insets.left)
      byColumn[column].right = max(byColumn[column].right, insets.right)
      byRow[row].top = max(byRow[row].top, insets.top)
      byRow[row].bottom = max(byRow[row].bottom, insets.bottom)
    }
    let width = (across - byColumn.reduce(0) { $0 + $1.left + $1.right }) / Double(columns)
    let height = (down - byRow.reduce(0) { $0 + $1.top + $1.bottom }) / Double(rows)
    return panels.indices.map { index in
      let (row, column) = (index / columns, index % columns)
      let before = byColumn[..<column].reduce(0) { $0 + $1.left + $1.right + width + spacing }
      let above = byRow[..<row].reduce(0) { $0 + $1.top + $1.bottom + height + spacing }
      return Rectangle(
        x: area.x + before + byColumn[column].left, y: area.y + above + byRow[row].top,
        width: width, height: height)
    }
  }
}
