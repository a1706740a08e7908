import OrreryKit
import Testing
import TestSupport

@Suite struct GradientTests {
  @Test("Gradients of a small network agree with finite differences")
  func network() {
    var random = RandomStream(seed: 1, key: "network")
    let x = Tensor.uniform([3, 2, 6, 5], -1, 1, &random)
    let parameters = [
      Parameter(.uniform([4, 2, 3, 3], -0.5, 0.5, &random)),
      Parameter(.uniform([4], -0.5, 0.5, &random)), Parameter(.uniform([4], 0.5, 1.5, &random)),
      Parameter(.uniform([4], -0.5, 0.5, &random)), Parameter(.uniform([3, 4], -1, 1, &random)),
    ]
    let check = checkGradient(at: parameters) {
      let p = parameters.map(\.tensor)
      let features = x.conv2d(p[0], bias: p[1], padding: 1)
      let normal = features.batchNorm2d(weight: p[2], bias: p[3]).output.silu()
      return -normal.globalAveragePool2d().linear(p[4]).logSoftmax().gathered([2, 0, 1]).mean()
    }
    #expect(check.isGood, "\(check)")
  }
}
