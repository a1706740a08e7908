extension FITSFile {
  /// Reads an image, or a part of one, as physical values.
  ///
  /// BSCALE, BZERO and the unsigned conventions are applied. BLANK, NaN, infinite and Float64
  /// values beyond Float32's range are NaN in `pixels` and `PixelFlags.missing` in `mask`.
  /// Integers above 2^24 round: `readPixels` keeps them.
  ///
  /// **Shape** `[planes, height, width]`; a one-dimensional image has height 1; axes beyond the
  /// third are counted on in planes, the slowest first. For a stack `[587, 3, 64, 64]` galaxy `i`
  /// is `planes: 3 * i..<3 * i + 3`.
  ///
  /// - Parameters:
  ///   - hdu: from 0; `nil` for the first HDU with an image.
  ///   - region: pixels from 0; only these are read, and the header's reference pixel is moved.
  ///   - planes: from 0; `nil` for all.
  /// - Throws: `DataError`: `missing` (no such HDU, region outside), `damaged`, `tooLarge`,
  ///   `unsupported`.
  public func readImage(
    _ hdu: Int? = nil, region: PixelRegion? = nil, planes: Range<Int>? = nil
  ) throws -> Image {
    let hdu = try self.hdu(hdu, called: "an image", where: \.hasImage)
    return try locating(hdu) {
      let part = try ImagePart(hdu, region: region, planes: planes)
      var image = Image(
        pixels: try values(hdu, part, as: Float.self), channels: part.planes.count,
        height: part.y.count, width: part.x.count, header: hdu.header, name: hdu.name)
      image.flagMissing()
      if region != nil || planes != nil { image.header.crop(to: part, of: hdu.shape) }
      if image.name.isEmpty || hdu.name == "COMPRESSED_IMAGE" {
        image.name = hdu.header.string("OBJECT") ?? ""
      }
      image.unit = hdu.header.string("BUNIT").flatMap { $0.isEmpty ? nil : $0 }
      // A header whose world coordinates cannot be used still has good pixels.
      image.wcs = try? WCS(image.header)
      return image
    }
  }

  /// All pixels of an image in Float64, x fastest, shape `hdus[hdu].shape`; BLANK is NaN.
  /// Integers above 2^53 round.
  /// - Throws: as `readImage`.
  public func readPixels(_ hdu: Int) throws -> [Double] {
    let hdu = try self.hdu(hdu, called: "an image", where: \.hasImage)
    return try locating(hdu) { try values(hdu, ImagePart(hdu), as: Double.self) }
  }

  private func values<Value: BinaryFloatingPoint>(
    _ hdu: HDU, _ part: ImagePart, as type: Value.Type
  ) throws -> [Value] {
    switch hdu.kind {
    case .constantImage:
      let value = hdu.header.double("PIXVALUE") ?? 0
      return [Value](repeating: Value(value), count: part.count)
    case .compressedImage:
      return try CompressedImageDecoder(hdu, bytes).decode(part, as: Value.self)
    default:
      return try storedValues(hdu, part)
    }
  }

  /// Uncompressed pixels: one read for each run of rows that lie together.
  private func storedValues<Value: BinaryFloatingPoint>(
    _ hdu: HDU, _ part: ImagePart
  ) throws -> [Value] {
    let scaling = PixelScaling(hdu.header, bitpix: hdu.bitpix)
    let pixelSize = abs(hdu.bitpix) / 8
    let runs = part.runs
    let length = runs.length
    // Long runs go through a buffer that stays in the processor's cache.
    let step = min(length, 1 << 16)
    return try [Value](unsafeUninitializedCapacity: part.count) { output, filled in
      try withUnsafeTemporaryAllocation(byteCount: max(1, step) * pixelSize, alignment: 16) { raw in
        var done = 0
        for start in runs.starts {
          var position = 0
          while position < length {
            let count = min(step, length - position)
            let piece = UnsafeMutableRawBufferPointer(rebasing: raw[..<(count * pixelSize)])
            try bytes.read(at: hdu.dataOffset + (start + position) * pixelSize, into: piece)
            guard let source = UnsafeRawPointer(piece.baseAddress) else { break }
            PixelDecoder.decode(
              source, bitpix: hdu.bitpix, scaling: scaling,
              into: UnsafeMutableBufferPointer(rebasing: output[done..<done + count]))
            position += count
            done += count
          }
        }
      }
      filled = part.count
    }
  }
}

extension Image {
  /// Sets NaN and `PixelFlags.missing` where a pixel is not finite.
  fileprivate mutating func flagMissing() {
    let exponent: UInt32 = 0x7F80_0000
    var anyMissing = false
    for pixel in pixels where pixel.bitPattern & exponent == exponent {
      anyMissing = true
      break
    }
    guard anyMissing else { return }
    var flags = [UInt8](repeating: 0, count: pixels.count)
    for index in pixels.indices where !pixels[index].isFinite {
      pixels[index] = .nan
      flags[index] = PixelFlags.missing.rawValue
    }
    mask = flags
  }
}
