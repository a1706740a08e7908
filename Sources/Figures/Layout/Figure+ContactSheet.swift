import AstroData

extension Figure {
  /// Many small images in rows, each with a title and captions.
  ///
  /// - Parameters:
  ///   - cell: width of one image in points.
  ///   - columns: `nil` for a sheet a little wider than high.
  public static func contactSheet(
    _ panels: [ImagePanel], title: String = "", columns: Int? = nil, cell: Double = 90
  ) -> Figure {
    let count = max(1, panels.count)
    let spacing = 8.0
    let columns = max(
      1, min(count, columns ?? Int((Double(count) * 1.4).squareRoot().rounded(.up))))
    let rows = (count + columns - 1) / columns
    let captions = Double(panels.map(\.captions.count).max() ?? 0)
    let titleSpace = panels.contains { !$0.title.isEmpty } ? 14.0 : 2
    let tallest =
      panels.map { Double($0.height) / Double($0.width) }.max().map { min(2, $0) } ?? 1
    let rowHeight =
      cell * tallest + titleSpace + (captions > 0 ? 5 + 9.5 * captions : 2)
    let width = Double(columns) * (cell + 4) + Double(columns - 1) * spacing + 20
    let height =
      Double(rows) * rowHeight + Double(rows - 1) * spacing + 20 + (title.isEmpty ? 0 : 20)
    return Figure(
      width: min(width, 10_000), height: min(height, 10_000), title: title, columns: columns,
      spacing: spacing, panels: panels)
  }
}
