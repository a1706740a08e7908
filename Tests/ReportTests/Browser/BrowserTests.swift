import Foundation
import OrreryKit
import TestSupport
import Testing

@testable import Report

/// The pages in a real browser, opened from a disk.
@Suite(
  .serialized, .enabled(if: Browser.path != nil, Comment(rawValue: Browser.absence)))
struct BrowserTests {
  /// A report of some objects, some with pictures.
  private func report(_ run: SampleRun) throws -> String {
    var file = FITSWriter()
    let pixels = (0..<1_000_000).map { Float($0 * 7919 % 1009) / 100 }
    try file.append(Image(pixels: pixels, height: 1000, width: 1000))
    try file.write(to: run.workspace["field.fits"])
    let writer = ReportWriter(run: try RunFolder(run.path), data: DataFolder(run.workspace.path))
    _ = try writer.write(to: run.workspace["report"])
    return URL(fileURLWithPath: run.workspace["report/index.html"]).absoluteString
  }

  private func found(_ page: Page) throws -> String {
    try page.text("document.getElementById('found').textContent")
  }

  /// Does something that changes the selection and waits until it is shown.
  private func change(_ page: Page, _ script: String, to count: String) throws {
    try page.run(script)
    try page.wait(
      "document.getElementById('found')?.textContent.startsWith(\(page.literal(count + " ")))")
  }

  @Test("Every page is drawn, asks nobody else, and complains of nothing")
  func pages() throws {
    let run = try SampleRun(
      ids: (0..<60).map { "object-\($0)" }, pictures: 60, failures: ["bad"],
      flags: [3: "edge", 4: "edge,blended"])
    let address = try report(run)
    let browser = try Browser()
    let page = try Page(browser)
    try page.open(address)
    #expect(try page.text("document.title") == "Summary · run")
    #expect(
      try page.text("[...document.querySelectorAll('#pages a')].map((a) => a.textContent).join()")
        == "Summary,Objects,Sky,Field,Failures,Inputs")
    for name in ["objects", "objects?as=table", "sky", "field", "failures", "inputs", "object/7"] {
      try page.go("#\(name)")
      #expect(try !page.isTrue("document.querySelector('[role=alert]') !== null"), "\(name)")
      #expect(try page.number("document.querySelectorAll('main h1').length") == 1, "\(name)")
    }
    // Pictures have a text each, and are there.
    try page.wait("[...document.images].every((i) => i.complete)")
    #expect(
      try page.isTrue(
        "[...document.images].every((i) => i.naturalWidth > 0 && i.hasAttribute('alt'))"))
    #expect(try page.number("document.querySelectorAll('.stage img').length") == 3)
    #expect(page.complaints.isEmpty, "\(page.complaints)")
    #expect(page.requests.allSatisfy { $0.hasPrefix("file://") || $0 == "about:blank" })
  }

  @Test("Objects are filtered by class, flag, probability, limits and name, and counted")
  func filters() throws {
    let run = try SampleRun(
      ids: (0..<300).map { "object-\($0)" }, pictures: 3, flags: [3: "edge", 4: "edge,blended"])
    let address = try report(run)
    let page = try Page(try Browser())
    try page.open(address + "#objects")
    #expect(try found(page) == "300 of 300 objects")
    try change(
      page, "document.querySelector('.filters input[value=galaxy]').click()", to: "100")
    try change(page, "document.querySelector('.filters input[value=star]').click()", to: "200")
    #expect(try page.text("location.hash").contains("class=galaxy&class=star"))
    try change(page, "document.querySelector('.filters button.quiet').click()", to: "300")
    try change(page, "document.querySelector('.filters input[value=edge]').click()", to: "2")
    try change(page, "document.querySelector('.filters input[value=blended]').click()", to: "1")
    try change(page, "document.querySelector('.filters button.quiet').click()", to: "300")
    try change(
      page,
      "{ const s = document.getElementById('search'); s.value = 'OBJECT-29'; s.dispatchEvent(new Event('input')); }",
      to: "11")
    #expect(try page.text("document.querySelector('.item .id').textContent") == "object-29")
    try change(page, "document.querySelector('.filters button.quiet').click()", to: "300")
    // Of 300 objects those at 0.9 and above, as the sample has them.
    let sure = (0..<300).filter { SampleRun.probability($0) >= Float(0.9) }.count
    try change(
      page,
      "{ const s = document.querySelector('[aria-label=\"Lowest probability\"]'); s.value = 0.9; s.dispatchEvent(new Event('input')); }",
      to: "\(sure)")
    // The address alone brings the same selection back.
    let hash = try page.text("location.hash")
    let second = try Page(page.browser)
    try second.open(address + hash)
    #expect(try found(second) == "\(sure) of 300 objects")
    try second.go("#objects?range=flux&from=5000&sort=-flux")
    let bright = (0..<300).filter { $0 * 7919 % 10007 >= 5000 }.count
    #expect(try found(second) == "\(bright) of 300 objects")
    try second.go("#objects?id=nothing-like-it")
    #expect(
      try second.text("document.querySelector('.empty').textContent")
        == "No object passes these filters.")
    #expect(page.complaints.isEmpty, "\(page.complaints)")
  }

  @Test("A name beyond ASCII is found as the catalogue holds it")
  func names() throws {
    let run = try SampleRun(ids: ["galaxie-\u{E9}7", "galaxie-x7", "galaxie-\u{E9}8"])
    let page = try Page(try Browser())
    try page.open(try report(run) + "#objects")
    try change(
      page,
      "{ const s = document.getElementById('search'); s.value = 'IE-\u{C9}7'; s.dispatchEvent(new Event('input')); }",
      to: "1")
    #expect(page.complaints.isEmpty, "\(page.complaints)")
  }

  @Test("Objects are sorted by any column; the least certain come first")
  func sorting() throws {
    let run = try SampleRun(ids: (0..<120).map { "object-\($0)" }, pictures: 2)
    let address = try report(run)
    let page = try Page(try Browser())
    try page.open(address + "#objects")
    let first = "document.querySelector('[data-place=\"0\"] .id').textContent"
    let sort = { (name: String) in
      "{ const s = document.getElementById('sort'); s.value = '\(name)'; s.dispatchEvent(new Event('change')); }"
    }
    let unsure = (0..<120).min { SampleRun.probability($0) < SampleRun.probability($1) } ?? 0
    try page.run(sort("entropy"))
    // The least certain is the first of the input too: that alone does not tell a sorted list.
    try page.wait("document.querySelector('.sorted')?.textContent.startsWith('entropy ')")
    #expect(try page.text(first) == "object-\(unsure)")
    let brightest = (0..<120).max { $0 * 7919 % 10007 < $1 * 7919 % 10007 } ?? 0
    try page.run(sort("flux"))
    try page.wait("location.hash.includes('sort=flux')")
    try page.run("document.getElementById('direction').click()")
    try page.wait("\(first) === 'object-\(brightest)'")
    // Names in the order of their numbers.
    try page.run(sort("id"))
    try page.wait("\(first) === 'object-0' || \(first) === 'object-119'")
    // A table sorts by its headings.
    try page.go("#objects?as=table")
    try page.run(
      "[...document.querySelectorAll('.headings button')].find((b) => b.textContent === 'flux').click()"
    )
    try page.wait("document.querySelector('[aria-sort=ascending]')?.textContent.startsWith('flux')")
    let faintest = (0..<120).min { $0 * 7919 % 10007 < $1 * 7919 % 10007 } ?? 0
    try page.wait(
      "document.querySelector('[data-place=\"0\"] a').textContent === 'object-\(faintest)'")
    #expect(page.complaints.isEmpty, "\(page.complaints)")
  }

  @Test("A keyboard alone goes through the list, opens an object and goes on to the next")
  func keyboard() throws {
    let run = try SampleRun(ids: (0..<200).map { "object-\($0)" }, pictures: 2)
    let page = try Page(try Browser())
    try page.open(try report(run) + "#objects")
    try page.run("document.querySelector('[data-place=\"0\"] a').focus()")
    try page.press("ArrowRight")
    #expect(try page.text("document.activeElement.closest('[data-place]').dataset.place") == "1")
    try page.press("End")
    #expect(try page.text("document.activeElement.closest('[data-place]').dataset.place") == "199")
    try page.press("ArrowLeft")
    #expect(try page.text("document.activeElement.closest('[data-place]').dataset.place") == "198")
    #expect(try page.number("document.querySelectorAll('.item a[tabindex=\"0\"]').length") == 1)
    try page.press("Enter")
    try page.wait("document.querySelector('h1.id')?.textContent === 'object-198'")
    try page.press("ArrowRight")
    try page.wait("document.querySelector('h1.id')?.textContent === 'object-199'")
  }

  @Test("Layers are blended by their sliders")
  func layers() throws {
    let run = try SampleRun(ids: ["a", "b"], pictures: 2)
    let page = try Page(try Browser())
    try page.open(try report(run) + "#object/1")
    let opacity = "document.querySelectorAll('.stage img')[2].style.opacity"
    #expect(try page.text(opacity) == "0")
    try page.run(
      "{ const s = document.querySelectorAll('.layer input')[2]; s.value = 60; s.dispatchEvent(new Event('input')); }"
    )
    #expect(try page.text(opacity) == "0.6")
    #expect(try page.text("document.querySelectorAll('.layer output')[2].textContent") == "60 %")
    #expect(
      try page.text(
        "[...document.querySelectorAll('.links .button')].map((a) => a.getAttribute('href')).join()"
      )
        == "fits/b.fits,png/b.png")
    #expect(
      try page.isTrue(
        "[...document.querySelectorAll('.out')].every((a) => a.href.startsWith('https://') && a.rel === 'noopener noreferrer')"
      ))
  }

  @Test("A spectrum is zoomed by wheel, box and keys, and its lines are marked")
  func zoom() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
    let workspace = try Workspace()
    var file = FITSWriter(primary: Header([Card("CREATOR", .string("orrery 0.1"))]))
    let origin = "sample-data/spectra/spectra-4-000010.fits"
    try file.append(
      Catalog(
        columns: [
          Column("id", .string(["spectra-4-000010"])), Column("origin", .string([origin])),
          Column("z_model", .real([0.31])), Column("flags", .string([""])),
        ], name: "OBJECTS"))
    try file.append(Catalog(columns: [Column("file", .string([origin]))], name: "INPUTS"))
    try FileManager.default.createDirectory(
      atPath: workspace["run"], withIntermediateDirectories: true)
    try file.write(to: workspace["run/catalog.fits"])
    let writer = ReportWriter(run: try RunFolder(workspace["run"]), data: DataFolder(root))
    let result = try writer.write(to: workspace["report"])
    #expect(result.plots == 1)
    let page = try Page(try Browser())
    // The view of the only plot, told by the axis that its frame draws.
    try page.open(
      URL(fileURLWithPath: workspace["report/index.html"]).absoluteString + "#summary")
    try page.run(
      "{ const Kept = orrery.Plot; orrery.Plot = class extends Kept { constructor(...all) { super(...all); globalThis.plot = this; } }; }"
    )
    try page.go("#object/0")
    let width = { try page.number("plot.view.right - plot.view.left") }
    let whole = try width()
    #expect(whole > 6500)
    #expect(try page.number("plot.marks.length") > 10)
    #expect(try page.number("plot.marks.find((m) => m.label === 'Hβ').x").rounded() == 6370)
    let box = try page.run(
      "(() => { const b = plot.canvas.getBoundingClientRect(); return [b.left, b.top, b.width, b.height]; })()"
    )
    guard case .array(let edges) = box, edges.count == 4 else {
      Issue.record("no canvas")
      return
    }
    let numbers = edges.map { edge -> Double in
      switch edge {
      case .number(let value): value
      case .integer(let value): Double(value)
      default: .nan
      }
    }
    let (x, y) = (numbers[0] + numbers[2] / 2, numbers[1] + numbers[3] / 2)
    try page.mouse("mouseWheel", x: x, y: y, ["deltaX": .integer(0), "deltaY": .integer(-400)])
    try page.wait("plot.view.right - plot.view.left < \(whole * 0.7)")
    let button: [String: JSONValue] = ["button": .string("left"), "clickCount": .integer(1)]
    let before = try width()
    try page.mouse("mousePressed", x: x - 60, y: y - 40, button)
    try page.mouse("mouseMoved", x: x + 60, y: y + 40, button)
    try page.mouse("mouseReleased", x: x + 60, y: y + 40, button)
    try page.wait("plot.view.right - plot.view.left < \(before * 0.5)")
    try page.mouse("mouseMoved", x: x, y: y)
    try page.run("plot.canvas.focus()")
    try page.press("0")
    #expect(try abs(width() - whole) < 1e-6)
    try page.press("+")
    #expect(try abs(width() - 0.6 * whole) < 1e-6)
    try page.press("ArrowRight")
    #expect(try page.number("plot.view.left") > page.number("plot.whole.left"))
    #expect(page.complaints.isEmpty, "\(page.complaints)")
  }

  @Test("The maps show every object where it is; a click opens it")
  func maps() throws {
    let run = try SampleRun(ids: (0..<50).map { "object-\($0)" })
    let page = try Page(try Browser())
    try page.open(try report(run) + "#summary")
    for name in ["sky", "field"] {
      try page.run(
        "{ const Kept = orrery.KeptMap ??= orrery.PointMap.prototype.draw; orrery.PointMap.prototype.draw = function (...all) { globalThis.map = this; Kept.apply(this, all); }; globalThis.map = null; }"
      )
      try page.go("#\(name)")
      try page.wait("globalThis.map?.screen?.length === 100")
      #expect(try found(page).hasPrefix("50 objects"))
      #expect(
        try page.isTrue(
          "map.screen.every((v, i) => v > 0 && v < (i % 2 ? map.height : map.width))"))
      // Object 0 is in the middle of the sunflower on either map.
      let (x, y) = (
        try page.number("map.canvas.getBoundingClientRect().left + map.screen[0]"),
        try page.number("map.canvas.getBoundingClientRect().top + map.screen[1]")
      )
      let button: [String: JSONValue] = ["button": .string("left"), "clickCount": .integer(1)]
      try page.mouse("mouseMoved", x: x, y: y)
      try page.wait("document.querySelector('.tip').textContent.startsWith('object-0 ')")
      try page.mouse("mousePressed", x: x, y: y, button)
      try page.mouse("mouseReleased", x: x, y: y, button)
      try page.wait("document.querySelector('h1.id')?.textContent === 'object-0'")
    }
    #expect(page.complaints.isEmpty, "\(page.complaints)")
  }

  @Test("East is left of north on the sky, and what is zoomed to stays under the pointer")
  func projection() throws {
    let run = try SampleRun(ids: (0..<50).map { "object-\($0)" })
    let page = try Page(try Browser())
    try page.open(try report(run) + "#summary")
    try page.run(
      "{ const Kept = orrery.PointMap.prototype.draw; orrery.PointMap.prototype.draw = function (...all) { globalThis.map = this; Kept.apply(this, all); }; }"
    )
    try page.go("#sky")
    try page.wait("globalThis.map?.width > 0")
    let offset = { (ra: Double, dec: Double, axis: Int) in
      try page.number(
        "(() => { const o = [0, 0]; map.project(\(ra) * Math.PI / 180, \(dec) * Math.PI / 180, o); return o[\(axis)]; })()"
      )
    }
    #expect(try offset(150.1, 2, 0) < offset(150, 2, 0))
    #expect(try offset(150, 2.1, 1) < offset(150, 2, 1))
    for isWhole in [false, true] {
      try page.run("map.isWhole = \(isWhole); map.measure(map.width, map.height)")
      let difference = try page.number(
        "(() => { const o = [0, 0]; const p = map.sky(map.width * 0.4, map.height * 0.55); map.project(...p, o); return Math.hypot(o[0] - map.width * 0.4, o[1] - map.height * 0.55); })()"
      )
      #expect(difference < 1e-6)
    }
    try page.run("map.isWhole = false; map.measure(map.width, map.height)")
    let moved = try page.number(
      "(() => { const o = [0, 0]; const [x, y] = [map.width * 0.3, map.height * 0.6]; const p = map.sky(x, y); map.zoom(0.5, x, y); map.measure(map.width, map.height); map.project(...p, o); return Math.hypot(o[0] - x, o[1] - y); })()"
    )
    #expect(moved < 0.5)
  }

  @Test("Hostile names are texts: nothing runs, nothing is loaded (S7)")
  func hostile() throws {
    let names = SampleRun.hostileNames
    let run = try SampleRun(
      ids: names, pictures: names.count,
      classes: ["<img src=x onerror=alert(1)>", "\"><script>alert(2)</script>"],
      failures: names, flags: [0: "<b>flag</b>", 1: "\" onload=alert(3)"])
    let page = try Page(try Browser())
    try page.open(try report(run))
    try page.run("globalThis.alert = () => { globalThis.wasRun = true; }")
    for name in ["summary", "objects", "objects?as=table", "sky", "field", "failures", "inputs"] {
      try page.go("#\(name)")
      #expect(
        try page.isTrue(
          "document.querySelectorAll('main script, main b, main svg, main iframe, [onerror], [onload]').length === 0"
        ))
    }
    for (row, name) in names.enumerated() {
      try page.go("#object/\(row)")
      #expect(try page.text("document.querySelector('h1.id').textContent") == name.printable)
      try page.wait("[...document.images].every((i) => i.complete)")
      #expect(try page.isTrue("[...document.images].every((i) => i.naturalWidth > 0)"))
      #expect(
        try page.isTrue(
          "[...document.querySelectorAll('a')].every((a) => ['file:', 'https:'].includes(a.protocol))"
        ))
    }
    for hash in [
      "#<script>alert(1)</script>", "#object/<b>", "#object/99999", "#constructor",
      "#__proto__", "#objects?class=<b>&sort=<i>&p=x..y&range=<u>", "#field/-1", "#objects?%",
    ] {
      try page.go("#summary?\(UInt32.random(in: 0...9999))")
      try page.go(hash)
    }
    #expect(try page.isTrue("globalThis.wasRun === undefined"))
    #expect(page.complaints.isEmpty, "\(page.complaints)")
    #expect(page.requests.allSatisfy { $0.hasPrefix("file://") || $0 == "about:blank" })
  }

  @Test("A hundred thousand objects: soon there, quickly sorted and searched, scrolled to the end")
  func large() throws {
    let count = 100_000
    let run = try SampleRun(
      ids: (0..<count).map { "survey-J\($0 * 7919 % 1_000_003)-\($0)" }, pictures: 40)
    let address = try report(run)
    let page = try Page(try Browser())
    let start = Date()
    try page.open(address + "#objects")
    let seconds = Date().timeIntervalSince(start)
    #expect(seconds < 15, "\(seconds) s until the list is there")
    #expect(try found(page) == "100\u{202F}000 of 100\u{202F}000 objects")
    #expect(try page.number("document.querySelectorAll('.item').length") < 100)
    // Sorting and searching, from the event to the new list.
    let timed = { (name: String, script: String, done: String) in
      let time = try page.number(
        "(async () => { const t = performance.now(); \(script); while (!(\(done))) await new Promise((r) => setTimeout(r, 5)); return performance.now() - t; })()"
      )
      print("100,000 objects: \(name) \(Int(time)) ms")
      return time
    }
    print("100,000 objects: shown in \(Int(seconds * 1000)) ms")
    #expect(
      try timed(
        "sorted",
        "const s = document.getElementById('sort'); s.value = 'entropy'; s.dispatchEvent(new Event('change'))",
        "document.querySelector('.sorted')") < 3000)
    #expect(
      try timed(
        "searched",
        "const s = document.getElementById('search'); s.value = '-99999'; s.dispatchEvent(new Event('input'))",
        "document.getElementById('found').textContent.startsWith('1 ')") < 2000)
    #expect(
      try timed(
        "cleared", "document.querySelector('.filters button.quiet').click()",
        "document.getElementById('found').textContent.startsWith('100')") < 2000)
    // To the end and back: the last object is there, the page stays small.
    try page.run("document.querySelector('[data-place=\"0\"] a').focus()")
    try page.press("End")
    #expect(
      try page.text("document.activeElement.closest('[data-place]').dataset.place") == "99999")
    #expect(try page.number("document.querySelectorAll('.item').length") < 100)
    let frames = try page.number(
      """
      (async () => {
        const list = document.querySelector('.scroller');
        list.scrollTop = 0;
        let longest = 0;
        let last = performance.now();
        for (let n = 0; n < 120; n += 1) {
          list.scrollTop += 900;
          await new Promise(requestAnimationFrame);
          const now = performance.now();
          longest = Math.max(longest, now - last);
          last = now;
        }
        return longest;
      })()
      """)
    print("100,000 objects: longest frame while scrolling \(Int(frames)) ms")
    #expect(frames < 500)
    // The map draws all of them.
    let map = try timed(
      "map drawn", "location.hash = '#sky'",
      "document.getElementById('found')?.textContent.endsWith('on the sky')")
    #expect(map < 4000)
    #expect(page.complaints.isEmpty, "\(page.complaints)")
  }

  @Test("Pages of all sizes and colours, to be looked at: nothing sticks out, texts can be read")
  func looks() throws {
    let run = try SampleRun(
      ids: (0..<60).map { "field-4-\($0)" }, pictures: 60, failures: ["bad"],
      flags: [3: "edge", 4: "edge,blended"])
    let address = try report(run)
    let browser = try Browser()
    for (name, isDark, isPhone) in [
      ("light", false, false), ("dark", true, false), ("phone", false, true),
      ("phone-dark", true, true),
    ] {
      let page = try Page(
        browser, width: isPhone ? 390 : 1280, height: isPhone ? 844 : 860, isDark: isDark,
        isPhone: isPhone)
      try page.open(address)
      for view in [
        "summary", "objects", "objects?as=table", "sky", "field", "object/4", "failures",
      ] {
        try page.go("#\(view)")
        try page.keep("\(name)-\(view.prefix { $0 != "/" }.filter { $0 != "?" && $0 != "=" })")
        #expect(
          try page.number("document.documentElement.scrollWidth - innerWidth") <= 0,
          "\(view) is wider than a \(name) screen")
        let faint = try page.text(Self.contrast)
        #expect(faint == "", "\(name) \(view)")
      }
      #expect(page.complaints.isEmpty, "\(page.complaints)")
    }
  }

  /// Texts whose contrast is below 4.5 (WCAG 2.2, 1.4.3), as a list.
  private static let contrast = """
    (() => {
      const parse = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number);
      const light = (c) => {
        const [r, g, b] = c.map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const ground = (node) => {
        for (let n = node; n; n = n.parentElement) {
          const [r, g, b, a = 1] = parse(getComputedStyle(n).backgroundColor);
          if (a > 0.5) return [r, g, b];
        }
        return [255, 255, 255];
      };
      const bad = [];
      for (const node of document.querySelectorAll('body *')) {
        const own = [...node.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
        if (!own || node.closest('.off, .unseen, .skip, noscript, [hidden]')) continue;
        const [a, b] = [light(parse(getComputedStyle(node).color).slice(0, 3)), light(ground(node))];
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (ratio < 4.5) bad.push(`${node.textContent.trim().slice(0, 20)} ${ratio.toFixed(2)}`);
      }
      return [...new Set(bad)].join('; ');
    })()
    """
}
