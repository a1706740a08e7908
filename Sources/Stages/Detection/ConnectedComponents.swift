/// Groups of pixels that touch by side or corner (8-connectivity).
///
/// Two passes over the plane with a union of labels (Rosenfeld & Pfaltz 1966, J. ACM 13, 471).
public struct ConnectedComponents: Sendable {
  /// The pixels of each group as indices into the plane, ascending; groups by their first pixel.
  public let members: [[Int]]

  /// - Parameter belongs: true for a pixel of some group, by its index.
  public init(height: Int, width: Int, belongs: (Int) -> Bool) {
    var labels = [Int32](repeating: -1, count: height * width)
    var parents: [Int32] = []
    func root(_ label: Int32) -> Int32 {
      var label = label
      while parents[Int(label)] != label {
        parents[Int(label)] = parents[Int(parents[Int(label)])]
        label = parents[Int(label)]
      }
      return label
    }

    for y in 0..<height {
      for x in 0..<width {
        let index = y * width + x
        guard belongs(index) else { continue }
        var label: Int32 = -1
        func join(_ neighbour: Int) {
          guard labels[neighbour] >= 0 else { return }
          let other = root(labels[neighbour])
          if label < 0 {
            label = other
          } else if other != label {
            // The lower label stays, so that groups keep the order of their first pixels.
            parents[Int(max(other, label))] = min(other, label)
            label = min(other, label)
          }
        }
        if x > 0 { join(index - 1) }
        if y > 0 {
          if x > 0 { join(index - width - 1) }
          join(index - width)
          if x + 1 < width { join(index - width + 1) }
        }
        if label < 0 {
          label = Int32(parents.count)
          parents.append(label)
        }
        labels[index] = label
      }
    }

    var groups = [Int](repeating: -1, count: parents.count)
    var members: [[Int]] = []
    for index in labels.indices where labels[index] >= 0 {
      let label = Int(root(labels[index]))
      if groups[label] < 0 {
        groups[label] = members.count
        members.append([])
      }
      members[groups[label]].append(index)
    }
    self.members = members
  }
}
