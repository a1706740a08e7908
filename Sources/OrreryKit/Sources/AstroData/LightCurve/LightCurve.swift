/// Brightness as a function of time in any number of bands, at irregular times.
///
/// The points of all bands stand in one sequence, by time; `band[i]` is an index into `bands`.
public struct LightCurve: Sendable {
  /// What `value` measures. Magnitudes grow as the object fades.
  @frozen
  public enum Quantity: String, Sendable, Codable { case flux, magnitude }

  /// Time of each point in days, Float64 as read; `timeReference` is added to get a Julian date.
  public var time: [Double]
  /// Days to add to `time` for a (barycentric) Julian date: 0 for JD, 2400000.5 for MJD, 2454833
  /// for Kepler's BKJD; `nil` where the file does not say.
  public var timeReference: Double?
  /// The period in days by which it was folded: `time` is then a phase, 0 to 1; `nil` for times.
  public var foldedPeriod: Double?
  /// Index into `bands` for each point.
  public var band: [Int]
  public var bands: [String]
  /// Flux in `unit` or magnitude; NaN where missing.
  public var value: [Float]
  /// One standard deviation in the unit of `value`; `nil` where unknown.
  public var uncertainty: [Float]?
  public var quantity: Quantity
  /// Unit of a flux (`electron/s`); `mag` for magnitudes; `nil` where unknown.
  public var unit: String?
  /// The instrument's own quality bits beside each point; `nil` where there are none.
  public var quality: [Int32]?
  /// `PixelFlags` bits; `nil` where every point is good.
  public var mask: [UInt8]?
  /// Class as the file states it; `nil` where it does not.
  public var classification: String?
  /// Where the object is; `nil` where the file does not say.
  public var position: SkyPosition?
  public var header: Header
  public var name: String

  /// - Precondition: as many values and bands as times.
  public init(
    time: [Double], value: [Float], uncertainty: [Float]? = nil, band: [Int]? = nil,
    bands: [String] = [""], quantity: Quantity, header: Header = Header(), name: String = ""
  ) {
    precondition(
      time.count == value.count && (band ?? []).count == (band == nil ? 0 : time.count),
      "LightCurve: \(time.count) times, \(value.count) values, \(band?.count ?? 0) bands")
    self.time = time
    self.timeReference = nil
    self.foldedPeriod = nil
    self.value = value
    self.uncertainty = uncertainty
    self.band = band ?? [Int](repeating: 0, count: time.count)
    self.bands = bands
    self.quantity = quantity
    self.unit = quantity == .magnitude ? "mag" : nil
    self.quality = nil
    self.mask = nil
    self.classification = nil
    self.position = nil
    self.header = header
    self.name = name
  }

  public var count: Int { time.count }

  /// True where time and value are finite and the mask has no bit set.
  public func isGood(_ index: Int) -> Bool {
    time[index].isFinite && value[index].isFinite && (mask.map { $0[index] == 0 } ?? true)
  }

  /// How many points are good.
  public var goodCount: Int { time.indices.count(where: isGood) }

  /// Sets bits of one point's mask, making the mask where there was none.
  public mutating func flag(_ index: Int, _ flags: PixelFlags) {
    var bits = mask ?? [UInt8](repeating: 0, count: count)
    mask = nil  // one owner: the next line changes it in place
    bits[index] |= flags.rawValue
    mask = bits
  }

  /// The light curve of these points, in this order; `bands` stay.
  public func selecting(_ indices: [Int]) -> LightCurve {
    var result = self
    result.time = indices.map { time[$0] }
    result.value = indices.map { value[$0] }
    result.band = indices.map { band[$0] }
    result.uncertainty = uncertainty.map { values in indices.map { values[$0] } }
    result.quality = quality.map { values in indices.map { values[$0] } }
    result.mask = mask.map { values in indices.map { values[$0] } }
    return result
  }

  /// Indices of the points of one band that pass `condition`, in order.
  public func points(
    ofBand number: Int, where condition: (Int) -> Bool = { _ in true }
  ) -> [Int] {
    band.indices.filter { band[$0] == number && condition($0) }
  }
}
