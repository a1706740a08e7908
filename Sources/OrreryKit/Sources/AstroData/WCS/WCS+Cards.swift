extension WCS {
  /// The cards that define the solution, ready to be written; CD form where the header had it,
  /// else PC and CDELT.
  public var header: Header {
    var cards: [Card] = []
    func add(_ keyword: String, _ value: Double, _ comment: String) {
      cards.append(Card(keyword, .real(value), comment: comment))
    }
    let suffix = solution.distortion == nil ? "" : "-SIP"
    for axis in 0..<2 {
      let n = axis + 1
      let isLongitude = axis == solution.longitudeAxis
      cards.append(
        Card(
          "CTYPE\(n)", .string(solution.types[axis] + suffix),
          comment: isLongitude ? "longitude and projection" : "latitude and projection"))
      cards.append(Card("CUNIT\(n)", "deg", comment: "unit of CRVAL\(n)"))
      add("CRVAL\(n)", solution.referenceValue[axis], "[deg] coordinate of the reference point")
      add("CRPIX\(n)", solution.referencePixel[axis], "[pixel] reference point, first pixel is 1")
    }
    let m = solution.matrix
    if solution.isCDForm {
      for row in 0..<2 {
        for column in 0..<2 {
          add("CD\(row + 1)_\(column + 1)", m[row][column], "[deg/pixel] pixels to sky")
        }
      }
    } else {
      for row in 0..<2 {
        // The sign of the diagonal goes into CDELT, so that an unrotated image has PC = 1.
        let size = (m[row] * m[row]).sum().squareRoot()
        let step = m[row][row] < 0 ? -size : size
        add("CDELT\(row + 1)", step, "[deg/pixel] step along axis \(row + 1)")
        for column in 0..<2 {
          add("PC\(row + 1)_\(column + 1)", m[row][column] / step, "rotation of pixel axes")
        }
      }
    }
    for parameter in solution.parameters {
      add("PV\(parameter.axis)_\(parameter.index)", parameter.value, "projection parameter")
    }
    if let pole = solution.nativePoleLongitude { add("LONPOLE", pole, "[deg] native pole") }
    if let pole = solution.nativePoleLatitude { add("LATPOLE", pole, "[deg] native pole") }
    cards += frameCards + distortionCards
    return Header(cards)
  }

  private var frameCards: [Card] {
    func cards(_ system: String, _ equinox: Double?) -> [Card] {
      var cards = [Card("RADESYS", .string(system), comment: "reference frame")]
      if let equinox { cards.append(Card("EQUINOX", .real(equinox), comment: "[yr] equinox")) }
      return cards
    }
    return switch frame {
    case .icrs: cards("ICRS", nil)
    case .fk5(let equinox): cards("FK5", equinox)
    case .fk4(let equinox): cards("FK4", equinox)
    case .fk4WithoutETerms(let equinox): cards("FK4-NO-E", equinox)
    case .ecliptic(let equinox): [Card("EQUINOX", .real(equinox), comment: "[yr] equinox")]
    case .galactic, .supergalactic: []
    case .other(let name):
      solution.types[0].hasPrefix("RA-") || solution.types[0].hasPrefix("DEC-")
        ? cards(name, nil) : []
    }
  }

  private var distortionCards: [Card] {
    guard let distortion = solution.distortion else { return [] }
    var cards: [Card] = []
    func add(_ name: String, _ polynomial: SIPDistortion.Polynomial?) {
      guard let polynomial else { return }
      cards.append(
        Card("\(name)_ORDER", .integer(Int64(polynomial.order)), comment: "SIP polynomial order"))
      for p in 0...polynomial.order {
        for q in 0...(polynomial.order - p) where polynomial[p, q] != 0 {
          cards.append(
            Card(
              "\(name)_\(p)_\(q)", .real(polynomial[p, q]), comment: "SIP distortion coefficient"))
        }
      }
    }
    add("A", distortion.a)
    add("B", distortion.b)
    add("AP", distortion.ap)
    add("BP", distortion.bp)
    return cards
  }
}
