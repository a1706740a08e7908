import OrreryKit

/// The losses and metrics that come with Orrery.
public enum Objectives {
  /// Gives every one to the registrar.
  /// - Throws: where a name is taken.
  public static func register(_ registrar: PluginRegistrar) throws {
    try registrar.register(CrossEntropyObjective.self)
    try registrar.register(FocalObjective.self)
    try registrar.register(BinaryCrossEntropyObjective.self)
    try registrar.register(BinaryFocalObjective.self)
    try registrar.register(TverskyObjective.self)
    try registrar.register(DiceObjective.self)
    try registrar.register(SquaredErrorObjective.self)
    try registrar.register(AbsoluteErrorObjective.self)
    try registrar.register(HuberObjective.self)
    try registrar.register(AccuracyMetric.self)
    try registrar.register(BalancedAccuracyMetric.self)
    try registrar.register(MacroF1Metric.self)
    try registrar.register(ROCAreaMetric.self)
    try registrar.register(AveragePrecisionMetric.self)
    try registrar.register(OverlapMetric.self)
    try registrar.register(RootMeanSquareMetric.self)
    try registrar.register(MeanAbsoluteMetric.self)
  }
}
