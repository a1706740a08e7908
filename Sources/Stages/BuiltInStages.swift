import OrreryKit

/// Every stage that comes with Orrery.
public enum BuiltInStages {
  /// All of them, in the order to show them.
  public static var all: [any Stage.Type] {
    preparation + normalisation + series + spectra + table + augmentation
  }

  /// Images: from a file's pixels to one stamp of each object.
  static var preparation: [any Stage.Type] {
    [
      SelectBands.self, SelectPlane.self, MaskQuality.self, SubtractBackground.self,
      DetectSources.self, CutOut.self, CropImage.self, PadImage.self, BinImage.self,
      ResizeImage.self, FillMissing.self,
    ]
  }

  /// Images: to the range of values that a model expects.
  static var normalisation: [any Stage.Type] {
    [
      DivideByNoise.self, StretchValues.self, Standardise.self, ScaleMinMax.self, ScaleRobust.self,
      ApplyZScale.self,
      RankValues.self, NormaliseTotalFlux.self, CalibrateFlux.self, ClipPercentiles.self,
      ClipValues.self,
    ]
  }

  /// Light curves.
  static var series: [any Stage.Type] {
    [
      CleanLightCurve.self, DetrendLightCurve.self, FindPeriod.self, FoldByPeriod.self,
      BinInTime.self, ConvertToFlux.self, ConvertToMagnitude.self, NormaliseLightCurve.self,
      JitterTimes.self, StretchTime.self, DropPoints.self, InsertGap.self,
      TruncateLightCurve.self, ScaleFlux.self, ScaleAmplitude.self, AddErrorNoise.self,
    ]
  }

  /// Spectra.
  static var spectra: [any Stage.Type] {
    [
      CropWavelength.self, ConvertMedium.self, ShiftToRestFrame.self, ResampleSpectrum.self,
      MaskSpectrum.self, SmoothSpectrum.self, FillGaps.self, NormaliseContinuum.self,
      NormaliseFlux.self, StandardiseSpectrum.self, ShiftRedshift.self, DegradeResolution.self,
      DegradeSpectrum.self,
    ]
  }

  /// Catalogue rows.
  static var table: [any Stage.Type] {
    [MarkMissing.self, ComputeColumns.self, StandardiseColumns.self]
  }

  /// Random changes that keep the class, for training.
  static var augmentation: [any Stage.Type] {
    [
      RandomCrop.self, Rotate.self, Flip.self, Shift.self, Zoom.self, BlurPSF.self,
      AddPoissonNoise.self,
      AddGaussianNoise.self, DegradeSignalToNoise.self, AddBackgroundGradient.self,
      AddCosmicRays.self, AddBadColumns.self, AdjustBrightness.self, DropChannel.self,
      EraseCutOut.self, MixUp.self,
    ]
  }

  /// Gives every built-in stage to the registrar.
  /// - Throws: where two of them have one name.
  public static func register(_ registrar: PluginRegistrar) throws {
    for stage in all { try registrar.register(stage) }
    try registrar.register(ThresholdDetection.self)
  }
}
