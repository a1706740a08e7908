import OrreryKit

extension Segmenter: Supervised {
  /// Source pixels: what a recipe's loss and metrics are about. Centres and offsets are learned beside
  /// them whatever it says.
  public static var compares: OutputKind { .presence }

  public func batch(_ objects: [SkyObject]) throws -> SegmentationBatch {
    try SegmentationBatch(
      objects, specification: specification, leastArea: configuration.minimumArea)
  }

  public func compare(_ batch: SegmentationBatch, _ pass: inout Pass) -> Comparison {
    sources(logits(of: batch, &pass), batch)
  }

  private func sources(_ logits: Tensor, _ batch: SegmentationBatch) -> Comparison {
    Comparison(
      .presence, output: logits.sliced(axis: 1, 0..<1), target: batch.source,
      weights: batch.isKnown)
  }

  /// `[N, 4, H, W]`.
  private func logits(of batch: SegmentationBatch, _ pass: inout Pass) -> Tensor {
    let (height, width) = (batch.images.shape[2], batch.images.shape[3])
    return network(padded(batch.images), &pass)
      .sliced(axis: 2, 0..<height).sliced(axis: 3, 0..<width)
  }

  /// With cross-entropy and half of Dice for the source pixels.
  public func loss(of batch: SegmentationBatch, _ pass: inout Pass) throws -> StepOutcome {
    try loss(
      of: batch,
      by: { sources in
        let pixels = BinaryCrossEntropy()(sources.output, sources.target, weights: sources.weights)
        let overlap = TverskyLoss.dice()(
          sources.output.sigmoid(), sources.target, weights: sources.weights)
        return pixels + overlap * 0.5
      }, &pass)
  }

  /// A loss of the source pixels, cross-entropy of the centres, Huber's loss of the ways to them.
  ///
  /// The metrics are of the source pixels at the threshold: `dice`, the mean of the probabilities'
  /// overlap, and `pixel-f1`; `centre` and `offset` are parts of the loss.
  public func loss(
    of batch: SegmentationBatch, by loss: (Comparison) -> Tensor, _ pass: inout Pass
  ) throws -> StepOutcome {
    let logits = logits(of: batch, &pass)
    let sources = sources(logits, batch)
    let probability = sources.output.detached.sigmoid()
    let overlap = TverskyLoss.dice()(probability, batch.source, weights: batch.isKnown)
    let centre = BinaryCrossEntropy()(
      logits.sliced(axis: 1, 1..<2), batch.centre, weights: batch.centreWeight * batch.isKnown)
    let offset = Huber(delta: 0.25)(
      logits.sliced(axis: 1, 2..<4), batch.offset, weights: batch.offsetWeight)
    // Centres are one pixel in a thousand: without the factor their mean would not be heard.
    let cost = loss(sources) + centre * 20 + offset * 2
    return StepOutcome(
      loss: cost, count: batch.count,
      metrics: [
        "dice": 1 - Double(overlap.item), "pixel-f1": f1(probability, batch),
        "centre": Double(centre.item), "offset": Double(offset.item),
      ])
  }

  /// Images with sky at their right and upper border, so that the network can halve them.
  private func padded(_ images: Tensor) -> Tensor {
    let multiple = UNet.multiple(configuration)
    func rest(_ length: Int) -> Int { (multiple - length % multiple) % multiple }
    let (bottom, right) = (rest(images.shape[2]), rest(images.shape[3]))
    guard bottom > 0 || right > 0 else { return images }
    return images.padded([(0, 0), (0, 0), (0, bottom), (0, right)])
  }

  /// 2 TP / (2 TP + FP + FN) over the known pixels of a batch; 1 where nothing is there and nothing
  /// was found.
  private func f1(_ probability: Tensor, _ batch: SegmentationBatch) -> Double {
    let (p, y, known) = (probability.scalars, batch.source.scalars, batch.isKnown.scalars)
    let threshold = Float(configuration.threshold)
    var both = 0
    var either = 0
    for index in p.indices where known[index] > 0 {
      let found = p[index] >= threshold
      if found, y[index] > 0 { both += 1 }
      either += (found ? 1 : 0) + (y[index] > 0 ? 1 : 0)
    }
    return either > 0 ? 2 * Double(both) / Double(either) : 1
  }
}
