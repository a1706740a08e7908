import OrreryKit

extension SkyObject {
  /// Moves an image, the object's layers and the positions in its tables alike; sources, whose boxes
  /// would be untrue, are left behind.
  ///
  /// Layers may be maps of numbers that no mean of two of them is: each pixel takes the nearest one.
  mutating func move(_ image: inout Image, by warp: Warp) {
    if !layers.isEmpty { layers = layers.mapValues { warp.applied(to: $0, nearest: true) } }
    let (height, width) = (image.height, image.width)
    movePositions { warp.position(x: $0, y: $1, height: height, width: width) }
    sources = []
    image = warp.applied(to: image)
  }

  /// Changes the columns `x` and `y` of every table that has both.
  mutating func movePositions(_ move: (_ x: Double, _ y: Double) -> (x: Double, y: Double)) {
    for (name, table) in tables {
      guard let xPlace = table.columns.firstIndex(where: { $0.name.lowercased() == "x" }),
        let yPlace = table.columns.firstIndex(where: { $0.name.lowercased() == "y" }),
        let x = table.columns[xPlace].doubles, let y = table.columns[yPlace].doubles
      else { continue }
      let moved = zip(x, y).map(move)
      var table = table
      table.columns[xPlace].values = .real(moved.map(\.x))
      table.columns[yPlace].values = .real(moved.map(\.y))
      tables[name] = table
    }
  }
}
