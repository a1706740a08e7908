/// Applies `transform` to every element, at most `width` at once; results stand in input order.
func concurrentMap<Element: Sendable, Output: Sendable>(
  _ elements: [Element], width: Int, _ transform: @escaping @Sendable (Element) -> Output
) async -> [Output] {
  guard width > 1, elements.count > 1 else { return elements.map(transform) }
  return await withTaskGroup(of: (Int, Output).self) { group in
    var results = [Output?](repeating: nil, count: elements.count)
    var next = 0
    func submit() {
      let index = next
      next += 1
      group.addTask { (index, transform(elements[index])) }
    }
    while next < min(width, elements.count) { submit() }
    while let (index, output) = await group.next() {
      results[index] = output
      if next < elements.count { submit() }
    }
    return results.compactMap { $0 }
  }
}
