/// A loop over an array whose operands step by their own strides; neighbouring axes are joined
/// where all operands allow, so that the inner loop is as long as can be.
struct StridedLoop {
  private(set) var shape: [Int64] = []
  /// `strides[operand][axis]`.
  private(set) var strides: [[Int64]]

  init(_ shape: [Int], _ operands: [[Int]]) {
    strides = operands.map { _ in [] }
    for axis in shape.indices where shape[axis] != 1 {
      let length = Int64(shape[axis])
      let steps = operands.map { Int64($0[axis]) }
      if let last = self.shape.last,
        zip(strides, steps).allSatisfy({ $0[$0.count - 1] == length * $1 })
      {
        self.shape[self.shape.count - 1] = last * length
        for operand in strides.indices { strides[operand][self.shape.count - 1] = steps[operand] }
      } else {
        self.shape.append(length)
        for operand in strides.indices { strides[operand].append(steps[operand]) }
      }
    }
    precondition(self.shape.count <= 16, "a tensor of more than 16 axes: \(shape)")
  }

  /// Runs pieces along the first axis, on several threads where the array is large.
  /// `body` gets the rank, the piece's shape and each operand's first element.
  func run(_ body: (_ rank: Int64, _ shape: UnsafePointer<Int64>, _ offsets: [Int]) -> Void) {
    guard let length = shape.first else {
      withUnsafePointer(to: Int64(1)) { body(0, $0, strides.map { _ in 0 }) }
      return
    }
    let weight = shape.dropFirst().reduce(1, *)
    parallelChunks(Int(length), weight: Int(weight)) { range in
      var piece = shape
      piece[0] = Int64(range.count)
      body(Int64(piece.count), piece, strides.map { Int($0[0]) * range.lowerBound })
    }
  }
}
