import OrreryKit

extension RunSink {
  /// Predicts and writes an image that is not in memory, and records it.
  func take(
    _ object: TiledObject, _ unit: UnitWork, _ before: SinkItem.Effort
  ) throws {
    var effort = before
    let start = ContinuousClock.now
    defer { peak = PeakMemory.bytes }
    do {
      let predicted = try predictor.predict(object, scratch: ScratchFile(in: scratchFolder))
      let result = object.result(predicted.prediction)
      var products = try writer.write(
        result, object, layers: predicted.layers, inputChecksum: unit.digest)
      if overviews,
        let drawing = try FieldOverview(
          segmented: object, id: result.object.id, layers: predicted.layers)
      {
        products.append(try writer.write(drawing))
      }
      effort.seconds += (ContinuousClock.now - start).seconds
      peak = PeakMemory.bytes
      try note(result, products, unit, 0, effort)
    } catch is WatchedImage.Stopped {
      isInterrupted = true
    } catch let error as DataError where error.code == .unwritable {
      throw error
    } catch let failure as PluginFailure {
      throw failure
    } catch {
      effort.seconds += (ContinuousClock.now - start).seconds
      let known = object.image.object
      note(
        ObjectFailure(id: known.id, origin: known.origin, step: "model", error: error), unit, 0,
        effort)
    }
    try recorder.commitIfDue()
    try memory.check(peak: PeakMemory.bytes)
    halt = halt ?? limit.reason(failed: progress.failed, of: progress.failed + progress.done)
  }
}
