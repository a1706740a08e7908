import OrreryKit
import Testing

@Suite("The gradient penalty of Wasserstein critics")
struct GradientPenaltyTests {
  static func critic(_ name: String) -> Sequential {
    var random = RandomStream(seed: 3)
    if name == "layers" {
      return Sequential(
        Conv2d(inputChannels: 2, outputChannels: 4, kernelSize: 3, padding: 1, random: &random),
        LeakyReLU(slope: 0.2),
        Conv2d(
          inputChannels: 4, outputChannels: 6, kernelSize: 4, stride: 2, padding: 1, random: &random
        ),
        InstanceNorm(channels: 6, isAffine: true), SiLU(), Flatten(),
        Linear(inputs: 54, outputs: 1, random: &random))
    }
    return Sequential(
      Conv1d(
        inputChannels: 2, outputChannels: 6, kernelSize: 3, stride: 2, padding: 1, random: &random),
      GroupNorm(groups: 2, channels: 6), GELU(),
      Conv1d(inputChannels: 6, outputChannels: 4, kernelSize: 3, padding: 1, random: &random),
      Tanh(), Flatten(), LayerNorm(shape: [16]), Linear(inputs: 16, outputs: 1, random: &random))
  }

  @Test("Penalty and its gradients are PyTorch's", arguments: ["layers", "sequences"])
  func penalty(name: String) throws {
    let critic = Self.critic(name)
    _ = try critic.load(try Reference.group("penalty/\(name)/state"))
    let input = Parameter(try Reference.tensor("penalty/\(name)/input"))
    var pass = Pass.training(RandomStream(seed: 1))
    let slope = critic(input.tensor, &pass).sum().gradients(at: [input], creatingGraph: true)[0]
    let norms = (slope.flattened(from: 1).square().sum(over: [1]) + 1e-12).sqrt()
    let penalty = (norms - 1).square().mean()
    expectClose(penalty, try Reference.tensor("penalty/\(name)/penalty"))
    penalty.backward()
    expectClose(
      try #require(input.gradient), try Reference.tensor("penalty/\(name)/input_gradient"),
      tolerance: 2e-5)
    let gradients = try Reference.group("penalty/\(name)/gradient")
    for (key, parameter) in critic.namedParameters.map({ ($0.name, $0.parameter) }) {
      guard gradients[key] != nil else {
        #expect(parameter.gradient?.square().sum().item ?? 0 < 1e-10, "\(key)")
        continue
      }
      expectClose(
        try #require(parameter.gradient, "\(key)"),
        try Reference.tensor("penalty/\(name)/gradient/\(key)"), tolerance: 2e-5, "\(key)")
    }
  }
}
