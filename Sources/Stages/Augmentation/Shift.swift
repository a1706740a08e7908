import OrreryKit

/// Moves the image by a random distance in x and y.
struct Shift: ImageAugmentation {
  var maximum = 2.0
  var subpixel = false
  var border = Warp.Border.missing
  var probability = 1.0

  static let info = describe(
    "shift", "Moves the image by a random distance in x and y.",
    [
      Setting("maximum", "Largest shift along each axis", unit: "pixel", range: 0...1024),
      Setting("subpixel", "Shift by fractions of a pixel, interpolated"), .border,
    ], missingData: "NaN and mask move with the pixels; what was outside is NaN.")

  func augment(_ image: inout Image, of object: inout SkyObject, random: inout RandomStream) {
    var shift = (x: random.uniform(-maximum, maximum), y: random.uniform(-maximum, maximum))
    if !subpixel { shift = (shift.x.rounded(), shift.y.rounded()) }
    object.move(&image, by: Warp(shift: shift, border: border))
  }
}
