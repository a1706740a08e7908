extension Explainer {
  /// Where a small change of a value would change the evidence most: |∂ evidence / ∂ value|, of an
  /// image the largest over its planes (Simonyan et al. 2013, arXiv:1312.6034).
  ///
  /// - Parameters:
  ///   - samples: the slope is the mean over so many noisy copies (SmoothGrad, Smilkov et al. 2017,
  ///     arXiv:1706.03825); 1 takes that of the object itself. Differences always take 1.
  ///   - noise: of the copies, in units of the range of the values.
  public func saliency(samples: Int = 1, noise: Double = 0.1, seed: UInt64 = 0) throws
    -> Attribution
  {
    precondition(samples > 0, "saliency: \(samples) samples")
    let values = object.values
    var points = [values]
    if samples > 1, try isTraceable() {
      let good = values.indices.filter(object.isGood)
      let known = good.map { values[$0] }
      let deviation = noise * Double((known.max() ?? 0) - (known.min() ?? 0))
      var random = RandomStream(seed: seed, key: object.id, purpose: "saliency")
      points = (0..<samples).map { _ in
        var copy = values
        for index in good { copy[index] += Float(deviation * random.normal()) }
        return copy
      }
    }
    let gradients = try slopes(at: points).gradients
    var mean = [Float](repeating: 0, count: values.count)
    for gradient in gradients {
      for index in mean.indices { mean[index] += gradient[index] / Float(gradients.count) }
    }
    return Attribution(.saliency, self, values: overPlanes(mean.map(abs), max))
  }

  /// One number for each place of what is one for each value.
  func overPlanes(_ values: [Float], _ join: (Float, Float) -> Float) -> [Float] {
    guard let image = object.image, image.channels > 1 else { return values }
    let size = image.planeSize
    var result = Array(values[0..<size])
    for channel in 1..<image.channels {
      for place in 0..<size { result[place] = join(result[place], values[channel * size + place]) }
    }
    return result
  }
}
