import Figures
import OrreryKit

/// An image with everything that was found in it: marks coloured by class, or the outlines of a
/// segmentation map.
struct FieldOverview: Sendable {
  private struct Mark: Sendable {
    var x: Double
    var y: Double
    /// Semi-axes in pixels and angle in degrees; `nil` where they were not measured.
    var ellipse: (a: Double, b: Double, angle: Double)?
    /// Place of the class; `nil` where there is none.
    var place: Int?
  }

  /// Even in lightness and distinct for colour-blind eyes too (Okabe & Ito 2008).
  private static let colors = [
    0xE69F00, 0x56B4E9, 0x009E73, 0xF0E442, 0xCC79A7, 0xD55E00, 0x0072B2,
  ].map { Color(hex: $0) }
  private static let unclassified = Color(hex: 0xB0B0B0)

  let id: String
  private let image: Image
  private let classes: [String]
  private var marks: [Mark] = []
  /// Number of the source at each pixel, and how many there are.
  private var labels: [Int32] = []
  private var count = 0

  init?(_ object: SkyObject, classes: [String]) {
    guard let image = object.image else { return nil }
    id = object.id
    self.image = image
    self.classes = classes
  }

  /// An image that a model or a stage cut into sources; `nil` of any other object.
  init?(segmented result: ObjectResult) {
    let layer =
      result.prediction?.layers["segmentation"] ?? result.object.layers["segmentation"]
    guard let layer, case .image(let image) = result.prepared.content,
      (layer.width, layer.height) == (image.width, image.height)
    else { return nil }
    self.init(result.object.id, whole: image, numbers: layer.pixels)
  }

  /// The same of an image that is not in memory.
  /// - Throws: what reading it throws.
  init?(
    segmented object: TiledObject, id: String, layers: [String: TiledPrediction.Layer]
  ) throws {
    let field = object.prepared
    guard let map = layers["segmentation"], let template = field.object.image else { return nil }
    let (height, width) = (field.height, field.width)
    if FieldBlocks.factor(height: height, width: width) == 1 {
      let whole = try field.read(PixelRegion(x: 0..<width, y: 0..<height)).image
      self.init(id, whole: whole ?? template, numbers: try map.rows(0..<height))
      return
    }
    var blocks = FieldBlocks(template, height: height, width: width)
    try field.forEachStrip(of: 64) { rows, strip in
      guard let image = strip.image else { return true }
      blocks.add(
        rows, pixels: (0..<image.channels).map { Array(image.pixels[image.planeRange($0)]) },
        numbers: try map.rows(rows), width: width)
      return true
    }
    self.init(id, blocks)
  }

  private init(_ id: String, whole image: Image, numbers: [Float]) {
    guard FieldBlocks.factor(height: image.height, width: image.width) > 1 else {
      let labels = numbers.map { $0.isFinite ? Int32($0) : 0 }
      self.init(id, image, labels: labels, count: Set(labels).subtracting([0]).count)
      return
    }
    var blocks = FieldBlocks(image, height: image.height, width: image.width)
    blocks.add(
      0..<image.height,
      pixels: (0..<image.channels).map { Array(image.pixels[image.planeRange($0)]) },
      numbers: numbers, width: image.width)
    self.init(id, blocks)
  }

  private init(_ id: String, _ blocks: FieldBlocks) {
    self.init(id, blocks.means, labels: blocks.labels, count: blocks.numbers.count)
  }

  private init(_ id: String, _ image: Image, labels: [Int32], count: Int) {
    self.id = id
    self.image = image
    self.labels = labels
    self.count = count
    classes = []
  }

  mutating func add(_ entry: CatalogEntry) {
    guard let pixel = entry.pixel else { return }
    func number(_ name: String) -> Double? {
      guard case .real(let value)? = entry.measurements.first(where: { $0.name == name })?.value
      else { return nil }
      return value
    }
    var mark = Mark(
      x: pixel.x, y: pixel.y, ellipse: nil, place: classes.firstIndex(of: entry.className))
    if let a = number("a"), let b = number("b"), let angle = number("theta") {
      // Three times the moments' axes hold most of a galaxy's light.
      mark.ellipse = (max(3, 3 * a), max(3, 3 * b), angle)
    }
    marks.append(mark)
  }

  /// The picture, 1400 pixels wide.
  /// - Throws: `DataError.tooLarge`.
  func picture(texts: [PNGText]) throws -> PNGImage {
    var panel = ImagePanel(image, title: id.printable, axes: .sky)
    panel.hasScaleBar = image.wcs != nil
    panel.hasCompass = image.wcs != nil
    let showsLabels = marks.count <= 80
    panel.annotations = marks.map { mark in
      let color = mark.place.map { Self.colors[$0 % Self.colors.count] } ?? Self.unclassified
      let label = showsLabels ? mark.place.map { classes[$0].printable } ?? "" : ""
      if let ellipse = mark.ellipse {
        return Annotation(
          .ellipse(x: mark.x, y: mark.y, a: ellipse.a, b: ellipse.b, angle: ellipse.angle),
          label: label, color: color)
      }
      return Annotation(
        .box(x: mark.x, y: mark.y, width: 12, height: 12), label: label, color: color)
    }
    if !labels.isEmpty {
      panel.annotations.append(
        Annotation(.outlines(labels: labels), color: Color(hex: 0xF0E442)))
    }
    let counts = classes.indices.map { place in
      "\(marks.filter { $0.place == place }.count) \(classes[place].printable)"
    }
    // The legend: a line for each class in its colour, from the upper left corner.
    for (place, text) in counts.enumerated() {
      let side = Double(max(image.width, image.height))
      panel.annotations.append(
        Annotation(
          .text(
            x: 0.015 * Double(image.width),
            y: Double(image.height) - side * (0.022 + 0.02 * Double(place))), label: text,
          color: Self.colors[place % Self.colors.count]))
    }
    let count = labels.isEmpty ? marks.count : count
    panel.captions = [(["\(count) objects"] + counts).joined(separator: ", ")]
    let height = 700 * Double(image.height) / Double(max(1, image.width))
    let figure = Figure(width: 700, height: min(2000, max(250, height)), panels: [panel])
    return try figure.picture(resolution: 2, texts: texts)
  }
}
