/// What the galaxies of a field are made of.
enum GalaxyProfiles: String, Codable, Sendable, CaseIterable {
  /// Bulges, disks, arms, bars and mergers.
  case types
  /// One smooth Sersic law each, of any index and flatness.
  case sersic
}
