/// Big-endian stored pixels to physical values in native order.
enum PixelDecoder {
  /// Decodes `output.count` pixels. BLANK becomes NaN; integers above 2^24 round in Float32, above
  /// 2^53 in Float64; Float64 beyond Float32's range becomes infinite.
  static func decode<Output: BinaryFloatingPoint>(
    _ raw: UnsafeRawPointer, bitpix: Int, scaling: PixelScaling,
    into output: UnsafeMutableBufferPointer<Output>
  ) {
    switch bitpix {
    case 8:
      integers(raw, UInt8.self, scaling, output, { Output($0) }, { Double($0) })
    case 16:
      integers(raw, Int16.self, scaling, output, { Output($0) }, { Double($0) })
    case 32:
      integers(raw, Int32.self, scaling, output, { Output($0) }, { Double($0) })
    case 64:
      if scaling.isUnsigned64 {
        var plain = PixelScaling()
        plain.blank = scaling.blank
        integers(
          raw, Int64.self, plain, output, { Output(UInt64(bitPattern: $0) ^ (1 << 63)) },
          { Double($0) })
      } else {
        integers(raw, Int64.self, scaling, output, { Output($0) }, { Double($0) })
      }
    case -32:
      floats(raw, UInt32.self, scaling, output, { Output(Float(bitPattern: $0)) }) {
        Double(Float(bitPattern: $0))
      }
    default:
      floats(raw, UInt64.self, scaling, output, { Output(Double(bitPattern: $0)) }) {
        Double(bitPattern: $0)
      }
    }
  }

  @inline(__always)
  private static func integers<Stored: FixedWidthInteger, Output>(
    _ raw: UnsafeRawPointer, _ type: Stored.Type, _ scaling: PixelScaling,
    _ output: UnsafeMutableBufferPointer<Output>, _ direct: (Stored) -> Output,
    _ double: (Stored) -> Double
  ) where Output: BinaryFloatingPoint {
    guard let target = output.baseAddress else { return }
    let size = MemoryLayout<Stored>.size
    let (scale, zero) = (scaling.scale, scaling.zero)
    if scaling.isIdentity {
      for index in 0..<output.count {
        let bits = raw.loadUnaligned(fromByteOffset: index * size, as: Stored.self)
        target[index] = direct(Stored(bigEndian: bits))
      }
    } else {
      for index in 0..<output.count {
        let bits = raw.loadUnaligned(fromByteOffset: index * size, as: Stored.self)
        target[index] = Output(zero + scale * double(Stored(bigEndian: bits)))
      }
    }
    guard let blank = scaling.blank.flatMap(Stored.init(exactly:)) else { return }
    for index in 0..<output.count {
      let bits = raw.loadUnaligned(fromByteOffset: index * size, as: Stored.self)
      if Stored(bigEndian: bits) == blank { target[index] = .nan }
    }
  }

  @inline(__always)
  private static func floats<Bits: FixedWidthInteger, Output>(
    _ raw: UnsafeRawPointer, _ type: Bits.Type, _ scaling: PixelScaling,
    _ output: UnsafeMutableBufferPointer<Output>, _ direct: (Bits) -> Output,
    _ double: (Bits) -> Double
  ) where Output: BinaryFloatingPoint {
    guard let target = output.baseAddress else { return }
    let size = MemoryLayout<Bits>.size
    let (scale, zero) = (scaling.scale, scaling.zero)
    if scaling.isIdentity {
      for index in 0..<output.count {
        let bits = raw.loadUnaligned(fromByteOffset: index * size, as: Bits.self)
        target[index] = direct(Bits(bigEndian: bits))
      }
    } else {
      for index in 0..<output.count {
        let bits = raw.loadUnaligned(fromByteOffset: index * size, as: Bits.self)
        target[index] = Output(zero + scale * double(Bits(bigEndian: bits)))
      }
    }
  }
}
