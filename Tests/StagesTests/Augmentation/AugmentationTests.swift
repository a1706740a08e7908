import Foundation
import OrreryKit
import Testing

@testable import Stages

/// A ramp: pixel (x, y) of channel c is `100 c + 10 y + x`.
private func ramp(channels: Int = 1, size: Int = 8) -> SkyObject {
  var image = Image(repeating: 0, channels: channels, height: size, width: size)
  for channel in 0..<channels {
    for y in 0..<size {
      for x in 0..<size { image[channel, y, x] = Float(100 * channel + 10 * y + x) }
    }
  }
  return SkyObject(id: "ramp", content: .image(image))
}

private func run(_ stage: some Stage, _ object: SkyObject, seed: UInt64 = 1) throws -> Image {
  var random = RandomStream(seed: seed, key: object.id, purpose: type(of: stage).info.name)
  return try #require(try stage.run(object, random: &random).image)
}

@Test("A right-angle turn moves every pixel exactly")
func rightAngleTurn() throws {
  let input = try #require(ramp().image)
  let turned = Rotate.turned(input, by: .pi / 2, border: .missing)
  // A quarter from +x towards +y: the pixel at (x, y) comes from (y, 7 - x).
  for y in 0..<8 { for x in 0..<8 { #expect(turned[0, y, x] == input[0, 7 - x, y]) } }
  #expect(turned.mask == nil)
}

@Test("Four quarter turns give the image back")
func fourTurns() throws {
  let input = try #require(ramp().image)
  var image = input
  for _ in 0..<4 { image = Rotate.turned(image, by: .pi / 2, border: .missing) }
  #expect(image.pixels == input.pixels)
}

@Test("Turning a ramp by any angle turns its gradient")
func gradientTurns() throws {
  let angle = 0.3
  let turned = Rotate.turned(try #require(ramp(size: 31).image), by: angle, border: .missing)
  // f = x + 10 y about the centre; after the turn f'(p) = f(R⁻¹ p).
  let dx = turned[0, 15, 16] - turned[0, 15, 15], dy = turned[0, 16, 15] - turned[0, 15, 15]
  #expect(abs(Double(dx) - (cos(angle) - 10 * sin(angle))) < 1e-3)
  #expect(abs(Double(dy) - (sin(angle) + 10 * cos(angle))) < 1e-3)
}

@Test("What lies outside is missing, reflected or the nearest pixel")
func borders() throws {
  let input = try #require(ramp().image)
  let missing = Warp(shift: (2, 0)).applied(to: input)
  #expect(missing[0, 3, 1].isNaN)
  #expect(PixelFlags(rawValue: missing.mask![3 * 8 + 1]).contains(.outside))
  #expect(missing[0, 3, 2] == input[0, 3, 0])
  #expect(Warp(shift: (2, 0), border: .nearest).applied(to: input)[0, 3, 0] == input[0, 3, 0])
  #expect(Warp(shift: (2, 0), border: .reflect).applied(to: input)[0, 3, 0] == input[0, 3, 2])
}

@Test("A mirror swaps the named classes and a half turn does not")
func flipSwapsSense() throws {
  var stage = Flip()
  stage.swapClasses = [["clockwise", "anticlockwise"]]
  var object = ramp()
  object.truth = ["clockwise": 1]
  var seen: Set<String> = []
  for seed in 0..<40 {
    var random = RandomStream(seed: UInt64(seed), key: "k", purpose: "flip")
    let result = try stage.run(object, random: &random)
    let image = try #require(result.image)
    let mirroredX = image[0, 0, 0] == 7 || image[0, 0, 0] == 77
    let mirroredY = image[0, 0, 0] == 70 || image[0, 0, 0] == 77
    let expected = mirroredX != mirroredY ? "anticlockwise" : "clockwise"
    #expect(result.truth[expected] == 1)
    seen.insert("\(mirroredX)\(mirroredY)")
  }
  #expect(seen.count == 4)
}

@Test("A zoom that conserves flux keeps the total of a compact source")
func zoomConservesFlux() throws {
  var image = Image(repeating: 0, height: 41, width: 41)
  for y in 0..<41 {
    for x in 0..<41 {
      image[0, y, x] = Float(exp(-0.5 * (pow(Double(x) - 20, 2) + pow(Double(y) - 20, 2)) / 9))
    }
  }
  var stage = Zoom()
  (stage.minimum, stage.maximum, stage.conserveFlux) = (1.3, 1.3, true)
  let zoomed = try run(stage, SkyObject(id: "g", content: .image(image)))
  let before = image.pixels.reduce(0, +), after = zoomed.pixels.filter(\.isFinite).reduce(0, +)
  #expect(abs(after / before - 1) < 0.01)
}

@Test("Gaussian noise has the stated deviation and joins the uncertainty")
func gaussianNoise() throws {
  var image = Image(repeating: 5, height: 100, width: 100)
  image.uncertainty = [Float](repeating: 3, count: 10_000)
  var stage = AddGaussianNoise()
  (stage.minimum, stage.maximum) = (4, 4)
  let noisy = try run(stage, SkyObject(id: "flat", content: .image(image)))
  let variance = noisy.pixels.reduce(0.0) { $0 + pow(Double($1) - 5, 2) } / 10_000
  #expect(abs(variance.squareRoot() - 4) < 0.1)
  #expect(abs(noisy.uncertainty![0] - 5) < 1e-5)
}

@Test("Poisson noise keeps the mean and its variance is mean over gain")
func poissonNoise() throws {
  var stage = AddPoissonNoise()
  (stage.gain, stage.sky) = (4, 50)
  let noisy = try run(
    stage, SkyObject(id: "flat", content: .image(Image(repeating: 10, height: 100, width: 100))))
  let mean = noisy.pixels.reduce(0.0) { $0 + Double($1) } / 10_000
  let variance = noisy.pixels.reduce(0.0) { $0 + pow(Double($1) - mean, 2) } / 10_000
  #expect(abs(mean - 10) < 0.2)
  #expect(abs(variance - 15) < 1)
}

@Test("Degrading reaches the target and never improves an image")
func degrade() throws {
  var image = Image(repeating: 0, height: 41, width: 41)
  for y in 18...22 { for x in 18...22 { image[0, y, x] = 100 } }
  var random = RandomStream(seed: 3)
  image.addNoise(deviation: 1, random: &random)
  var stage = DegradeSignalToNoise()
  (stage.minimum, stage.maximum) = (10, 10)
  let object = SkyObject(id: "s", content: .image(image))
  let worse = try run(stage, object)
  let corner = (0..<15).flatMap { y in (0..<41).map { worse[0, y, $0] } }
  let deviation = (corner.reduce(0) { $0 + $1 * $1 } / Float(corner.count)).squareRoot()
  #expect(abs(deviation - 10) < 1)
  (stage.minimum, stage.maximum) = (1e5, 1e5)
  #expect(try run(stage, object).pixels == image.pixels)
}

@Test("A blur keeps the flux and widens a point to the stated width")
func blur() throws {
  var image = Image(repeating: 0, height: 41, width: 41)
  image[0, 20, 20] = 1
  let blurred = BlurPSF.blurred(image, sigma: 2)
  var second: Float = 0
  for y in 0..<41 { for x in 0..<41 { second += blurred[0, y, x] * Float((x - 20) * (x - 20)) } }
  #expect(abs(blurred.pixels.reduce(0, +) - 1) < 1e-3)
  #expect(abs(second - 4) < 0.02)
}

@Test("A blur leaves missing pixels out instead of spreading them")
func blurMissing() throws {
  var image = Image(repeating: 7, height: 9, width: 9)
  image[0, 4, 4] = .nan
  let blurred = BlurPSF.blurred(image, sigma: 1)
  #expect(blurred[0, 4, 4].isNaN)
  #expect(abs(blurred[0, 4, 5] - 7) < 1e-5)
}

@Test("A background gradient is zero at the centre and antisymmetric")
func gradient() throws {
  let image = try run(
    AddBackgroundGradient(),
    SkyObject(id: "z", content: .image(Image(repeating: 0, height: 9, width: 9))))
  #expect(abs(image[0, 4, 4]) < 1e-7)
  #expect(abs(image[0, 0, 0] + image[0, 8, 8]) < 1e-6)
  #expect(image.pixels.contains { $0 != 0 })
}

@Test("Erased pixels are missing and masked, and as many as stated")
func erased() throws {
  var stage = EraseCutOut()
  (stage.size, stage.probability) = (4, 1)
  let image = try run(stage, ramp(channels: 2, size: 32), seed: 5)
  let flagged = image.pixels.indices.filter { image.mask![$0] == PixelFlags.erased.rawValue }
  #expect(flagged.count <= 32 && flagged.count >= 8)
  #expect(flagged.allSatisfy { image.pixels[$0].isNaN })
}

@Test("A dropped channel is whole, and a single channel is never dropped")
func dropChannel() throws {
  var stage = DropChannel()
  stage.probability = 1
  let image = try run(stage, ramp(channels: 3))
  let gone = (0..<3).filter { channel in
    image.planeRange(channel).allSatisfy { image.pixels[$0].isNaN }
  }
  #expect(gone.count == 1)
  #expect(image.missingCount == 64)
  #expect(try run(stage, ramp()).missingCount == 0)
}

@Test("Cosmic rays add charge along tracks and can be marked")
func cosmicRays() throws {
  var stage = AddCosmicRays()
  (stage.meanNumber, stage.mask) = (20, true)
  let input = SkyObject(id: "c", content: .image(Image(repeating: 0, height: 64, width: 64)))
  let image = try run(stage, input)
  let hit = image.pixels.indices.filter { image.pixels[$0] > 0 }
  #expect(hit.count > 20)
  #expect(hit.allSatisfy { image.mask![$0] == PixelFlags.cosmicRay.rawValue })
}

@Test("Bad columns are whole columns")
func badColumns() throws {
  var stage = AddBadColumns()
  stage.meanNumber = 5
  let image = try run(stage, ramp(size: 32))
  let bad = (0..<32).filter { image[0, 0, $0].isNaN }
  #expect(!bad.isEmpty)
  #expect(bad.allSatisfy { x in (0..<32).allSatisfy { image[0, $0, x].isNaN } })
}

@Test("Contrast is about the mean of valid pixels")
func contrast() throws {
  var stage = AdjustBrightness()
  (stage.brightness, stage.contrast) = (0, 0.5)
  let object = ramp()
  let image = try run(stage, object)
  let before = object.image!.pixels, after = image.pixels
  #expect(abs(after.reduce(0, +) - before.reduce(0, +)) < 0.1)
  #expect(after != before)
}

@Test("Mix-up blends pixels and labels by the same share")
func mixUp() throws {
  var a = ramp(), b = ramp()
  b.image = Image(repeating: 1000, height: 8, width: 8)
  a.truth = ["spiral": 1]
  b.truth = ["edge-on": 1]
  var random = RandomStream(seed: 2)
  let mixed = try MixUp().mix(a, with: b, random: &random)
  let share = try #require(mixed.truth["spiral"])
  #expect(abs(mixed.image!.pixels[0] - (1 - share) * 1000) < 0.01)
  #expect(abs(share + mixed.truth["edge-on"]! - 1) < 1e-6)
}

@Test("Augmentations depend on the seed and the object, and on nothing else")
func deterministic() throws {
  for type in BuiltInStages.augmentation
  where type.info.accepts == [.image] && !(type is any MixingStage.Type) {
    var stage: any Stage = type.init()
    if var crop = stage as? RandomCrop {
      crop.size = 5
      stage = crop
    }
    var object = ramp(channels: 2, size: 16)
    object.image?[0, 8, 8] = 1e6
    let first = try run(stage, object), again = try run(stage, object)
    #expect(first.pixels.map(\.bitPattern) == again.pixels.map(\.bitPattern), "\(type.info.name)")
    let results = try (0..<8).map { try run(stage, object, seed: $0).pixels.map(\.bitPattern) }
    #expect(Set(results).count > 1, "\(type.info.name) draws nothing")
  }
}

@Test("A probability of 0 changes nothing and sets no flag")
func never() throws {
  var stage = Rotate()
  stage.probability = 0
  var random = RandomStream(seed: 1)
  let result = try stage.run(ramp(), random: &random)
  #expect(result.flags.isEmpty)
  #expect(result.image?.pixels == ramp().image?.pixels)
}
