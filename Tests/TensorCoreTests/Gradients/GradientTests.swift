import OrreryKit
import TestSupport
import Testing

@Suite struct GradientTests {
  /// A small network with every kind of operation a CNN needs, and its parameters.
  struct Network {
    let x: Tensor
    let parameters: [Parameter]

    init(images: Int = 3, size: Int = 6) {
      var random = RandomStream(seed: 1, key: "network")
      x = .uniform([images, 2, size, size - 1], -1, 1, &random)
      parameters = [
        Parameter(.uniform([4, 2, 3, 3], -0.5, 0.5, &random)),
        Parameter(.uniform([4], -0.5, 0.5, &random)), Parameter(.uniform([4], 0.5, 1.5, &random)),
        Parameter(.uniform([4], -0.5, 0.5, &random)), Parameter(.uniform([3, 4], -1, 1, &random)),
      ]
    }

    func loss() -> Tensor {
      let p = parameters.map(\.tensor)
      let features = x.conv2d(p[0], bias: p[1], padding: 1)
      let normal = features.batchNorm2d(weight: p[2], bias: p[3]).output.silu()
      let classes = (0..<x.shape[0]).map { $0 % 3 }
      return -normal.globalAveragePool2d().linear(p[4]).logSoftmax().gathered(classes).mean()
    }
  }

  @Test("Gradients of a small network agree with finite differences")
  func network() {
    let network = Network()
    let check = checkGradient(at: network.parameters) { network.loss() }
    #expect(check.isGood, "\(check)")
  }

  @Test("Finite differences notice a wrong gradient")
  func checkNotices() {
    let check = checkGradient([Tensor([0.3, 1.2], shape: [2])]) { inputs in
      .recorded(inputs) { inputs in
        let x = inputs[0]
        return (x * x, { gradient, _ in [gradient * x * 2.02] })
      }
    }
    #expect(check.failures.count == 1, "\(check)")
    #expect(check.checked == 2)
    let kink = checkGradient([Tensor([0.01, 1], shape: [2])], excluding: { abs($0) < 0.05 }) {
      $0[0].relu()
    }
    #expect(kink.isGood && kink.excluded == 1 && kink.checked == 1)
  }

  @Test("Gradients of several calls and several uses add up")
  func accumulation() {
    let w = Parameter(Tensor([2, 3], shape: [2]))
    (w.tensor * w.tensor).sum().backward()
    #expect(w.gradient?.scalars == [4, 6])
    let leaf = w.tensor
    (leaf + leaf * 10).sum().backward()
    #expect(w.gradient?.scalars == [15, 17])
    w.gradient = nil
    (w.tensor.sum() * 5).backward()
    #expect(w.gradient?.scalars == [5, 5])
  }

  @Test("A frozen parameter is not tracked and gets no gradient")
  func frozen() {
    let (a, b) = (Parameter(Tensor(2)), Parameter(Tensor(3)))
    b.isTrainable = false
    #expect(!b.tensor.isTracked)
    (a.tensor * b.tensor).backward()
    #expect(a.gradient?.item == 3)
    #expect(b.gradient == nil)
  }

  @Test("gradients(at:) gives input gradients and changes no parameter")
  func inputGradients() {
    let (w, x, other) = (Parameter(Tensor(2)), Parameter(Tensor(3)), Parameter(.ones([2])))
    let y = w.tensor * x.tensor.square()
    #expect(y.gradients(at: [x, other], keepingGraph: true) == [Tensor(12), .zeros([2])])
    #expect(y.gradients(at: [w, x]) == [Tensor(9), Tensor(12)])
    #expect(w.gradient == nil && x.gradient == nil)
  }

  @Test("A detached tensor stops the gradient")
  func detached() {
    let w = Parameter(Tensor(3))
    let y = w.tensor * w.tensor.square().detached
    y.backward()
    #expect(w.gradient?.item == 9)
  }

  @Test("A value that is changed after the forward pass does not disturb the way back")
  func changedValue() {
    let w = Parameter(Tensor([2, 3], shape: [2]))
    let loss = w.tensor.square().sum()
    w.value.withUnsafeMutableBufferPointer { $0[0] = 100 }
    loss.backward()
    #expect(w.gradient?.scalars == [4, 6])
    #expect(w.value.scalars == [100, 3])
  }

  @Test("withoutGradient records nothing, and only on its own thread")
  func withoutGradientThreads() async {
    let w = Parameter(Tensor(2))
    withoutGradient {
      #expect(!w.tensor.isTracked)
      #expect(!(w.tensor * 3).isTracked)
    }
    #expect((w.tensor * 3).isTracked)
    // Tasks that record and tasks that do not, interleaved on the same threads.
    let wrong = await withTaskGroup(of: Int.self) { group in
      for task in 0..<16 {
        group.addTask {
          var wrong = 0
          for _ in 0..<200 {
            let tracked =
              task % 2 == 0
              ? withoutGradient { (w.tensor + 1).isTracked } : (w.tensor + 1).isTracked
            if tracked != (task % 2 == 1) { wrong += 1 }
            await Task.yield()
          }
          return wrong
        }
      }
      return await group.reduce(0, +)
    }
    #expect(wrong == 0)
  }

  @Test("Networks trained at the same time on several threads do not meet")
  func concurrentBackward() async {
    let expected = gradients()
    let results = await withTaskGroup(of: [Tensor].self) { group in
      for _ in 0..<8 { group.addTask { gradients() } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(results.allSatisfy { $0 == expected })
  }

  @Test("A chain of 30,000 operations is walked and freed without a deep stack")
  func longChain() {
    let w = Parameter(Tensor(1))
    var y = w.tensor
    for _ in 0..<30_000 { y = y + 1 }
    y.backward()
    #expect(w.gradient?.item == 1)
    y = w.tensor
    for _ in 0..<30_000 { y = y + 1 }  // freed without a way back
  }

  @Test("Gradients are the same bits from run to run and for 1, 2 and 5 threads")
  func sameBits() {
    let reference = Compute.withThreads(1) { gradients(images: 17, size: 40) }
    for threads in [1, 2, 2, 5] {
      #expect(Compute.withThreads(threads) { gradients(images: 17, size: 40) } == reference)
    }
  }
}

extension GradientTests {
  @Test("Sequences, attention and resizing give the same bits for 1, 2 and 5 threads")
  func sameBitsOfOthers() {
    var random = RandomStream(seed: 8)
    let values = Tensor.uniform([6, 8, 300], -1, 1, &random)
    let kernel = Tensor.uniform([8, 8, 5], -1, 1, &random)
    func run() -> [Tensor] {
      let (x, w) = (Parameter(values), Parameter(kernel))
      let y = x.tensor.conv1d(w.tensor, padding: 2).groupNorm(groups: 2).maxPool1d(2)
      let seen = Tensor.scaledDotProductAttention(query: y, key: y, value: y, isCausal: true)
      let images = seen.reshaped([6, 8, 10, 15]).upsampleBilinear2d(by: 3)
      let all = images.padded([(0, 0), (0, 0), (2, 2), (2, 2)], by: .reflect).cumulativeSum()
      return [all.detached] + all.square().mean().gradients(at: [x, w])
    }
    let reference = Compute.withThreads(1) { run() }
    for threads in [1, 2, 5] { #expect(Compute.withThreads(threads) { run() } == reference) }
  }
}

private func gradients(images: Int = 3, size: Int = 6) -> [Tensor] {
  let network = GradientTests.Network(images: images, size: size)
  network.loss().backward()
  return network.parameters.map { $0.gradient ?? Tensor(.nan) }
}
