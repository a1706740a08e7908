import OrreryKit

/// The model of reference.py with every kind of layer that has weights.
struct SurveyModel: Module {
  let image: Sequential
  let spectrum: Sequential
  let survey: Embedding
  let attention: MultiheadAttention
  let norm = LayerNorm(shape: [8])
  let heads: [String: Linear]

  init(random: inout RandomStream) {
    image = Sequential(
      Conv2d(inputChannels: 1, outputChannels: 8, kernelSize: 3, padding: 1, random: &random),
      BatchNorm2d(channels: 8), PReLU(channels: 8), MaxPool2d(kernelSize: 2),
      Conv2d(
        inputChannels: 8, outputChannels: 8, kernelSize: 3, padding: 1, groups: 2, hasBias: false,
        random: &random),
      GroupNorm(groups: 4, channels: 8), PReLU(),
      ConvTranspose2d(
        inputChannels: 8, outputChannels: 4, kernelSize: 4, stride: 2, padding: 1, random: &random),
      InstanceNorm(channels: 4, isAffine: true), ReLU())
    spectrum = Sequential(
      Conv1d(
        inputChannels: 1, outputChannels: 8, kernelSize: 5, stride: 2, padding: 2, random: &random),
      BatchNorm1d(channels: 8), SiLU(),
      Conv1d(inputChannels: 8, outputChannels: 8, kernelSize: 3, padding: 1, random: &random))
    survey = Embedding(count: 3, dimension: 8, random: &random)
    attention = MultiheadAttention(dimension: 8, heads: 2, random: &random)
    heads = [
      "classes": Linear(inputs: 12, outputs: 3, random: &random),
      "redshift": Linear(inputs: 12, outputs: 1, random: &random),
    ]
  }

  func callAsFunction(
    image: Tensor, spectrum: Tensor, survey: [Int], _ pass: inout Pass
  ) -> Tensor {
    let features = self.image(image, &pass).globalAveragePool2d()
    let which = self.survey(survey).inserted(axis: 1)
    var places = self.spectrum(spectrum, &pass).transposed() + which
    places = norm(places + attention(places, &pass))
    let joint = Tensor.concatenated([features, places.mean(over: [1])], axis: 1)
    let outputs = ["classes", "redshift"].compactMap { heads[$0].map { $0(joint) } }
    return .concatenated(outputs, axis: 1)
  }
}
