internal import Foundation

extension LombScargle {
  /// The Fourier series m = A₀ + Σ A_k cos(2π k f (t - origin) + φ_k) (Simon & Lee 1981, ApJ 248,
  /// 291).
  public struct FourierSeries: Sendable {
    public var offset: Double
    /// A_k, from k = 1.
    public var amplitudes: [Double]
    /// φ_k in radians.
    public var phases: [Double]
    /// Share of the variance that it explains, 0 to 1.
    public var power: Double

    /// The value at a phase of the first harmonic, in turns.
    public func value(at phase: Double) -> Double {
      amplitudes.indices.reduce(offset) {
        $0 + amplitudes[$1] * cos(2 * .pi * Double($1 + 1) * phase + phases[$1])
      }
    }

    /// A_k / A_1; 0 where there is no such harmonic.
    public func ratio(_ k: Int) -> Double {
      amplitudes.count < k || amplitudes[0] == 0 ? 0 : amplitudes[k - 1] / amplitudes[0]
    }

    /// φ_k - k φ_1 from 0 to 2π: it does not depend on the origin of time.
    public func phaseDifference(_ k: Int) -> Double {
      guard phases.count >= k else { return 0 }
      let turns = (phases[k - 1] - Double(k) * phases[0]) / (2 * .pi)
      return 2 * .pi * (turns - turns.rounded(.down))
    }
  }

  /// The least-squares Fourier series of one band (an index into the light curve's `bands`) at a
  /// frequency; `nil` where the band took no part.
  ///
  /// - Parameter terms: harmonics, of a band with few points fewer: one for each five points.
  public func series(
    ofBand number: Int, at frequency: Double, terms: Int
  ) -> FourierSeries? {
    bands.first { $0.number == number }.map { $0.series(at: frequency, terms: terms) }
  }

  /// As `power(at:)`, of series with several harmonics for each band.
  public func power(at frequency: Double, terms: Int) -> Double {
    bands.reduce(0) { $0 + $1.share * $1.series(at: frequency, terms: terms).power }
  }

  /// The best period for a light curve of any shape: a search with one harmonic proposes peaks, the
  /// series of `terms` harmonics decides between them, their doubles and their halves.
  ///
  /// A sinusoid alone takes a peak of the sampling for a saw-tooth's, and half the period for that
  /// of two unequal eclipses.
  /// - Throws: as `highestPeak`.
  public func bestPeak(
    from lowest: Double, to highest: Double, oversampling: Double, terms: Int, candidates: Int
  ) throws -> Peak {
    let periodogram = try periodogram(from: lowest, to: highest, oversampling: oversampling)
    return bestPeak(in: periodogram, terms: terms, candidates: candidates)
  }

  /// As `bestPeak(from:to:oversampling:terms:candidates:)`, of a search that was made.
  public func bestPeak(in periodogram: Periodogram, terms: Int, candidates: Int) -> Peak {
    let (lowest, highest) = (periodogram.lowest, periodogram.highest)
    let (powers, step) = (periodogram.powers, periodogram.step)
    let peaks = powers.indices.filter { index in
      (index == 0 || powers[index - 1] < powers[index])
        && (index == powers.count - 1 || powers[index + 1] <= powers[index])
    }.sorted { (-powers[$0], $0) < (-powers[$1], $1) }
    var proposed = peaks.prefix(candidates).map { lowest + step * Double($0) }
    proposed += proposed.flatMap { [$0 / 2, $0 * 2] }
    var best = Peak(frequency: lowest, power: -1)
    for frequency in proposed where frequency >= lowest && frequency <= highest {
      let peak = refined(around: frequency, by: step / 2, terms: terms)
      // Twice the period explains all that the period does: it must do clearly better.
      if peak.power > best.power + 0.005 * (1 - best.power) { best = peak }
    }
    return best
  }

  /// The highest of nine places around a frequency, then of nine around that.
  private func refined(around frequency: Double, by width: Double, terms: Int) -> Peak {
    var best = Peak(frequency: frequency, power: power(at: frequency, terms: terms))
    for spacing in [width / 4, width / 16] {
      let centre = best.frequency
      for place in -4...4 where place != 0 {
        let tried = centre + Double(place) * spacing
        let power = power(at: tried, terms: terms)
        if tried > 0, power > best.power { best = Peak(frequency: tried, power: power) }
      }
    }
    return best
  }
}

extension LombScargle.Band {
  /// The least-squares series, by the normal equations of 1, cos and sin of each harmonic.
  func series(at frequency: Double, terms wanted: Int) -> LombScargle.FourierSeries {
    let terms = max(1, min(wanted, time.count / 5))
    let size = 1 + 2 * terms
    var matrix = [Double](repeating: 0, count: size * size)
    var right = [Double](repeating: 0, count: size)
    var row = [Double](repeating: 1, count: size)
    for point in time.indices {
      let turns = frequency * time[point]
      let angle = 2 * Double.pi * (turns - turns.rounded())
      let (c, s) = (cos(angle), sin(angle))
      (row[1], row[2]) = (c, s)
      for k in stride(from: 3, to: size, by: 2) {
        row[k] = row[k - 2] * c - row[k - 1] * s
        row[k + 1] = row[k - 1] * c + row[k - 2] * s
      }
      for i in 0..<size {
        let weighted = weight[point] * row[i]
        right[i] += weighted * value[point]
        for j in 0...i { matrix[i * size + j] += weighted * row[j] }
      }
    }
    let solution = Self.solved(&matrix, right)
    var series = LombScargle.FourierSeries(
      offset: mean + solution[0], amplitudes: [], phases: [],
      power: zip(solution, right).reduce(0) { $0 + $1.0 * $1.1 } / variance)
    for k in 0..<terms {
      let (cosine, sine) = (solution[1 + 2 * k], solution[2 + 2 * k])
      series.amplitudes.append((cosine * cosine + sine * sine).squareRoot())
      series.phases.append(atan2(-sine, cosine))
    }
    return series
  }

  /// Solves A x = b for a positive matrix, its lower half given, by Cholesky's method.
  ///
  /// Where the sampling cannot tell harmonics apart, a millionth on the diagonal keeps them small.
  private static func solved(_ a: inout [Double], _ b: [Double]) -> [Double] {
    let size = b.count
    for i in 0..<size { a[i * size + i] += 1e-6 }
    for i in 0..<size {
      for j in 0...i {
        var sum = a[i * size + j]
        for k in 0..<j { sum -= a[i * size + k] * a[j * size + k] }
        a[i * size + j] = i == j ? max(sum, 1e-12).squareRoot() : sum / a[j * size + j]
      }
    }
    var x = b
    for i in 0..<size {
      for k in 0..<i { x[i] -= a[i * size + k] * x[k] }
      x[i] /= a[i * size + i]
    }
    for i in (0..<size).reversed() {
      for k in i + 1..<size { x[i] -= a[k * size + i] * x[k] }
      x[i] /= a[i * size + i]
    }
    return x
  }
}
