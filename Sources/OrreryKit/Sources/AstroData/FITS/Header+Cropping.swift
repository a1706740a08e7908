extension Header {
  /// Makes the header that of a part of its image: NAXISn, and the reference pixel of every world
  /// coordinate system (CRPIXna, LTVn), which moves with the origin.
  mutating func crop(to part: ImagePart, of shape: [Int]) {
    if shape.count > 2, integer("NAXIS") == shape.count {
      set("NAXIS", .integer(part.planes.count > 1 ? 3 : 2))
      for axis in 3...shape.count { remove("NAXIS\(axis)") }
      if part.planes.count > 1 {
        let index = cards.firstIndex { $0.keyword == "NAXIS2" } ?? 0
        cards.insert(Card("NAXIS3", .integer(Int64(part.planes.count))), at: index + 1)
      }
    }
    set("NAXIS1", .integer(Int64(part.x.count)))
    if shape.count > 1 { set("NAXIS2", .integer(Int64(part.y.count))) }
    for (axis, origin) in [(1, part.x.lowerBound), (2, part.y.lowerBound)] where origin != 0 {
      for index in cards.indices {
        let keyword = cards[index].keyword
        let isReference =
          keyword.hasPrefix("CRPIX\(axis)") && keyword.utf8.count <= 7
          && !(keyword.utf8.dropFirst(6).first.map(CardText.isDigit) ?? false)
        guard isReference || keyword == "LTV\(axis)", let value = double(keyword) else { continue }
        cards[index].value = .real(value - Double(origin))
      }
      // A sky survey's plate solution counts pixels from the plate's corner.
      if let corner = double("CNPIX\(axis)") {
        set("CNPIX\(axis)", .real(corner + Double(origin)))
      }
      // The reference pixel of a system without CRPIX is 0 (paper I, table 1).
      if card("CTYPE\(axis)") != nil, card("CRPIX\(axis)") == nil {
        set("CRPIX\(axis)", .real(-Double(origin)))
      }
    }
  }
}
