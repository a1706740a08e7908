import Foundation
import OrreryKit
import Pipeline

/// Facts of an inspection in words.
enum InspectionWords {
  /// Everything that has a name and a value, in the order in which one looks for it.
  static func facts(of facts: Inspection) -> [Inspection.Fact] {
    var result = Array(facts.facts.prefix(40))
    func add(_ name: String, _ value: String?) {
      if let value { result.append(.init(name: name, value: value)) }
    }
    if facts.facts.count > 40 { add("…", "\(facts.facts.count - 40) more; --json has all") }
    if let entry = facts.entry, let entries = facts.entries {
      let isNamed = !["image", "table"].contains(facts.kind) && !facts.name.isEmpty
      add("Entry", "\(entry) of \(entries)" + (isNamed ? ", '\(facts.name)'" : ""))
    }
    if let region = facts.region {
      add(
        "Cut-out",
        "x \(region.x.lowerBound) to \(region.x.upperBound - 1), "
          + "y \(region.y.lowerBound) to \(region.y.upperBound - 1)")
    }
    if let sky = facts.sky {
      add("Position", position(sky))
      add("Pixels", orientation(sky))
    }
    if let spectrum = facts.spectrum {
      if let shortest = spectrum.shortest, let longest = spectrum.longest {
        let medium = spectrum.medium == "unknown" ? "" : " in \(spectrum.medium)"
        add(
          "Wavelength",
          String(format: "%.6g to %.6g ", shortest, longest)
            + unit(Spectrum.WavelengthUnit(rawValue: spectrum.wavelengthUnit))
            + "\(medium), \(spectrum.pixels) pixels")
      }
      add("Redshift", spectrum.redshift.map { String(format: "%.6g", $0) })
      add("Class", spectrum.classification)
      add("S/N", spectrum.signalToNoise.map { String(format: "%.2f in a pixel (median)", $0) })
    }
    if let curve = facts.lightCurve { result += lightCurve(curve) }
    for (channel, statistics) in facts.statistics.enumerated() {
      let name =
        facts.statistics.count > 1 ? "Plane \(channel)" : facts.kind == "image" ? "Values" : "Flux"
      let isMagnitude = facts.lightCurve?.quantity == "magnitude"
      add(isMagnitude ? "Magnitude" : name, self.statistics(statistics))
      add("", background(statistics))
    }
    return result
  }

  private static func lightCurve(_ curve: Inspection.LightCurveFacts) -> [Inspection.Fact] {
    var result: [Inspection.Fact] = []
    if let first = curve.first, let last = curve.last {
      let reference = curve.timeReference.map { $0 == 0 ? ", JD" : ", JD − \(number($0, 10))" }
      result.append(
        .init(
          name: "Time",
          value: String(format: "%.5f to %.5f d (%.2f d)", first, last, last - first)
            + (reference ?? "")))
    }
    let bands = curve.bands.map { band in
      let count = band.good == band.points ? "\(band.points)" : "\(band.good) of \(band.points)"
      return band.name.isEmpty ? count : "\(band.name) \(count)"
    }
    result.append(.init(name: "Good points", value: bands.joined(separator: ", ")))
    if let name = curve.classification { result.append(.init(name: "Class", value: name)) }
    if let period = curve.period {
      result.append(
        .init(
          name: "Period",
          value: number(period.period, 7) + String(format: " d, power %.3f", period.power)
            + " (Lomb-Scargle, \(number(period.shortest, 3)) to \(number(period.longest, 4)) d)"))
    }
    return result
  }

  private static func position(_ sky: Inspection.Sky) -> String {
    SkyText.text(ra: sky.ra, dec: sky.dec) + String(format: "  (%.6f, %+.6f)", sky.ra, sky.dec)
  }

  private static func orientation(_ sky: Inspection.Sky) -> String? {
    var parts: [String] = []
    if let scale = sky.pixelScale { parts.append(number(scale, 4) + "″") }
    if let angle = sky.positionAngle {
      let rounded = (angle * 10).rounded() / 10
      parts.append(String(format: "up is at position angle %.1f°", rounded == 360 ? 0 : rounded))
    }
    if sky.isMirrored == true { parts.append("mirrored: east is right of north") }
    if let projection = sky.projection { parts.append(projection) }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  private static func statistics(_ s: Inspection.Statistics) -> String {
    var counts = "\(s.count) values"
    if s.missing > 0 { counts += ", \(s.missing) missing" }
    if s.flagged > 0 { counts += ", \(s.flagged) flagged" }
    if s.saturated > 0 { counts += ", \(s.saturated) saturated" }
    guard let low = s.minimum, let high = s.maximum else { return counts + ": none is good" }
    return "\(number(low)) to \(number(high))" + (s.unit.map { " \($0)" } ?? "") + "; " + counts
  }

  private static func background(_ s: Inspection.Statistics) -> String? {
    guard let mean = s.mean, let median = s.median else { return nil }
    var text = "mean \(number(mean)), median \(number(median))"
    if let level = s.background, let noise = s.noise {
      text += ", clipped \(number(level)) ± \(number(noise))"
    }
    return text
  }

  /// A table's columns, a line each: name, type, unit, range, the cell that was asked for.
  static func columns(_ table: [Inspection.TableColumn]) -> [String] {
    let limit = 60
    func row(_ column: Inspection.TableColumn) -> [String] {
      var range = ""
      if let low = column.minimum, let high = column.maximum {
        range = low == high ? number(low) : "\(number(low)) … \(number(high))"
      }
      return [
        column.name, column.type, column.unit ?? "", range,
        column.missing > 0 ? "\(column.missing)" : "", column.value ?? "–",
      ].map(\.printable)
    }
    let rows =
      [["column", "type", "unit", "range", "missing", "value"]] + table.prefix(limit).map(row)
    let widths = (0..<5).map { place in min(40, rows.map(\.[place].count).max() ?? 0) }
    var lines = rows.map { cells in
      var line = " "
      for (cell, width) in zip(cells, widths) where width > 0 {
        line += " " + cell + String(repeating: " ", count: max(1, width - cell.count + 1))
      }
      return line + " " + String(cells[5].prefix(48))
    }
    if table.count > limit { lines.append("  … \(table.count - limit) more; --json has all") }
    return lines
  }

  /// `light curve` in place of `lightCurve`.
  static func kind(_ kind: String) -> String {
    kind.reduce(into: "") { $0 += $1.isUppercase ? " " + $1.lowercased() : String($1) }
  }

  static func unit(_ unit: Spectrum.WavelengthUnit?) -> String {
    switch unit {
    case .angstrom: "Å"
    case .nanometre: "nm"
    case .micrometre: "µm"
    case .millimetre: "mm"
    case nil: ""
    }
  }

  static func timeLabel(_ curve: LightCurve) -> String {
    guard let reference = curve.timeReference else { return "Time [d]" }
    return reference == 0
      ? "JD [d]"
      : reference == 2_400_000.5
        ? "MJD [d]"
        : "JD − \(number(reference, 10)) [d]"
  }

  static func valueLabel(_ curve: LightCurve) -> String {
    curve.quantity == .magnitude ? "Magnitude" : "Flux" + (curve.unit.map { " [\($0)]" } ?? "")
  }

  static func number(_ value: Double, _ digits: Int = 5) -> String {
    // Whole numbers in full: identifiers and counts.
    value.rounded() == value && abs(value) < 1e15
      ? String(format: "%.0f", value) : String(format: "%.\(digits)g", value)
  }
}
