internal import Kernels
internal import TensorCore

/// What cross-entropy and its relatives share: logits against labels or probabilities, by place.
struct ClassificationLoss {
  /// Named in messages.
  var name: String
  var classWeights: [Float]?
  var labelSmoothing: Float = 0
  /// γ of the focal loss.
  var focus: Float = 0
  /// Whether labels are averaged by their class weights too.
  var countsClassWeights = true

  /// Against labels, one for each place.
  func callAsFunction(_ logits: Tensor, labels: [Int], weights: [Float]?) -> Tensor {
    let (classes, places) = layout(logits, count: labels.count, "labels", weights)
    return recorded(logits) { z, slope in
      withLoss(z, labels, nil, weights, classes, places) { loss in
        let wrong = orrery_wrong_label(loss, Int64(labels.count))
        precondition(
          wrong < 0, "\(name): label \(labels[max(0, Int(wrong))]) is not in 0..<\(classes)")
        let mass =
          countsClassWeights
          ? parallelSum(labels.count) {
            orrery_label_mass(loss, Int64($0.lowerBound), Int64($0.upperBound))
          } : sum(of: weights, count: labels.count)
        return mean(loss, count: labels.count, classes, mass, slope)
      }
    }
  }

  /// Against probabilities of the logits' shape.
  func callAsFunction(_ logits: Tensor, probabilities: Tensor, weights: [Float]?) -> Tensor {
    precondition(
      logits.shape == probabilities.shape,
      "\(name): logits \(logits.shape), probabilities \(probabilities.shape)")
    let count = logits.rank >= 2 ? logits.count / max(1, logits.shape[1]) : 0
    let (classes, places) = layout(logits, count: count, "places", weights)
    return recorded(logits) { z, slope in
      probabilities.withUnsafeBufferPointer { q in
        withLoss(z, nil, q.baseAddress, weights, classes, places) { loss in
          mean(loss, count: count, classes, sum(of: weights, count: count), slope)
        }
      }
    }
  }

  private func sum(of weights: [Float]?, count: Int) -> Double {
    guard let weights else { return Double(count) }
    return parallelSum(count) { r in
      weights.withUnsafeBufferPointer {
        orrery_double_sum(Int64(r.count), $0.baseAddress.map { $0 + r.lowerBound })
      }
    }
  }

  /// Classes, and how many places each `[C, …]` has.
  private func layout(
    _ logits: Tensor, count: Int, _ what: String, _ weights: [Float]?
  ) -> (Int, Int) {
    precondition(
      logits.rank >= 2 && logits.shape[1] >= 1 && count * logits.shape[1] == logits.count
        && weights?.count ?? count == count
        && classWeights?.count ?? logits.shape[1] == logits.shape[1],
      "\(name): logits \(logits.shape), \(count) \(what), \(weights?.count ?? count) weights, "
        + "\(classWeights?.count ?? 0) class weights")
    return (logits.shape[1], logits.shape.dropFirst(2).reduce(1, *))
  }

  private func recorded(
    _ logits: Tensor,
    _ evaluate: (UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Double
  ) -> Tensor {
    .recorded([logits]) { inputs in
      var value = 0.0
      let slope = Tensor(shape: inputs[0].shape) { slope in
        inputs[0].withUnsafeBufferPointer { z in
          if let z = z.baseAddress { value = evaluate(z, slope) }
        }
      }
      return (Tensor(Float(value)), { gradient, _ in [slope.scaled(by: gradient)] })
    }
  }

  private func withLoss(
    _ logits: UnsafePointer<Float>, _ labels: [Int]?, _ probabilities: UnsafePointer<Float>?,
    _ weights: [Float]?, _ classes: Int, _ places: Int,
    _ body: (UnsafePointer<orrery_cross_entropy>) -> Double
  ) -> Double {
    pointer(labels) { labels in
      pointer(weights) { weights in
        pointer(classWeights) { classWeights in
          var loss = orrery_cross_entropy()
          loss.classes = Int64(classes)
          loss.places = Int64(places)
          loss.logits = logits
          loss.labels = labels
          loss.q = probabilities
          loss.weights = weights
          loss.class_weights = classWeights
          loss.smoothing = labelSmoothing
          loss.focus = focus
          return withUnsafePointer(to: loss, body)
        }
      }
    }
  }

  private func pointer<T, Result>(
    _ values: [T]?, _ body: (UnsafePointer<T>?) -> Result
  ) -> Result {
    guard let values else { return body(nil) }
    return values.withUnsafeBufferPointer { body($0.baseAddress) }
  }

  private func mean(
    _ loss: UnsafePointer<orrery_cross_entropy>, count: Int, _ classes: Int, _ mass: Double,
    _ slope: UnsafeMutablePointer<Float>
  ) -> Double {
    let scale = mass > 0 ? 1 / mass : 0
    return scale
      * parallelSum(count, weight: classes) { r in
        orrery_cross_entropy_loss(
          loss, Int64(r.lowerBound), Int64(r.upperBound), Float(scale), slope)
      }
  }
}
