import OrreryKit

extension Inspection {
  /// What a model says of it.
  public struct Classified: Codable, Sendable {
    public var architecture: String
    public var weights: String
    /// The object that was classified, where the model's stages found it.
    public var object: String
    public var classes: [String]
    /// Calibrated by the card; `nil` where no prediction could be made (see `unanswered` and `flags`),
    /// empty of a model without classes.
    public var probabilities: [Double]?
    /// Why nothing can be said of it.
    public var unanswered: String?
    /// Classes that hold the true one with probability `conformalLevel`; `nil` where the card has no
    /// such sets.
    public var conformalSet: [String]?
    public var conformalLevel: Double?
    /// How far the features lie from those of the training, and from where on an object is unlike it;
    /// `nil` where the card does not tell.
    public var featureDistance: Double?
    public var featureDistanceLimit: Double?
    public var isOutOfDistribution: Bool?
    /// Objects of the training with the most similar features, the nearest first; `nil` where none
    /// are kept.
    public var nearestExamples: [Example]?
    /// The median distance from such an object to the nearest other one.
    public var typicalDistance: Double?
    /// Numbers and names that stages and model found.
    public var measurements: [Measured]
    public var flags: [String]
    /// What the card does not tell, a line each.
    public var notes: [String]
  }

  /// An object of the training.
  public struct Example: Codable, Sendable {
    public var id: String
    /// What it truly is; `nil` of a model without classes.
    public var `class`: String?
    /// Root mean square difference of the features, in their standard deviations.
    public var distance: Double
  }

  /// A measurement: one of number and text is there, or neither where it is unknown.
  public struct Measured: Codable, Sendable {
    public var name: String
    public var number: Double?
    public var text: String?
    public var unit: String?
    public var description: String
  }

  /// What one preparation stage did.
  public struct StageFacts: Codable, Sendable {
    /// As in YAML; `input` for the object as it was read.
    public var name: String
    /// In YAML's spelling.
    public var settings: [String: JSONValue]
    /// Planes, height, width of an image; length of a series.
    public var shape: [Int]
    public var statistics: [Statistics]
    /// Flags that came up in it.
    public var flags: [String]
  }

  /// How the prediction moves with one change.
  public struct VariationFacts: Codable, Sendable {
    /// As on the command line: `--rotate 90`.
    public var change: String
    /// `nil` where nothing could be said, see `failure`.
    public var probabilities: [Double]?
    /// Of the class that is the most probable without the change: probability with minus without.
    public var shift: Double?
    /// The most probable class with the change.
    public var best: String?
    public var failure: String?
  }

  /// Why the model says so.
  public struct Explained: Codable, Sendable {
    /// A superpixel or stretch, and its share of the evidence.
    public struct Part: Codable, Sendable {
      public var number: Int
      public var share: Double
      public var places: Int
      /// Mean place: x and y in pixels from 0, wavelength, or time.
      public var centre: [Double]
    }

    /// A filter of a layer.
    public struct Filter: Codable, Sendable {
      public var number: Int
      public var minimum: Double
      public var maximum: Double
      public var mean: Double
    }

    /// Feature maps of a layer; the maps themselves are in the FITS file.
    public struct Layer: Codable, Sendable {
      public var name: String
      public var kind: String
      public var shape: [Int]
      /// Places of the prepared object that one place of the maps depends on.
      public var receptiveField: [Int]
      public var step: [Double]
      /// The widest range of values first.
      public var filters: [Filter]
      /// All layers that have maps.
      public var layers: [String]
    }

    /// The smallest step against the slope that flips the class.
    public struct Adversarial: Codable, Sendable {
      /// `nil` where no step up to two standard deviations flips it.
      public var step: Double?
      public var relativeStep: Double?
      public var becomes: String?
      public var probabilities: [Double]?
    }

    public var method: String
    /// The class that is explained.
    public var explainedClass: String
    /// ln p / (1 - p) of its calibrated probability, nats.
    public var evidence: Double
    /// The same of the object without features: blank sky, smooth continuum, constant star.
    public var baseEvidence: Double
    /// What the values sum to, minus the difference of both; of methods whose values are shares.
    public var excess: Double?
    /// Unit of the values: `nat`, `nat per unit` of the prepared values, or none.
    public var unit: String?
    /// Of the values: height and width, or length.
    public var shape: [Int]
    /// One for each place of the prepared object, row 0 at the bottom.
    public var values: [Float]
    /// Wavelengths or times of a series' places.
    public var places: [Double]?
    public var parts: [Part]?
    /// Where the values are largest, in words.
    public var strongest: [String]
    public var layer: Layer?
    public var adversarial: Adversarial?
  }
}
