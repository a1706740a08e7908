import OrreryKit
import Testing

@Suite("Summaries")
struct ModuleSummaryTests {
  static func convolution(_ inputs: Int, _ outputs: Int, stride: Size2d = 1) -> Conv2d {
    var random = RandomStream(seed: 1)
    return Conv2d(
      inputChannels: inputs, outputChannels: outputs, kernelSize: 3, stride: stride, padding: 1,
      random: &random)
  }

  /// Rows as `name kind output parameters multiply-adds field`.
  static func lines(_ summary: ModuleSummary) -> [String] {
    summary.rows.map { row in
      "\(row.name) \(row.kind) \(row.output ?? []) \(row.parameters) \(row.multiplyAdds) "
        + "\(row.receptiveField ?? [])"
    }
  }

  @Test("Shapes, parameters, multiply-adds and receptive fields are those worked out by hand")
  func plain() {
    var random = RandomStream(seed: 1)
    let model = Sequential(
      Self.convolution(1, 4), BatchNorm2d(channels: 4), ReLU(), MaxPool2d(kernelSize: 2),
      Self.convolution(4, 6, stride: 2), ReLU(), Dropout(0.5),
      Conv2d(
        inputChannels: 6, outputChannels: 6, kernelSize: [3, 1], dilation: [2, 1], groups: 3,
        hasBias: false, random: &random), GlobalAveragePool2d(),
      Linear(inputs: 6, outputs: 3, random: &random))
    let summary = model.summary(input: [2, 1, 24, 20])
    #expect(
      Self.lines(summary) == [
        "0 Conv2d [2, 4, 24, 20] 40 34560 [3, 3]",
        "1 BatchNorm2d [2, 4, 24, 20] 8 0 [3, 3]", "2 ReLU [2, 4, 24, 20] 0 0 [3, 3]",
        "3 MaxPool2d [2, 4, 12, 10] 0 0 [4, 4]",
        "4 Conv2d [2, 6, 6, 5] 222 12960 [8, 8]",  // 4 + 2 · 2
        "5 ReLU [2, 6, 6, 5] 0 0 [8, 8]", "6 Dropout [2, 6, 6, 5] 0 0 [8, 8]",
        "7 Conv2d [2, 6, 2, 5] 36 720 [24, 8]",  // 8 + 4 · 4
        "8 GlobalAveragePool2d [2, 6] 0 0 [28, 24]",  // 24 + 1 · 4, 8 + 4 · 4
        "9 Linear [2, 3] 21 36 [28, 24]",
      ])
    #expect(summary.parameters == model.parameterCount && summary.trainableParameters == 327)
    #expect(summary.multiplyAdds == 34560 + 12960 + 720 + 36)
    #expect(summary.input == [2, 1, 24, 20])
  }

  @Test("A residual block sees as far as its body; a frozen layer is not counted as trainable")
  func residual() {
    var random = RandomStream(seed: 1)
    let shortcut = Conv2d(
      inputChannels: 2, outputChannels: 4, kernelSize: 1, stride: 2, random: &random)
    shortcut.setTrainable(false)
    let model = Sequential(
      Residual(
        Sequential(Self.convolution(2, 4, stride: 2), ReLU(), Self.convolution(4, 4)),
        shortcut: shortcut), ReLU(), Self.convolution(4, 1))
    let summary = model.summary(input: [1, 2, 8, 8])
    #expect(
      Self.lines(summary) == [
        "0.body.0 Conv2d [1, 4, 4, 4] 76 1152 [3, 3]", "0.body.1 ReLU [1, 4, 4, 4] 0 0 [3, 3]",
        "0.body.2 Conv2d [1, 4, 4, 4] 148 2304 [7, 7]",
        "0.shortcut Conv2d [1, 4, 4, 4] 12 128 [1, 1]", "1 ReLU [1, 4, 4, 4] 0 0 [7, 7]",
        "2 Conv2d [1, 1, 4, 4] 37 576 [11, 11]",
      ])
    #expect(summary.trainableParameters == summary.parameters - 12)
  }

  /// Down and up again, with a skip connection, as a U-Net.
  struct Hourglass: Layer {
    let down = ModuleSummaryTests.convolution(1, 2)
    let pool = MaxPool2d(kernelSize: 2)
    let bottom = ModuleSummaryTests.convolution(2, 4)
    let up: ConvTranspose2d
    let last = ModuleSummaryTests.convolution(4, 1)

    init() {
      var random = RandomStream(seed: 1)
      up = ConvTranspose2d(
        inputChannels: 4, outputChannels: 2, kernelSize: 2, stride: 2, random: &random)
    }

    func callAsFunction(_ input: Tensor, _ pass: inout Pass) -> Tensor {
      let first = down(input, &pass)
      let second = up(bottom(pool(first, &pass), &pass).relu(), &pass)
      return last(Tensor.concatenated([first, second], axis: 1), &pass)
    }
  }

  @Test("A network that narrows and widens steps by one pixel again at its end")
  func hourglass() {
    let summary = Hourglass().summary(input: [1, 1, 8, 8])
    #expect(
      Self.lines(summary) == [
        "down Conv2d [1, 2, 8, 8] 20 1152 [3, 3]", "pool MaxPool2d [1, 2, 4, 4] 0 0 [4, 4]",
        "bottom Conv2d [1, 4, 4, 4] 76 1152 [8, 8]",
        "up ConvTranspose2d [1, 2, 8, 8] 34 512 [8, 8]",
        "last Conv2d [1, 1, 8, 8] 37 2304 [10, 10]",
      ])
  }

  /// Uses a layer twice, one without the pass, a bare parameter, and one that is no member.
  struct Unruly: Layer {
    let shared: Linear
    let silent: Linear
    let scale = Parameter(.ones([2]))

    init() {
      var random = RandomStream(seed: 1)
      shared = Linear(inputs: 2, outputs: 2, random: &random)
      silent = Linear(inputs: 2, outputs: 2, random: &random)
    }

    func callAsFunction(_ input: Tensor, _ pass: inout Pass) -> Tensor {
      let twice = shared(shared(input, &pass), &pass)
      return Tanh()(silent(twice) * scale.tensor, &pass)
    }
  }

  @Test("Shared layers count once, what the pass does not see is listed, and all adds up")
  func unruly() {
    let model = Unruly()
    let summary = model.summary(input: [3, 2])
    #expect(
      Self.lines(summary) == [
        "shared Linear [3, 2] 6 12 []", "shared Linear [3, 2] 0 12 []", " Tanh [3, 2] 0 0 []",
        "silent Linear [] 6 0 []", " Unruly [] 2 0 []",
      ])
    #expect(summary.rows.reduce(0) { $0 + $1.parameters } == model.parameterCount)
    #expect(summary.rows[3].output == nil && summary.rows[0].receptiveField == nil)
  }

  @Test("Attention, sequences and sizes that adapt have their work counted")
  func others() {
    var random = RandomStream(seed: 1)
    let attention = MultiheadAttention(dimension: 4, heads: 2, random: &random)
    let attending = attention.summary(input: [2, 3, 4])
    #expect(Self.lines(attending) == [" MultiheadAttention [2, 3, 4] 80 528 []"])
    let lstm = LSTM(
      inputs: 3, hidden: 4, layers: 2, isBidirectional: true, hasBias: false, random: &random)
    let remembering = lstm.summary(input: [2, 5, 3]) { _ = lstm.run($0, lengths: [5, 2], &$1) }
    // 2 directions of 16 · (3 + 4) and 16 · (8 + 4), 7 steps.
    #expect(Self.lines(remembering) == [" LSTM [2, 5, 8] 608 4256 []"])
    let model = Sequential(
      Conv1d(inputChannels: 1, outputChannels: 2, kernelSize: 5, stride: 2, random: &random),
      BatchNorm1d(channels: 2), MaxPool1d(kernelSize: 2), Flatten(),
      Linear(inputs: 4, outputs: 1, random: &random))
    #expect(
      Self.lines(model.summary(input: [1, 1, 12])) == [
        "0 Conv1d [1, 2, 4] 12 40 [5]", "1 BatchNorm1d [1, 2, 4] 4 0 [5]",
        "2 MaxPool1d [1, 2, 2] 0 0 [7]", "3 Flatten [1, 4] 0 0 [11]", "4 Linear [1, 1] 5 4 [11]",
      ])
    let sizes = Sequential(
      AdaptiveAveragePool2d(outputSize: 2), Upsample(scaleFactor: 2, mode: .bilinear))
    #expect(
      Self.lines(sizes.summary(input: [1, 1, 8, 6])) == [
        "0 AdaptiveAveragePool2d [1, 1, 2, 2] 0 0 [4, 3]", "1 Upsample [1, 1, 4, 4] 0 0 [8, 6]",
      ])
  }

  @Test("The text is a table with totals")
  func text() {
    let model = Sequential(Self.convolution(1, 64), ReLU())
    model.layers[0].setTrainable(false)
    #expect(
      model.summary(input: [1, 1, 32, 32]).description == """
        layer  kind    output            parameters  multiply-adds  sees
        0      Conv2d  1 × 64 × 32 × 32         640        589,824  3 × 3
        1      ReLU    1 × 64 × 32 × 32           0              0  3 × 3
        input 1 × 1 × 32 × 32: 640 parameters (640 frozen), 589,824 multiply-adds
        """)
  }
}
