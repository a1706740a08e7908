public import TensorCore

/// What one batch is made of; making it depends on nothing else.
public struct BatchPlan: Sendable {
  public let seed: UInt64
  /// The epoch, from 0.
  public let epoch: Int
  /// The batch within the epoch, from 0.
  public let step: Int
  /// Objects of the batch.
  public let indices: [Int]
  /// Place of the first object in the epoch.
  let start: Int

  /// Random numbers for the object at this place of the batch: another stream for each place and
  /// epoch, so that an object that comes twice is augmented in two ways.
  public func random(at place: Int, purpose: String = "augment") -> RandomStream {
    RandomStream(seed: seed, key: "epoch \(epoch) place \(start + place)", purpose: purpose)
  }
}
