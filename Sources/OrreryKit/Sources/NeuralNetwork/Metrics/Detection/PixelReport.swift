/// How well a mask finds the pixels of sources, over any number of images.
public struct PixelReport: Sendable, Codable, Equatable {
  public private(set) var truePositives = 0
  public private(set) var falsePositives = 0
  public private(set) var falseNegatives = 0
  public private(set) var trueNegatives = 0
  /// Pixels without a finite probability; they count as not found.
  public private(set) var unusable = 0

  public init() {}

  /// Adds an image.
  /// - Parameters:
  ///   - probabilities: of being a source, for each pixel.
  ///   - isSource: the truth.
  ///   - threshold: what has at least this probability is taken for a source.
  public mutating func add(
    probabilities: [Float], isSource: [Bool], threshold: Float = 0.5
  ) {
    precondition(
      probabilities.count == isSource.count,
      "PixelReport.add: \(probabilities.count) probabilities for \(isSource.count) pixels")
    for (probability, isSource) in zip(probabilities, isSource) {
      if !probability.isFinite { unusable += 1 }
      switch (probability >= threshold, isSource) {
      case (true, true): truePositives += 1
      case (true, false): falsePositives += 1
      case (false, true): falseNegatives += 1
      case (false, false): trueNegatives += 1
      }
    }
  }

  /// Share of what was taken for sources that is; NaN where nothing was.
  public var precision: Double {
    Double(truePositives) / Double(truePositives + falsePositives)
  }

  /// Share of the sources' pixels that were found; NaN where there are none.
  public var recall: Double {
    Double(truePositives) / Double(truePositives + falseNegatives)
  }

  /// Harmonic mean of precision and recall.
  public var f1: Double {
    Double(2 * truePositives) / Double(2 * truePositives + falsePositives + falseNegatives)
  }

  /// Intersection over union.
  public var intersectionOverUnion: Double {
    Double(truePositives) / Double(truePositives + falsePositives + falseNegatives)
  }
}
