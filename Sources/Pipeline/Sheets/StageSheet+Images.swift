import Figures
import OrreryKit

extension StageSheet {
  /// The input beside a result for each seed, all on the input's scale.
  func augmentation(of image: Image, _ results: [SkyObject]) throws -> Figure {
    let scale = fixedScale(of: image)
    var panels = [panel(image, "input", scale)]
    if stage is any MixingStage, let other = partner.image {
      panels.append(panel(other, "partner", scale))
    }
    for (seed, result) in zip(Self.seeds, results) where panels.count < 12 {
      guard let changed = result.image else { continue }
      panels.append(panel(changed, "seed \(seed)", scale))
    }
    return Figure.contactSheet(panels, title: info.name, columns: 4, cell: 120)
  }

  /// The field with the places of its stamps, and the first of them.
  func stamps(of image: Image, _ objects: [SkyObject]) -> Figure {
    var field = panel(image, "input", Rendering())
    field.annotations = objects.compactMap { object in
      guard let pixel = object.pixel, let stamp = object.image else { return nil }
      return Annotation(
        .box(
          x: pixel.x, y: pixel.y, width: Double(stamp.width), height: Double(stamp.height)))
    }
    let stamps = objects.prefix(11).compactMap { object in
      object.image.map { panel($0, object.id.printable, Rendering()) }
    }
    return Figure.contactSheet([field] + stamps, title: info.name, columns: 4, cell: 130)
  }

  /// Before and after, what was made on the way, and the histograms of the values.
  func change(of before: Image, to after: Image, _ result: SkyObject) -> Figure {
    var last = barred(after, "after: \(size(after))")
    last.annotations = result.sources.map { source in
      Annotation(
        .ellipse(
          x: source.x, y: source.y, a: max(3, 3 * source.semiMajor),
          b: max(3, 3 * source.semiMinor), angle: source.angle * 180 / .pi))
    }
    var images: [(any Panel)?] = [barred(before, "before: \(size(before))"), last]
    if let mask = after.mask, mask != before.mask {
      images.append(panel(Self.flags(mask, like: after), "mask", Rendering(limits: .minMax)))
    }
    let made = result.layers.filter { input.layers[$0.key] == nil && $0.value.planeSize > 0 }
    for (name, layer) in made.sorted(by: { $0.key < $1.key }) {
      images.append(
        name == "segmentation"
          ? panel(
            Self.shades(layer), name,
            Rendering(limits: .minMax, stretch: .linear, colorMap: .inferno))
          : barred(layer, name))
    }
    let columns = images.count > 4 ? 3 : max(2, min(4, images.count))
    while images.count % columns != 0 { images.append(nil) }
    var plots: [(any Panel)?] = [
      histogram(before, "before"), histogram(after, "after"),
    ]
    while plots.count % columns != 0 { plots.append(nil) }
    let rows = (images.count + plots.count) / columns
    return Figure(
      width: 20 + 235 * Double(columns), height: 40 + 190 * Double(rows), columns: columns,
      spacing: 14, panels: images + plots)
  }

  // MARK: - Panels

  private func size(_ image: Image) -> String {
    (image.channels > 1 ? "\(image.channels) × " : "") + "\(image.height) × \(image.width)"
  }

  /// The limits of the input, so that a change of brightness or noise can be seen.
  private func fixedScale(of image: Image) -> Rendering {
    var rendering = Rendering()
    if let scale = rendering.scale(of: image) {
      rendering.limits = .values(lower: scale.lower, upper: scale.upper)
    }
    return rendering
  }

  private func panel(_ image: Image, _ title: String, _ rendering: Rendering) -> ImagePanel {
    guard image.planeSize > 0 else {
      return ImagePanel(Image(repeating: .nan, height: 1, width: 1), title: title, axes: .none)
    }
    guard image.channels == 3 else { return ImagePanel(rendering.picture(of: image), title: title) }
    var shown = image
    for channel in 0..<3 {
      let plane = image.planeRange(channel)
      // A band that was taken away gives no light; the others are still seen.
      if image.pixels[plane].contains(where: \.isFinite) { continue }
      for index in plane { shown.pixels[index] = 0 }
      shown.mask?.replaceSubrange(plane, with: repeatElement(0, count: plane.count))
    }
    let picture = ColorComposite.standard.picture(of: shown, channels: (2, 1, 0))
    return ImagePanel(picture, title: title)
  }

  /// With axes, and a colour bar where there is one scale.
  private func barred(_ image: Image, _ title: String) -> ImagePanel {
    guard image.channels != 3, image.planeSize > 0 else { return panel(image, title, Rendering()) }
    // Curves are judged by what they do to straight values.
    let isCurve = info.category == .normalisation
    let rendering =
      isCurve
      ? Rendering(limits: .percentiles(lower: 0.2, upper: 99.8), stretch: .linear) : Rendering()
    return ImagePanel(image, rendering: rendering, title: title, axes: .pixels)
  }

  private func histogram(_ image: Image, _ title: String) -> PlotPanel {
    var plot = PlotPanel(
      title: "values \(title)", xLabel: "Value" + (image.unit.map { " [\($0.printable)]" } ?? ""),
      yLabel: "Pixels")
    for channel in 0..<min(3, image.channels) {
      let values = image.planeRange(channel).filter { image.isGood($0) }
        .map { Double(image.pixels[$0]) }.sorted()
      guard let low = values.first, let high = values.last else { continue }
      // The tail of a bright star would leave one bar.
      let cut = values.count / 200
      var range = (values[cut], values[values.count - 1 - cut])
      var bins = 60
      if values.allSatisfy({ $0 == $0.rounded() }), range.1 - range.0 < 1e6 {
        // Whole numbers in bins of whole numbers, or some bins would hold one more than others.
        let step = max(1, ((range.1 - range.0 + 1) / 60).rounded(.up))
        bins = max(1, Int(((range.1 - range.0 + 1) / step).rounded(.up)))
        range = (range.0 - 0.5, range.0 - 0.5 + Double(bins) * step)
      }
      let name = image.bands.indices.contains(channel) ? image.bands[channel].printable : ""
      plot.histogram(
        values, bins: bins, range: range.0 < range.1 ? range.0...range.1 : low...max(high, low + 1),
        label: image.channels > 1 ? name : "", isFilled: image.channels == 1)
    }
    return plot
  }

  /// Neighbouring numbers far apart in colour.
  private static func shades(_ labels: Image) -> Image {
    var result = labels
    result.mask = nil
    for index in result.pixels.indices where result.pixels[index] > 0 {
      result.pixels[index] = 60 + Float(Int(result.pixels[index]) * 89 % 191)
    }
    return result
  }

  private static func flags(_ mask: [UInt8], like image: Image) -> Image {
    Image(
      pixels: mask[image.planeRange(0)].map { $0 == 0 ? 0 : 1 }, height: image.height,
      width: image.width)
  }
}
