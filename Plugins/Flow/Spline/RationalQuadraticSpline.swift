import OrreryKit

/// Monotone curves of quotients of quadratics, each number through a curve of its own
/// (Durkan et al. 2019, "Neural spline flows", arXiv:1906.04032).
///
/// The curve joins knots from (-B, -B) to (B, B); outside it is the identity. Between two knots with
/// the slopes d₀ and d₁, width w, height h and s = h / w, with θ = (x - x₀) / w,
///
///     y = y₀ + h (s θ² + d₀ θ (1 - θ)) / (s + (d₀ + d₁ - 2 s) θ (1 - θ))
///
/// All zeros in the parameters make the identity. Sums over knots are taken in Double.
struct RationalQuadraticSpline: Sendable {
  /// Pieces between -B and B.
  let bins: Int
  /// B.
  let bound: Double

  /// Smallest part of 2 B that a piece has in width and height.
  static let smallestPart = 1e-3
  /// Smallest slope at a knot.
  static let smallestSlope = 1e-3

  init(bins: Int, bound: Double) {
    precondition(
      bins >= 2 && Double(bins) * Self.smallestPart < 0.5 && bound > 0,
      "RationalQuadraticSpline: \(bins) bins, bound \(bound)")
    self.bins = bins
    self.bound = bound
  }

  /// Numbers that shape one curve: widths, heights and the slopes at the inner knots.
  var parameterCount: Int { 3 * bins - 1 }

  /// **Shapes** x `[N, D]`, parameters `[N, D, parameterCount]`, both results `[N, D]`.
  /// - Returns: y and ln dy/dx.
  func callAsFunction(_ x: Tensor, _ parameters: Tensor) -> (y: Tensor, logSlope: Tensor) {
    let knots = knots(x, parameters)
    let both = curve(x, knots)  // [2, N, D]
    return (
      both.sliced(axis: 0, 0..<1).reshaped(x.shape), both.sliced(axis: 0, 1..<2).reshaped(x.shape)
    )
  }

  /// x of y, without gradients.
  func inverse(_ y: Tensor, _ parameters: Tensor) -> Tensor {
    let knots = withoutGradient { self.knots(y, parameters) }
    let (widths, heights, slopes) = (
      knots.widths.scalars, knots.heights.scalars, knots.slopes.scalars
    )
    var result = y.scalars
    for (place, number) in result.enumerated() {
      let value = Double(number)
      guard abs(value) < bound else { continue }
      let first = place * bins
      let (index, y, height) = piece(heights, first) { value >= $0 }
      let (_, x, width) = piece(widths, first, at: index)
      let (left, right) = ends(slopes, place, index)
      let (s, up) = (height / width, value - y)
      let bend = left + right - 2 * s
      let a = height * (s - left) + up * bend
      let b = height * left - up * bend
      let c = -s * up
      // The root without cancellation; a rounding below 0 would give NaN.
      let θ = 2 * c / (-b - max(0, b * b - 4 * a * c).squareRoot())
      result[place] = Float(x + min(max(θ, 0), 1) * width)
    }
    return Tensor(result, shape: y.shape)
  }

  // MARK: - Knots

  private typealias Knots = (widths: Tensor, heights: Tensor, slopes: Tensor)

  /// Parts of widths and heights that sum to 1, and slopes: `[N, D, bins]` twice, `[N, D, bins - 1]`.
  private func knots(_ x: Tensor, _ parameters: Tensor) -> Knots {
    precondition(
      parameters.shape == x.shape + [parameterCount],
      "RationalQuadraticSpline: numbers \(x.shape), parameters \(parameters.shape)")
    let parts = parameters.split([bins, bins, bins - 1], axis: -1)
    // softplus(0 + c) is 1 less the smallest slope.
    let c = Float(0.5397424172)
    return (
      parts[0].softmax(), parts[1].softmax(), (parts[2] + c).softplus() + Float(Self.smallestSlope)
    )
  }

  /// Length of a piece that has this part of all.
  private var scale: Double { 2 * bound * (1 - Double(bins) * Self.smallestPart) }
  private var smallest: Double { 2 * bound * Self.smallestPart }

  /// The piece in which a number lies: it goes on while the number is `beyond` the next knot.
  private func piece(
    _ parts: [Float], _ first: Int, beyond: (Double) -> Bool
  ) -> (index: Int, start: Double, length: Double) {
    var start = -bound
    for index in 0..<bins - 1 {
      let length = smallest + scale * Double(parts[first + index])
      if !beyond(start + length) { return (index, start, length) }
      start += length
    }
    // The parts sum to 1 but for rounding: the last piece ends at B in any case.
    return (bins - 1, start, bound - start)
  }

  private func piece(
    _ parts: [Float], _ first: Int, at index: Int
  ) -> (index: Int, start: Double, length: Double) {
    var left = index
    return piece(parts, first) { _ in
      left -= 1
      return left >= 0
    }
  }

  /// Slopes at both ends of a piece; 1 at -B and B, where the identity goes on.
  private func ends(_ slopes: [Float], _ place: Int, _ index: Int) -> (Double, Double) {
    let first = place * (bins - 1)
    return (
      index == 0 ? 1 : Double(slopes[first + index - 1]),
      index == bins - 1 ? 1 : Double(slopes[first + index])
    )
  }

  // MARK: - Forward and backward

  /// y and ln dy/dx, stacked: `[2, N, D]`.
  private func curve(_ x: Tensor, _ knots: Knots) -> Tensor {
    .recorded([x, knots.widths, knots.heights, knots.slopes], name: "rationalQuadraticSpline") {
      inputs in
      let numbers = inputs[0].scalars
      let (widths, heights, slopes) = (inputs[1].scalars, inputs[2].scalars, inputs[3].scalars)
      let count = numbers.count
      var pieces = [Piece?](repeating: nil, count: count)
      var output = numbers + [Float](repeating: 0, count: count)
      for place in 0..<count {
        let value = Double(numbers[place])
        guard abs(value) < bound else { continue }
        let (index, start, width) = piece(widths, place * bins) { value >= $0 }
        let (_, y, height) = piece(heights, place * bins, at: index)
        let (left, right) = ends(slopes, place, index)
        let piece = Piece(
          index: index, θ: (value - start) / width, width: width, height: height, left: left,
          right: right)
        output[place] = Float(y + height * piece.rise)
        output[count + place] = Float(piece.logSlope)
        pieces[place] = piece
      }
      let shapes = inputs.map(\.shape)
      return (
        Tensor(output, shape: [2] + shapes[0]),
        { gradient, _ in
          let (gradients, results) = (gradient.scalars, self.gradients(gradient.scalars, pieces))
          var ofNumbers = results.numbers
          for place in 0..<count where pieces[place] == nil {
            ofNumbers[place] = gradients[place]
          }
          return [
            Tensor(ofNumbers, shape: shapes[0]), Tensor(results.widths, shape: shapes[1]),
            Tensor(results.heights, shape: shapes[2]), Tensor(results.slopes, shape: shapes[3]),
          ]
        }
      )
    }
  }

  private func gradients(
    _ gradient: [Float], _ pieces: [Piece?]
  ) -> (numbers: [Float], widths: [Float], heights: [Float], slopes: [Float]) {
    let count = pieces.count
    var numbers = [Float](repeating: 0, count: count)
    var widths = [Float](repeating: 0, count: count * bins)
    var heights = widths
    var slopes = [Float](repeating: 0, count: count * (bins - 1))
    let last = bins - 1
    for (place, piece) in pieces.enumerated() {
      guard let piece else { continue }
      let own = piece.gradients(
        ofValue: Double(gradient[place]), ofLogSlope: Double(gradient[count + place]))
      numbers[place] = Float(own.x)
      let (index, first) = (piece.index, place * bins)
      // The last piece is what the others leave: where it begins decides its length.
      let isLast = index == last
      let start = Float(scale * (isLast ? -own.x - own.width : -own.x))
      let base = Float(scale * (isLast ? own.y - own.height : own.y))
      for earlier in 0..<index {
        widths[first + earlier] = start
        heights[first + earlier] = base
      }
      if !isLast {
        widths[first + index] = Float(scale * own.width)
        heights[first + index] = Float(scale * own.height)
        slopes[place * last + index] = Float(own.right)
      }
      if index > 0 { slopes[place * last + index - 1] = Float(own.left) }
    }
    return (numbers, widths, heights, slopes)
  }
}
