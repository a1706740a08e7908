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
    let panels = objects.prefix(Self.most).compactMap { object -> ImagePanel? in
      guard let image = object.image else { return nil }
      return ImagePanel(
        Picture(options: options).draw(image), title: object.truth.keys.first?.printable ?? "")
    }
    guard !panels.isEmpty else { throw DataError(.missing, "nothing was made that can be drawn") }
    return try Figure.contactSheet(panels, title: title).picture(texts: texts)
  }
}
