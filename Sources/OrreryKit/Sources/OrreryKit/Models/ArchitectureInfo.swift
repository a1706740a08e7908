/// What an architecture says of itself, without being built.
public struct ArchitectureInfo: Sendable {
  /// What a model of this architecture is for.
  @frozen
  public enum Task: String, Sendable, CaseIterable, Codable {
    case classification, segmentation, regression, generation, restoration
  }

  /// Name in YAML: `morphology-cnn`; authors outside Orrery prefix theirs: `lsst/lens-finder`.
  public var name: String
  /// One line.
  public var summary: String
  /// Semantic version of the architecture.
  public var version: String
  public var task: Task
  /// Kinds of data that a model of it can be trained on; each model takes one of them.
  public var accepts: Set<DataKind>
  /// Names of the layers and tables that training learns from, beside classes and true numbers:
  /// `["truth"]` for a segmenter. All others are left behind, so that fields do not fill the memory.
  public var learnsFrom: Set<String>
  /// Names of the images that its predictions hold (`segmentation`), for products of a run.
  public var provides: Set<String>
  /// One entry for each key of its configuration.
  public var settings: [Setting]
  /// Where the architecture is described.
  public var reference: String?

  public init(
    name: String, summary: String, version: String, task: Task, accepts: DataKind,
    learnsFrom: Set<String> = [], provides: Set<String> = [], settings: [Setting],
    reference: String? = nil
  ) {
    self.init(
      name: name, summary: summary, version: version, task: task, accepts: [accepts],
      learnsFrom: learnsFrom, provides: provides, settings: settings, reference: reference)
  }

  public init(
    name: String, summary: String, version: String, task: Task, accepts: Set<DataKind>,
    learnsFrom: Set<String> = [], provides: Set<String> = [], settings: [Setting],
    reference: String? = nil
  ) {
    self.name = name
    self.summary = summary
    self.version = version
    self.task = task
    self.accepts = accepts
    self.learnsFrom = learnsFrom
    self.provides = provides
    self.settings = settings
    self.reference = reference
  }
}
