import OrreryKit
import Testing

@Suite struct TensorTests {
  @Test("A tensor knows its shape, count, rank and elements")
  func basics() {
    let t = Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])
    #expect(t.shape == [2, 3])
    #expect(t.count == 6)
    #expect(t.rank == 2)
    #expect(t[1, 0] == 4)
    #expect(t.scalars == [1, 2, 3, 4, 5, 6])
    #expect(Tensor(7).item == 7)
    #expect(Tensor(7).shape == [])
    #expect(Tensor.zeros([0, 3]).count == 0)
    #expect(Tensor.full([2], 3) == Tensor([3, 3], shape: [2]))
    #expect(Tensor.oneHot([2, 0], classes: 3) == Tensor([0, 0, 1, 1, 0, 0], shape: [2, 3]))
  }

  @Test("Changing a copy leaves the original as it was")
  func valueSemantics() {
    let a = Tensor.zeros([3])
    var b = a
    b.withUnsafeMutableBufferPointer { $0[1] = 5 }
    #expect(a.scalars == [0, 0, 0])
    #expect(b.scalars == [0, 5, 0])
  }

  @Test("Equality looks at shape and values; NaN equals nothing")
  func equality() {
    #expect(Tensor([1, 2], shape: [2]) != Tensor([1, 2], shape: [1, 2]))
    #expect(Tensor([1, 2], shape: [2]) != Tensor([1, 3], shape: [2]))
    #expect(Tensor(.nan) != Tensor(.nan))
    #expect(Tensor(0) == Tensor(-0.0))
  }

  @Test("Storage starts on a cache line")
  func alignment() {
    for count in [1, 3, 1000] {
      Tensor.zeros([count]).withUnsafeBufferPointer {
        #expect(Int(bitPattern: $0.baseAddress) % 64 == 0)
      }
    }
  }

  @Test("Random tensors are Philox keyed with one number of the stream")
  func randomTensors() {
    var stream = RandomStream(seed: 5, key: "tensor")
    var copy = stream
    let values = Tensor.uniform([3, 3], 0, 1, &stream).scalars
    let seed = copy.next()
    for index in 0..<9 {
      let word = RandomStreamTests.philox(
        [UInt32(index / 4), 0, 0, 0], key: [UInt32(truncatingIfNeeded: seed), UInt32(seed >> 32)])[
          index % 4]
      #expect(values[index] == Float(word >> 8) * 0x1p-24)
    }
    #expect(stream.next() == copy.next(), "one number was taken")
  }

  @Test("Uniform and normal tensors have the moments asked for")
  func randomMoments() {
    var stream = RandomStream(seed: 6, key: "moments")
    let uniform = Tensor.uniform([100_001], -2, 4, &stream)
    #expect(abs(uniform.mean().item - 1) < 0.03)
    #expect(abs(uniform.variance().item - 3) < 0.05)
    #expect(uniform.min().item >= -2 && uniform.max().item < 4)
    let normal = Tensor.normal([100_001], mean: 3, deviation: 2, &stream)
    #expect(abs(normal.mean().item - 3) < 0.03)
    #expect(abs(normal.variance().item - 4) < 0.1)
    let next = Tensor.normal([100_001], mean: 3, deviation: 2, &stream)
    #expect(abs(((normal - 3) * (next - 3)).mean().item) < 0.07)
  }
}
