import OrreryKit
import Testing

@testable import TensorCore

/// Misuse stops the program with a message that names the operation and the shapes.
@Suite struct MisuseTests {
  private func message(_ result: ExitTest.Result?) -> String {
    String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
  }

  @Test("A product of shapes that do not fit names both")
  func matmul() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor.zeros([2, 3]).matmul(.zeros([4, 5])) }
    #expect(message(result).contains("matmul: shapes [2, 3] and [4, 5]"))
  }

  @Test("Arithmetic of shapes that do not broadcast names both")
  func broadcasting() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor.zeros([2, 3]) + .zeros([2]) }
    #expect(message(result).contains("+: shapes [2, 3] and [2] do not broadcast"))
  }

  @Test("A convolution of other channels names image and weight")
  func convolution() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor.zeros([1, 3, 8, 8]).conv2d(.zeros([4, 2, 3, 3])) }
    #expect(message(result).contains("conv2d: shape [1, 3, 8, 8], weight [4, 2, 3, 3]"))
  }

  @Test("A transposed convolution of other channels names image and weight")
  func transposedConvolution() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor.zeros([1, 3, 8, 8]).convTranspose2d(.zeros([4, 2, 3, 3])) }
    #expect(message(result).contains("convTranspose2d: shape [1, 3, 8, 8], weight [4, 2, 3, 3]"))
  }

  @Test("Attention of keys of another width names query and key")
  func attention() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor.attentionWeights(query: .zeros([1, 2, 3]), key: .zeros([1, 2, 4])) }
    #expect(message(result).contains("attentionWeights: query [1, 2, 3], key [1, 2, 4]"))
  }

  @Test("A layer for other channels names both")
  func layer() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = GroupNorm(groups: 2, channels: 4)(.zeros([1, 3, 2, 2])) }
    #expect(message(result).contains("groupNorm") || message(result).contains("GroupNorm"))
    #expect(message(result).contains("[1, 3, 2, 2]"))
  }

  @Test("A tensor larger than the memory is refused with its shape and bytes")
  func memory() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor.zeros([1 << 20, 1 << 24]) }
    #expect(message(result).contains("shape [1048576, 16777216] needs 70368744177664 bytes"))
  }

  @Test("Tensors that fit alone but not together are refused before the memory is taken")
  func together() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      // Nothing is written: no page is taken.
      let half = Tensor(shape: [MemoryLimit.bytes / 4 * 3 / 5]) { _ in }
      let other = Tensor(shape: half.shape) { _ in }
      withExtendedLifetime((half, other)) {}
    }
    #expect(message(result).contains("in use do not fit into a memory of"))
  }

  @Test("A tensor of more bytes than can be counted is refused, one without elements is not")
  func uncountable() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor.zeros([.max, 2]) }
    #expect(message(result).contains("shape [9223372036854775807, 2]"))
    #expect(Tensor.zeros([.max, 2, 0]).count == 0)
  }

  @Test("A derivative of a gradient that there is not names the operation")
  func secondDerivative() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let x = Parameter(.ones([4]))
      let cube = Tensor.recorded([x.tensor], name: "cube") { inputs in
        (inputs[0].pow(3), { gradient, _ in [gradient * 3 * inputs[0].square()] })
      }
      _ = cube.sum().gradients(at: [x], creatingGraph: true)
    }
    #expect(message(result).contains("cube has no second derivative"))
  }
}
