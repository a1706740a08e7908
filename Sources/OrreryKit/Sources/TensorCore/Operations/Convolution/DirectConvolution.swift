internal import Kernels

/// Convolution as products of shifted rows, for every window, stride and group.
struct DirectConvolution {
  /// Of one group.
  private let geometry: orrery_convolution
  private let groups: Int

  init(_ geometry: orrery_convolution, groups: Int) {
    self.geometry = geometry
    self.groups = groups
  }

  private var images: Int { Int(geometry.images) }
  private var depth: Int { Int(geometry.depth) }
  private var weightShape: [Int64] {
    [geometry.outputs, geometry.inputs, geometry.kernel_height, geometry.kernel_width]
  }
  private var weights: Int { Int(weightShape.reduce(1, *)) }

  /// Calls `body` with the first input and output channel of each group.
  private func forGroups(_ body: (_ group: Int, _ input: Int, _ output: Int) -> Void) {
    for group in 0..<groups {
      body(group, group * Int(geometry.inputs), group * Int(geometry.outputs))
    }
  }

  /// Rows of a piece, so that its scratch stays in the second-level cache.
  private func rows(of height: Int64, scratch: (Int64) -> Int64) -> Int {
    let each = max(1, scratch(2) - scratch(1))
    return Int(min(max(1, height), max(1, (48 << 10) / each)))
  }

  private func shifted(_ ending: orrery_ending, by channels: Int) -> orrery_ending {
    var result = ending
    result.scale = ending.scale.map { $0 + channels }
    result.shift = ending.shift.map { $0 + channels }
    return result
  }

  /// Pieces of `rows` rows of each image, run in parallel; images with few pixels go together, so
  /// that weights are read for a hundred pixels at once.
  private func forPieces(
    height: Int64, width: Int64, rows: Int,
    _ body: (_ image: Int64, _ images: Int64, _ first: Int64, _ last: Int64) -> Void
  ) {
    let (height, area) = (Int(height), Int(height * width))
    let pieces = (height + rows - 1) / rows
    let together = pieces > 1 ? 1 : max(1, min((images + 3) / 4, 128 / max(1, area)))
    parallelFor((images + together - 1) / together * pieces) { piece in
      let (image, first) = (piece / pieces * together, piece % pieces * rows)
      body(
        Int64(image), Int64(min(together, images - image)), Int64(first),
        Int64(min(height, first + rows)))
    }
  }

  func forward(
    _ x: Tensor, _ weight: Tensor, _ ending: orrery_ending, _ y: UnsafeMutablePointer<Float>
  ) {
    withUnsafePointer(to: geometry) { g in
      let rows = rows(of: g.pointee.output_height) { orrery_convolution_scratch(g, $0) }
      let size = orrery_convolution_scratch(g, Int64(rows))
      forGroups { group, input, output in
        let packed = packedWeight(weight, group)
        withUnsafePointer(to: shifted(ending, by: output)) { ending in
          raw(x) { x in
            forPieces(height: g.pointee.output_height, width: g.pointee.output_width, rows: rows) {
              orrery_convolution_forward(
                g, $0, $1, $2, $3, x + input, packed.pointer, y + output, ending,
                orrery_scratch(size * $1))
            }
          }
        }
        withExtendedLifetime(packed) {}
      }
    }
  }

  func inputGradient(
    _ gradient: Tensor, _ weight: Tensor, _ ending: orrery_ending,
    _ dx: UnsafeMutablePointer<Float>
  ) {
    withUnsafePointer(to: geometry) { g in
      // Whole strides, so that each phase of the stride has as many rows.
      let stride = Int(g.pointee.stride_height)
      let fitting = rows(of: g.pointee.height) { orrery_convolution_gradient_scratch(g, $0) }
      let rows = (fitting + stride - 1) / stride * stride
      let size = orrery_convolution_gradient_scratch(g, Int64(rows))
      forGroups { group, input, output in
        let packed = packedBackward(weight, group)
        withUnsafePointer(to: shifted(ending, by: input)) { ending in
          raw(gradient) { gradient in
            forPieces(height: g.pointee.height, width: g.pointee.width, rows: rows) {
              orrery_convolution_input_gradient(
                g, $0, $1, $2, $3, gradient + output, packed.pointer, dx + input, ending,
                orrery_scratch(size * $1))
            }
          }
        }
        withExtendedLifetime(packed) {}
      }
    }
  }

  func weightGradient(_ gradient: Tensor, _ x: Tensor, _ dw: UnsafeMutablePointer<Float>) {
    withUnsafePointer(to: geometry) { g in
      let height = Int(g.pointee.output_height)
      let rows = rows(of: g.pointee.output_height) { orrery_convolution_scratch(g, $0) }
      let pieces = (height + rows - 1) / rows
      // Small images go together: a sum that is worth loading needs some hundred pixels.
      let area = height * Int(g.pointee.output_width)
      let together = pieces > 1 ? 1 : max(1, min(images, 512 / max(1, area)))
      let items = pieces > 1 ? images * pieces : (images + together - 1) / together
      let size = orrery_convolution_weight_gradient_scratch(g, Int64(rows), Int64(together))
      let shares = shareCount(items: items, size: weights)
      let sums = Storage(count: shares * weights)
      forGroups { group, input, output in
        raw(gradient) { gradient in
          raw(x) { x in
            parallelFor(shares) { share in
              let own = sums.pointer + share * weights
              own.update(repeating: 0, count: weights)
              for item in items * share / shares..<items * (share + 1) / shares {
                let image = item / pieces * together
                let first = item % pieces * rows
                orrery_convolution_weight_gradient(
                  g, Int64(image), Int64(min(together, images - image)), Int64(first),
                  Int64(min(height, first + rows)), x + input, gradient + output, own,
                  orrery_scratch(size))
              }
            }
          }
        }
        let outputs = Int(g.pointee.outputs)
        parallelChunks((outputs + 15) / 16, weight: 16 * weights / max(1, outputs)) { r in
          orrery_convolution_weight_gradient_end(
            g, Int64(r.lowerBound * 16), Int64(min(outputs, r.upperBound * 16)), Int64(shares),
            sums.pointer, dw + group * weights)
        }
      }
    }
  }

  private func packedWeight(_ weight: Tensor, _ group: Int) -> Storage {
    let joins = geometry.dilation_width == 1
    let form = Storage.Form.packed(joinsColumns: joins, shape: weightShape, group: group)
    return weight.storage.form(form, depth: depth) {
      withUnsafePointer(to: geometry) { g in
        let packed = Storage(count: Int(orrery_convolution_weights_size(g)))
        raw(weight) { orrery_convolution_weights(g, $0 + group * weights, packed.pointer) }
        return packed
      }
    }
  }

  private func packedBackward(_ weight: Tensor, _ group: Int) -> Storage {
    weight.storage.form(.packedBackward(shape: weightShape, group: group), depth: depth) {
      withUnsafePointer(to: geometry) { g in
        let packed = Storage(count: Int(orrery_convolution_gradient_weights_size(g)))
        raw(weight) { orrery_convolution_gradient_weights(g, $0 + group * weights, packed.pointer) }
        return packed
      }
    }
  }
}
