internal import TensorCore

extension Module {
  /// Measures the running statistics of all normalisations anew, with the present weights: the plain
  /// mean over the batches, each counting alike.
  ///
  /// For weights that no training step has seen, such as averaged ones: the statistics of the steps
  /// before are not theirs (Izmailov et al. 2018, arXiv:1803.05407). Frozen normalisations keep
  /// theirs. Nothing is dropped out, as in prediction.
  ///
  ///     average.swap()
  ///     try model.measureStatistics(of: loader.batches(epoch: 0)) { batch, pass in
  ///       _ = model(batch.inputs, &pass)
  ///     }
  /// - Throws: what making a batch or `forward` threw; the statistics are then of the batches before.
  public func measureStatistics<Batch: Sendable>(
    of batches: BatchSequence<Batch>, forward: (Batch, inout Pass) throws -> Void
  ) throws {
    let modules = [self as any Module] + namedModules.map(\.module)
    let norms = modules.compactMap { $0 as? BatchNorm2d ?? ($0 as? BatchNorm1d)?.norm }
    for norm in norms where norm.weight.isTrainable {
      norm.runningMean.value = .zeros(norm.runningMean.value.shape)
      norm.runningVar.value = .ones(norm.runningVar.value.shape)
      norm.numBatchesTracked.value = 0
    }
    while let batch = try batches.next() {
      var pass = Pass.measuring
      try withoutGradient { try forward(batch, &pass) }
    }
  }
}
