import OrreryKit

/// A method of this plug-in as an architecture: its settings, how it is fitted, and the arrays that it
/// is stored as.
protocol BaselineMethod: FeatureClassifier {
  associatedtype Configuration: BaselineConfiguration

  static var name: String { get }
  static var summary: String { get }
  static var reference: String { get }
  /// Besides those of `BaselineConfiguration`.
  static var settings: [Setting] { get }

  /// - Parameter matrix: scaled features.
  static func fit(
    _ matrix: FeatureMatrix, labels: [Int], classes: Int, configuration: Configuration,
    random: inout RandomStream
  ) -> Self

  /// Names of the arrays.
  static var parts: [String] { get }
  /// What was fitted, by the names of `parts`.
  var stored: [String: [Float]] { get }
  /// - Returns: `nil` where the arrays do not go together.
  init?(
    _ stored: [String: [Float]], classes: Int, columns: Int, configuration: Configuration)
}

/// Settings that every baseline has.
protocol BaselineConfiguration: Codable, Sendable {
  init()
  /// 0: objects count as they come; 1: every class counts alike.
  var balance: Double { get }
  /// Of the period search of light curves, cycles per day.
  var highestFrequency: Double { get }
  /// Parts of a spectrum.
  var bins: Int { get }
}

extension BaselineConfiguration {
  static var common: [Setting] {
    [
      Setting(
        "balance", "How much rare classes are weighted up: 0 not, 1 to the same weight for all",
        range: 0...1),
      Setting(
        "highestFrequency", "Highest frequency of the period search in light curves",
        unit: "1 / day", range: 0.01...100),
      Setting("bins", "Parts that a spectrum is averaged over", range: 1...1000),
    ]
  }
}
