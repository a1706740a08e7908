/// Transforms elements on several tasks and hands the results over in order.
///
/// Work goes on while a result is consumed, at most `ahead` elements before it: memory is that of
/// `ahead` results, however many elements there are.
/// - Parameters:
///   - width: elements that are worked on at once; with 1 everything happens in turn.
///   - consume: false ends it; what is being worked on is finished and dropped.
func orderedMap<Element: Sendable, Output: Sendable>(
  _ elements: [Element], width: Int, ahead: Int,
  _ transform: @escaping @Sendable (Element) -> Output,
  consume: (Output) async throws -> Bool
) async throws {
  guard width > 1, elements.count > 1 else {
    for element in elements where try await !consume(transform(element)) { return }
    return
  }
  let queue = OrderedQueue<Output>(count: elements.count, ahead: max(ahead, width))
  try await withThrowingTaskGroup(of: Void.self) { group in
    for _ in 0..<min(width, elements.count) {
      group.addTask {
        while let index = await queue.claim() {
          await queue.put(index, transform(elements[index]))
        }
      }
    }
    do {
      while let output = await queue.take() {
        guard try await consume(output) else { break }
      }
    } catch {
      await queue.stop()
      throw error
    }
    await queue.stop()
  }
}

/// Hands out numbers to work on and gives the results back in their order.
private actor OrderedQueue<Output: Sendable> {
  private let count: Int
  private let ahead: Int
  private var claimed = 0
  private var taken = 0
  private var isStopped = false
  private var results: [Int: Output] = [:]
  private var consumer: CheckedContinuation<Output?, Never>?
  private var workers: [CheckedContinuation<Void, Never>] = []

  init(count: Int, ahead: Int) {
    self.count = count
    self.ahead = ahead
  }

  /// The next number to work on, as soon as it is near enough; `nil` at the end.
  func claim() async -> Int? {
    while !isStopped, claimed < count, claimed - taken >= ahead {
      await withCheckedContinuation { workers.append($0) }
    }
    guard !isStopped, claimed < count else { return nil }
    claimed += 1
    return claimed - 1
  }

  func put(_ index: Int, _ output: Output) {
    guard !isStopped else { return }
    if index == taken, let consumer {
      self.consumer = nil
      advance()
      consumer.resume(returning: output)
    } else {
      results[index] = output
    }
  }

  /// The next result in order; `nil` at the end.
  func take() async -> Output? {
    guard taken < count, !isStopped else { return nil }
    if let output = results.removeValue(forKey: taken) {
      advance()
      return output
    }
    return await withCheckedContinuation { consumer = $0 }
  }

  func stop() {
    isStopped = true
    results = [:]
    for worker in workers { worker.resume() }
    workers = []
  }

  private func advance() {
    taken += 1
    guard !workers.isEmpty else { return }
    workers.removeFirst().resume()
  }
}
