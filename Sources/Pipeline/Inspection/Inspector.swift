import Foundation
import OrreryKit

/// Looks at one file: what it is, its values, its place on the sky, what a model says.
public struct Inspector {
  let library: ModelLibrary

  public init(_ library: ModelLibrary) { self.library = library }

  /// A file's facts beside the object they are of; `nil` for tables and headers without data.
  public struct Result: Sendable {
    public var facts: Inspection
    public var content: SkyObject.Content?
  }

  /// - Throws: `DataError` where the file cannot be read or has no such object.
  public func inspect(_ request: InspectionRequest) throws -> Result {
    let bytes = try size(of: request.file)
    if request.file.lowercased().hasSuffix(".png") {
      let image = Image(try PNGImage(path: request.file))
      return try finish(request, bytes, image: image, units: [], header: image.header)
    }
    if Self.startsAsFITS(request.file) {
      return try inspect(FITSFile(opening: request.file), request, bytes)
    }
    let curves = try LightCurveReader.read(path: request.file)
    return try finish(
      request, bytes, curve: choose(curves, \.name, request), units: [], curves.count)
  }

  private func inspect(_ file: FITSFile, _ request: InspectionRequest, _ bytes: Int) throws
    -> Result
  {
    if let hdu = request.hdu, !file.hdus.indices.contains(hdu) {
      throw DataError(.missing, "no HDU \(hdu); the file has \(file.hdus.count)", file: file.path)
    }
    if request.hdu == nil, LightCurveReader.canRead(file) {
      let curves = try LightCurveReader.read(file)
      return try finish(
        request, bytes, curve: choose(curves, \.name, request), units: Self.units(file, shown: nil),
        curves.count)
    }
    if request.hdu == nil, SpectrumReader.canRead(file) {
      let spectra = try SpectrumReader.read(file)
      return try finish(
        request, bytes, spectrum: choose(spectra, \.name, request),
        units: Self.units(file, shown: nil), spectra.count)
    }
    let shown = request.hdu ?? file.hdus.first { $0.hasImage && $0.height > 1 }?.index
    if let shown, file.hdus[shown].hasImage {
      let hdu = file.hdus[shown]
      var planes: Range<Int>?
      if hdu.shape.count > 3 || request.row != nil, let entries = hdu.shape.first, entries > 0 {
        let row = request.row ?? 0
        guard (0..<entries).contains(row) else {
          throw DataError(.missing, "no entry \(row) of \(entries)", file: file.path, hdu: shown)
        }
        let each = hdu.planeCount / entries
        planes = row * each..<(row + 1) * each
      }
      let image = try file.readImage(shown, planes: planes)
      return try finish(
        request, bytes, image: image, units: Self.units(file, shown: shown),
        header: file.hdus[0].header)
    }
    return table(file, request, bytes, shown)
  }

  /// A file without an image or a series: its units alone.
  private func table(
    _ file: FITSFile, _ request: InspectionRequest, _ bytes: Int, _ shown: Int?
  ) -> Result {
    let index = shown ?? file.hdus.first { $0.hasTable }?.index ?? 0
    let header = file.hdus[index].header
    let facts = Inspection(
      file: request.file, bytes: bytes, kind: file.hdus[index].hasTable ? "table" : "header",
      name: file.hdus[index].name, units: Self.units(file, shown: index),
      facts: HeaderFacts.read([header, file.hdus[0].header]), sky: nil, statistics: [],
      prediction: nil, noPrediction: nil, warnings: [])
    return Result(facts: facts, content: nil)
  }

  private func finish(
    _ request: InspectionRequest, _ bytes: Int, image whole: Image, units: [Inspection.Unit],
    header primary: Header
  ) throws -> Result {
    let image = try cut(whole, request)
    var warnings: [String] = []
    if image.wcs == nil {
      do { _ = try WCS(image.header) } catch {
        warnings.append("sky coordinates cannot be used: \(error)".printable)
      }
    }
    let centre = (x: Double(image.width - 1) / 2, y: Double(image.height - 1) / 2)
    let sky = image.wcs.flatMap { wcs -> Inspection.Sky? in
      guard let position = wcs.sky(x: centre.x, y: centre.y) else { return nil }
      let orientation = wcs.orientation(x: centre.x, y: centre.y)
      return Inspection.Sky(
        ra: position.ra, dec: position.dec, pixelScale: orientation?.pixelScale,
        positionAngle: orientation?.positionAngle, isMirrored: orientation?.isMirrored,
        projection: wcs.projectionCode)
    }
    var facts = Inspection(
      file: request.file, bytes: bytes, kind: DataKind.image.rawValue, name: image.name,
      units: units, facts: HeaderFacts.read([image.header, primary]), sky: sky,
      statistics: (0..<image.channels).map { Inspection.Statistics(image, channel: $0) },
      prediction: nil, noPrediction: nil, warnings: warnings)
    predict(whole, request, into: &facts)
    return Result(facts: facts, content: .image(image))
  }

  private func finish(
    _ request: InspectionRequest, _ bytes: Int, spectrum: Spectrum, units: [Inspection.Unit],
    _ count: Int
  ) throws -> Result {
    var facts = HeaderFacts.read([spectrum.header])
    if let first = spectrum.wavelength.first, let last = spectrum.wavelength.last {
      facts.append(
        .init(
          name: "Wavelength",
          value: String(format: "%.6g to %.6g ", first, last) + spectrum.wavelengthUnit.rawValue
            + ", \(spectrum.count) pixels, \(spectrum.medium.rawValue)"))
    }
    if let z = spectrum.redshift { facts.append(.init(name: "Redshift", value: "\(z)")) }
    if let name = spectrum.classification { facts.append(.init(name: "Class", value: name)) }
    if let ratio = spectrum.medianSignalToNoise {
      facts.append(.init(name: "S/N", value: String(format: "%.2f per pixel (median)", ratio)))
    }
    if count > 1 { facts.append(.init(name: "Spectra in the file", value: "\(count)")) }
    let good = spectrum.flux.indices.filter { spectrum.isGood($0) }.map { spectrum.flux[$0] }
    let report = Inspection(
      file: request.file, bytes: bytes, kind: DataKind.spectrum.rawValue, name: spectrum.name,
      units: units, facts: facts, sky: spectrum.position.map { .init(ra: $0.ra, dec: $0.dec) },
      statistics: [.init(good, missing: spectrum.count - good.count, unit: spectrum.fluxUnit)],
      prediction: nil, noPrediction: nil, warnings: [])
    return Result(facts: report, content: .spectrum(spectrum))
  }

  private func finish(
    _ request: InspectionRequest, _ bytes: Int, curve: LightCurve, units: [Inspection.Unit],
    _ count: Int
  ) throws -> Result {
    var facts = HeaderFacts.read([curve.header])
    let times = curve.time.filter(\.isFinite)
    if let first = times.min(), let last = times.max() {
      let reference = curve.timeReference.map { ", JD − \($0)" } ?? ""
      facts.append(
        .init(
          name: "Time",
          value: String(format: "%.5f to %.5f d (%.2f d)", first, last, last - first) + reference))
    }
    let bands = curve.bands.enumerated().map { index, name in
      "\(name.isEmpty ? "one band" : name) \(curve.band.count { $0 == index })"
    }
    facts.append(.init(name: "Points", value: bands.joined(separator: ", ")))
    if let name = curve.classification { facts.append(.init(name: "Class", value: name)) }
    if count > 1 { facts.append(.init(name: "Light curves in the file", value: "\(count)")) }
    let good = curve.time.indices.filter { curve.isGood($0) }.map { curve.value[$0] }
    let report = Inspection(
      file: request.file, bytes: bytes, kind: DataKind.lightCurve.rawValue, name: curve.name,
      units: units, facts: facts, sky: curve.position.map { .init(ra: $0.ra, dec: $0.dec) },
      statistics: [.init(good, missing: curve.count - good.count, unit: curve.unit)],
      prediction: nil, noPrediction: nil, warnings: [])
    return Result(facts: report, content: .lightCurve(curve))
  }

  /// The entry of this number or name; the first where neither is asked for.
  private func choose<Value>(
    _ values: [Value], _ name: KeyPath<Value, String>, _ request: InspectionRequest
  ) throws -> Value {
    if let id = request.id {
      if let value = values.first(where: { $0[keyPath: name] == id }) { return value }
      let names = values.prefix(1000).map { $0[keyPath: name] }
      throw DataError(
        .missing, "nothing is called '\(id)'" + NearestNames.suggestion(for: id, among: names),
        file: request.file)
    }
    let row = request.row ?? 0
    guard values.indices.contains(row) else {
      throw DataError(.missing, "no entry \(row) of \(values.count)", file: request.file)
    }
    return values[row]
  }

  /// The part of an image that is asked for; the whole where no place is named.
  private func cut(_ image: Image, _ request: InspectionRequest) throws -> Image {
    var centre = request.pixel
    if let position = request.position {
      guard let wcs = image.wcs else {
        throw DataError(.missing, "the image has no sky coordinates", file: request.file)
      }
      guard let pixel = wcs.pixel(of: position) else {
        throw DataError(.missing, "the position has no pixel here", file: request.file)
      }
      centre = SIMD2(pixel.x, pixel.y)
    }
    guard let centre else { return image }
    let limits = (x: Double(image.width), y: Double(image.height))
    guard centre.x >= -0.5, centre.y >= -0.5, centre.x < limits.x, centre.y < limits.y else {
      throw DataError(
        .missing,
        String(format: "pixel (%.1f, %.1f) lies outside the image, ", centre.x, centre.y)
          + "\(image.width) × \(image.height)", file: request.file)
    }
    return image.cutOut(
      PixelRegion(
        centerX: centre.x, centerY: centre.y, width: request.size, height: request.size))
  }

  private func size(of path: String) throws -> Int {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw DataError(.unreadable, String(cString: strerror(errno)), file: path)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw DataError(.unreadable, "is not a regular file", file: path)
    }
    return Int(status.st_size)
  }

  /// FITS, or gzip that may hold FITS.
  private static func startsAsFITS(_ path: String) -> Bool {
    guard let handle = FileHandle(forReadingAtPath: path) else { return true }
    defer { try? handle.close() }
    let start = (try? handle.read(upToCount: 9)) ?? Data()
    let isText = path.lowercased().hasSuffix(".csv.gz")
    return start.starts(with: Data("SIMPLE  =".utf8))
      || (start.starts(with: [0x1F, 0x8B]) && !isText)
      || path.lowercased().hasSuffix(".fits")
  }

  private static func units(_ file: FITSFile, shown: Int?) -> [Inspection.Unit] {
    file.hdus.map { hdu in
      Inspection.Unit(
        index: hdu.index, kind: hdu.kind.rawValue, name: hdu.name,
        shape: hdu.hasTable ? [hdu.rowCount] : hdu.shape,
        type: hdu.hasImage ? typeName(hdu.bitpix) : nil,
        columns: hdu.fields.map { $0.name }, isShown: hdu.index == shown)
    }
  }

  private static func typeName(_ bitpix: Int) -> String {
    bitpix < 0 ? "float\(-bitpix)" : bitpix == 8 ? "uint8" : "int\(bitpix)"
  }
}

extension Spectrum {
  /// Median of |flux| / uncertainty over good pixels; `nil` without uncertainties.
  var medianSignalToNoise: Double? {
    guard let uncertainty else { return nil }
    let ratios = flux.indices.filter {
      isGood($0) && uncertainty[$0] > 0 && uncertainty[$0].isFinite
    }
    .map { abs(Double(flux[$0] / uncertainty[$0])) }.sorted()
    return ratios.isEmpty ? nil : ratios[ratios.count / 2]
  }
}
