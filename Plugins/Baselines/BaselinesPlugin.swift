import OrreryKit

/// What this plug-in adds to Orrery.
public enum BaselinesPlugin {
  public static func register(_ registrar: PluginRegistrar) throws {
    try registrar.register(Baseline<NearestNeighbours>.self)
    try registrar.register(Baseline<LogisticRegression>.self)
    try registrar.register(Baseline<RandomForest>.self)
    try registrar.register(Baseline<ExtraTrees>.self)
    try registrar.register(Baseline<GradientBoosting>.self)
    try registrar.register(KernelDensityModel.self)
    try registrar.register(TemplateCorrelation.self)
  }
}
