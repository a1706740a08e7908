import OrreryKit

/// The workloads by their short names.
public enum ReferenceWorkload: String, CaseIterable, Sendable {
  /// CNN on images of 3×64×64 and of 1×69×69.
  case a64, a69
  /// ResNet-18.
  case b18
  /// U-Nets of base width 16 and 32.
  case c16, c32
  /// LSTM with 64 and 128 units, on sequences of one length; on such of many.
  case d64, d128, d64p, d128p
  /// RealNVP.
  case nvp
  /// DCGAN.
  case gan

  /// The workload with its weights and inputs from patterns.
  public func make(_ size: WorkloadSize = .full) throws -> any Workload {
    var random = RandomStream(seed: 0)
    switch self {
    case .a64:
      return try Self.classifier(
        .plain(channels: 3, width: size.width(32, 8), &random),
        [size.batch(64, 8), 3, size.width(64, 16), size.width(64, 16)])
    case .a69:
      return try Self.classifier(
        .plain(channels: 1, width: size.width(32, 8), &random),
        [size.batch(64, 8), 1, size.width(69, 17), size.width(69, 17)])
    case .b18:
      return try Self.classifier(
        .resNet18(width: size.width(64, 8), &random),
        [size.batch(64, 8), 3, size.width(64, 16), size.width(64, 16)])
    case .c16: return try Self.segmentation(size, width: size.width(16, 4), &random)
    case .c32: return try Self.segmentation(size, width: size.width(32, 8), &random)
    case .d64: return try Self.sequences(size, hidden: size.width(64, 16), &random)
    case .d128: return try Self.sequences(size, hidden: size.width(128, 32), &random)
    case .d64p:
      return try Self.sequences(size, hidden: size.width(64, 16), areEqual: false, &random)
    case .d128p:
      return try Self.sequences(size, hidden: size.width(128, 32), areEqual: false, &random)
    case .nvp:
      return try SupervisedWorkload(
        CouplingFlow(hidden: size.width(256, 32), &random),
        input: Pattern.input("input", [size.batch(512, 32), CouplingFlow.dimensions]),
        loss: { $0 })
    case .gan:
      let (batch, noise, width) = (size.batch(64, 4), size.width(100, 16), size.width(64, 8))
      let real = [batch, 3, 64, 64]
      return try AdversarialWorkload(
        generator: DCGAN.generator(noise: noise, width: width, &random),
        discriminator: DCGAN.discriminator(width: width, &random),
        noise: Pattern.input("noise", [batch, noise, 1, 1]),
        real: Tensor(Pattern("real").values(real.reduce(1, *), scale: 1), shape: real))
    }
  }

  /// Cross-entropy of ten classes.
  private static func classifier(
    _ network: PooledClassifier, _ shape: [Int]
  ) throws -> any Workload {
    let labels = Pattern("labels").integers(shape[0], in: 0...9)
    return try SupervisedWorkload(
      network, input: Pattern.input("input", shape),
      loss: { CrossEntropy()($0, labels: labels) })
  }

  /// Binary cross-entropy of every pixel.
  private static func segmentation(
    _ size: WorkloadSize, width: Int, _ random: inout RandomStream
  ) throws -> any Workload {
    let shape = [size.batch(4, 2), 1, size.width(256, 32), size.width(256, 32)]
    let mask = Pattern("mask").values(shape.reduce(1, *), scale: 1).map { $0 > 0 ? Float(1) : 0 }
    let target = Tensor(mask, shape: shape)
    return try SupervisedWorkload(
      UNet(width: width, &random), input: Pattern.input("input", shape),
      loss: { BinaryCrossEntropy()($0, target) })
  }

  /// Cross-entropy of five classes.
  /// - Parameter areEqual: false for sequences of half to all steps.
  private static func sequences(
    _ size: WorkloadSize, hidden: Int, areEqual: Bool = true, _ random: inout RandomStream
  ) throws -> any Workload {
    let (batch, steps) = (size.batch(128, 8), size.width(100, 20))
    let input = Pattern.input("input", [batch, steps, SequenceClassifier.channels])
    let labels = Pattern("labels").integers(batch, in: 0...SequenceClassifier.classes - 1)
    let lengths = areEqual ? nil : Pattern("lengths").integers(batch, in: steps / 2...steps)
    return try SupervisedWorkload(
      SequenceClassifier(hidden: hidden, &random),
      answer: { network, pass in network(input, lengths: lengths, &pass) },
      loss: { CrossEntropy()($0, labels: labels) })
  }
}
