import OrreryKit

extension ReportWriter {
  /// Most input images that are drawn.
  private static let fieldLimit = 200

  /// The images that objects were cut from, each drawn where it can still be read.
  func fields(
    _ catalog: RunCatalog, _ folder: ReportFolder, _ notes: inout [String]
  ) -> [ReportSummary.Field] {
    guard let x = catalog.numbers(.x), let y = catalog.numbers(.y),
      let origins = catalog.texts(.origin)
    else { return [] }
    var order: [String] = []
    var reach: [String: (x: Double, y: Double)] = [:]
    for row in origins.indices where x[row].isFinite && y[row].isFinite {
      let origin = origins[row]
      let before = reach[origin]
      if before == nil { order.append(origin) }
      reach[origin] = (max(before?.x ?? 0, x[row]), max(before?.y ?? 0, y[row]))
    }
    var unread = 0
    let fields = order.enumerated().map { place, origin -> ReportSummary.Field in
      let reach = reach[origin] ?? (0, 0)
      var field = ReportSummary.Field(
        origin: origin, picture: nil, width: Int(min(reach.x, 1e6)) + 1,
        height: Int(min(reach.y, 1e6)) + 1)
      guard place < Self.fieldLimit, let drawn = try? FieldPicture.draw(data.file(origin)),
        reach.x <= Double(drawn.width), reach.y <= Double(drawn.height),
        let bytes = try? drawn.picture.encoded(),
        (try? folder.write(bytes, to: "fields/\(place).png")) != nil
      else {
        unread += 1
        return field
      }
      field.picture = "\(place).png"
      (field.width, field.height) = (drawn.width, drawn.height)
      return field
    }
    if unread > 0 {
      notes.append(
        "\(unread) of \(fields.count) input images have no picture in the map of the field: they "
          + "cannot be read from here any more, or are more than \(Self.fieldLimit)")
    }
    return fields
  }
}
