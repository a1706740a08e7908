/// What a recipe minimises, by name: `loss: dice`, or
/// `loss: { function: me/tversky, false-negatives: 0.8 }`.
///
/// A loss is a value: its stored properties are its settings, with defaults in `init()`. It goes with
/// every `Classifier` and every `Supervised` network whose outputs it compares.
public protocol Loss: Codable, Sendable {
  static var info: LossInfo { get }
  /// The defaults.
  init()
  /// Checks what types, choices and ranges of `info.settings` cannot.
  /// - Throws: `Settings.Failure` that names the key.
  func validate() throws
  /// A single number that falls as outputs come near their targets, the mean over what counts; 0 of
  /// an empty batch, and where nothing counts. Gradients flow into the output.
  func callAsFunction(_ comparison: Comparison) -> Tensor
}

extension Loss {
  public func validate() throws {}
}
