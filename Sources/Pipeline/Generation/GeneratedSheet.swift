import Figures
import OrreryKit

/// Generated objects side by side.
public struct GeneratedSheet: Sendable {
  private let title: String
  private let options: OutputPlan.Pictures

  /// - Parameter stretch: one of `stretches`.
  public init(title: String, stretch: String = "asinh") {
    self.title = title
    var options = OutputPlan.Pictures()
    options.stretch = stretch
    self.options = options
  }

  /// Names of the curves that pictures may have.
  public static var stretches: [String] { Picture.stretches }

  /// Most objects on a sheet.
  public static let most = 144

  /// - Throws: `DataError` where nothing can be drawn.
  public func picture(_ objects: [SkyObject], texts: [PNGText] = []) throws -> PNGImage {
    if let row = objects.first?.row { return try scatter(objects, row.names, texts) }
    let panels = objects.prefix(Self.most).compactMap { object -> ImagePanel? in
      guard let image = object.image else { return nil }
      return ImagePanel(
        Picture(options: options).draw(image).picture,
        title: object.truth.keys.first?.printable ?? "")
    }
    guard !panels.isEmpty else { throw DataError(.missing, "nothing was made that can be drawn") }
    return try Figure.contactSheet(panels, title: title).picture(texts: texts)
  }

  /// Rows as points, a panel for each pair of the first four columns.
  private func scatter(
    _ objects: [SkyObject], _ names: [String], _ texts: [PNGText]
  ) throws -> PNGImage {
    let columns = names.indices.prefix(4).map { place in
      objects.map { $0.row?.values[place] ?? .nan }
    }
    var panels: [PlotPanel] = []
    for x in columns.indices {
      for y in columns.indices.dropFirst(x + 1) {
        var panel = PlotPanel(xLabel: names[x].printable, yLabel: names[y].printable)
        panel.points(x: columns[x], y: columns[y], size: 1.5)
        panels.append(panel)
      }
    }
    if panels.isEmpty, let only = columns.first, let low = only.min(), let high = only.max() {
      var panel = PlotPanel(xLabel: names[0].printable, yLabel: "Objects")
      panel.histogram(only, bins: 40, range: low...max(high, low.nextUp))
      panels.append(panel)
    }
    let rows = (panels.count + 2) / 3
    return try Figure(
      width: Double(min(3, panels.count)) * 210 + 20, height: Double(rows) * 190 + 40,
      title: title, columns: min(3, panels.count), panels: panels
    ).picture(texts: texts)
  }
}
