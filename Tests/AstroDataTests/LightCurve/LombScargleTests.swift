import Foundation
import OrreryKit
import Testing

/// Forty irregular points of a sinusoid of 3.21 days with a disturbance, in one band or two.
///
/// ```python
/// i = np.arange(40)
/// t = i*1.7 + 0.6*np.sin(i*2.3)
/// e = 0.05 + 0.03*np.cos(i*1.1)**2
/// y = 12 + 0.4*np.sin(2*np.pi*t/3.21 + 0.5) + 0.1*np.cos(i*5.7)
/// b = (i % 3 == 0).astype(int)
/// y2 = y + np.where(b == 1, -0.7 + 0.2*np.cos(2*np.pi*t/3.21), 0)
/// LombScargle(t, y, e).power(f); LombScargle(t, y).power(f)
/// LombScargleMultiband(t, y2, b, e, nterms_base=0, nterms_band=1, reg_base=None,
///                      reg_band=None).power(f, method='flexible')
/// ```
private func example(bands: Int = 1, errors: Bool = true, shift: Double = 0) -> LightCurve {
  var curve = LightCurve(time: [], value: [], quantity: .magnitude)
  var times: [Double] = []
  var values: [Float] = []
  var sigmas: [Float] = []
  var numbers: [Int] = []
  for index in 0..<40 {
    let i = Double(index)
    let t = i * 1.7 + 0.6 * sin(i * 2.3)
    var y = 12 + 0.4 * sin(2 * .pi * t / 3.21 + 0.5) + 0.1 * cos(i * 5.7)
    let second = bands == 2 && index % 3 == 0
    if second { y += -0.7 + 0.2 * cos(2 * .pi * t / 3.21) }
    times.append(t + shift)
    values.append(Float(y))
    sigmas.append(Float(0.05 + 0.03 * pow(cos(i * 1.1), 2)))
    numbers.append(second ? 1 : 0)
  }
  curve = LightCurve(
    time: times, value: values, uncertainty: errors ? sigmas : nil, band: numbers,
    bands: bands == 2 ? ["b", "r"] : ["v"], quantity: .magnitude)
  return curve
}

private let frequencies = [0.05, 0.2, 1 / 3.21, 0.7]

struct LombScargleTests {
  @Test("Powers of one band are astropy's")
  func oneBand() throws {
    let expected = [
      0.005901068483305421, 0.008730765869985505, 0.9432397834878734, 0.05997842202162282,
    ]
    let search = try LombScargle(example())
    for (frequency, power) in zip(frequencies, expected) {
      #expect(abs(search.power(at: frequency) - power) < 1e-6)
    }
  }

  @Test("Powers without uncertainties are astropy's")
  func noUncertainties() throws {
    let expected = [
      0.021608970679584956, 0.009197666437555799, 0.9412972288360266, 0.069885619902797,
    ]
    let search = try LombScargle(example(errors: false))
    for (frequency, power) in zip(frequencies, expected) {
      #expect(abs(search.power(at: frequency) - power) < 1e-6)
    }
  }

  @Test("Powers of two bands are those of one sinusoid for each band, as astropy's flexible method")
  func twoBands() throws {
    let expected = [0.02567743241, 0.01500890081, 0.95778614266, 0.15694583498]
    let search = try LombScargle(example(bands: 2))
    for (frequency, power) in zip(frequencies, expected) {
      #expect(abs(search.power(at: frequency) - power) < 1e-6)
    }
  }

  @Test("The sinusoid is the weighted least-squares one")
  func sinusoid() throws {
    // np.linalg.lstsq of [1, cos, sin](2 pi 0.3 (t - t.min())) / e
    let fit = try #require(try LombScargle(example()).sinusoid(ofBand: 0, at: 0.3))
    #expect(abs(fit.offset - 11.987898886406146) < 1e-6)
    #expect(abs(fit.cosine - 0.05614315688207386) < 1e-6)
    #expect(abs(fit.sine + 0.11562560179227012) < 1e-6)
  }

  @Test("A long grid by rotation equals each frequency by itself")
  func rotation() throws {
    let search = try LombScargle(example(bands: 2, shift: 2_455_000))
    let grid = search.powers(from: 0.01, step: 0.00137, count: 700)
    for index in [0, 1, 255, 256, 511, 699] {
      #expect(abs(grid[index] - search.power(at: 0.01 + 0.00137 * Double(index))) < 1e-10)
    }
    #expect(grid.allSatisfy { $0 >= -1e-12 && $0 <= 1 + 1e-12 })
  }

  @Test("The highest peak is found to a thousandth of its width, whatever the origin of time")
  func peak() throws {
    let near = try LombScargle(example()).highestPeak(from: 0.05, to: 2)
    // Maximum of astropy's powers on 400001 frequencies: 3.218787 days, 0.952067.
    #expect(abs(near.period - 3.218787) < 1e-4)
    #expect(abs(near.power - 0.9520670797) < 1e-6)
    let far = try LombScargle(example(shift: 2_400_000.5)).highestPeak(from: 0.05, to: 2)
    #expect(abs(far.period - near.period) < 1e-6)
  }

  @Test("Too few points, one time or no variation is an error, not a period")
  func refuses() {
    func curve(_ times: [Double], _ values: [Float]) -> LightCurve {
      LightCurve(time: times, value: values, quantity: .flux)
    }
    for bad in [
      curve([], []), curve([1], [1]), curve([1, 2, 3], [1, 2, 1]),
      curve([5, 5, 5, 5], [1, 2, 3, 4]),
      curve([1, 2, 3, 4, 5], [7, 7, 7, 7, 7]), curve([1, 2, 3, 4], [1, .nan, 2, 3]),
    ] {
      #expect(throws: DataError.self) { try LombScargle(bad) }
    }
  }

  @Test("Points without a usable uncertainty take no part")
  func ignoresUncertain() throws {
    var curve = example()
    let clean = try LombScargle(curve).power(at: 0.3)
    curve.time.append(10)
    curve.value.append(99)
    curve.band.append(0)
    curve.uncertainty?.append(.infinity)
    #expect(try LombScargle(curve).power(at: 0.3) == clean)
  }
}
