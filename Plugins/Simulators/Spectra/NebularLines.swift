/// Emission lines of ionised gas, vacuum Angstrom.
enum NebularLines {
  static let oxygen2 = [(3727.09, 0.42), (3729.88, 0.58)]
  static let oxygen3 = [(4960.30, 0.251), (5008.24, 0.749)]
  static let nitrogen2 = [(6549.86, 0.254), (6585.27, 0.746)]
  static let sulphur2 = [(6718.29, 0.56), (6732.67, 0.44)]
  /// H-alpha to H-delta over H-beta, case B at 10,000 K (Osterbrock & Ferland 2006).
  static let hydrogen = [(6564.61, 2.86), (4862.68, 1), (4341.68, 0.468), (4102.89, 0.259)]
  static let neon3 = 3869.86
  static let oxygen1 = 6302.05
}
