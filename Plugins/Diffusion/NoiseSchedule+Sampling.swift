import OrreryKit

extension NoiseSchedule {
  /// From what is mixed at a time to the object alone, along the deterministic way (DDIM; Song et al.
  /// 2021, arXiv:2010.02502).
  /// - Parameters:
  ///   - start: time of `mixed`; 1 is all noise.
  ///   - steps: of the whole way from 1.
  ///   - velocity: v = α ε - σ x of a mixture at its times.
  static func denoised(
    _ mixed: Tensor, from start: Double, steps: Int,
    velocity: (Tensor, [Double], inout Pass) -> Tensor
  ) -> Tensor {
    withoutGradient {
      var pass = Pass.inference
      var value = mixed
      let steps = max(1, Int((Double(steps) * start).rounded(.up)))
      for step in 0..<steps {
        let time = start * Double(steps - step) / Double(steps)
        let now = NoiseSchedule(time: time)
        let next = NoiseSchedule(time: start * Double(steps - step - 1) / Double(steps))
        let v = velocity(value, [Double](repeating: time, count: value.shape[0]), &pass)
        let object = value * Float(now.alpha) - v * Float(now.sigma)
        let noise = value * Float(now.sigma) + v * Float(now.alpha)
        value = object * Float(next.alpha) + noise * Float(next.sigma)
      }
      return value
    }
  }

  /// Mixes noise into objects at times spread evenly over the batch, and says what is to be learned.
  static func mixture(
    of objects: Tensor, _ pass: inout Pass
  ) -> (mixed: Tensor, times: [Double], velocity: Tensor) {
    let count = objects.shape[0]
    // Times evenly over the batch with one shift: less scatter from batch to batch.
    let shift = pass.random.uniform()
    let times = (0..<count).map { (Double($0) + shift) / Double(max(1, count)) }
    let noise = Tensor.normal(objects.shape, mean: 0, deviation: 1, &pass.random)
    let schedule = times.map(NoiseSchedule.init)
    let alpha = Tensor(schedule.map { Float($0.alpha) }, shape: [count, 1, 1, 1])
    let sigma = Tensor(schedule.map { Float($0.sigma) }, shape: [count, 1, 1, 1])
    return (objects * alpha + noise * sigma, times, noise * alpha - objects * sigma)
  }
}
