// The first page: what the run did, in numbers and pictures.
"use strict";

(() => {
  const { element } = orrery;
  const filtered = (parts) => `#objects?${new URLSearchParams(parts)}`;

  function tile(value, text, href, kind = "") {
    return element(href ? "a" : "div", { class: `tile ${kind}`, href },
      element("strong", {}, orrery.count(value)), element("span", {}, text));
  }

  function classes() {
    const { classes: names, classCounts, count } = orrery.summary;
    if (names.length === 0) return null;
    const most = Math.max(1, ...classCounts);
    return element("section", { class: "card-box" }, element("h2", {}, "Classes"),
      element("table", { class: "chances" }, element("tbody", {}, ...names.map((name, n) =>
        element("tr", {},
          element("th", { scope: "row" }, element("a", { href: filtered({ class: name }) }, name)),
          element("td", { class: "numeric" }, orrery.count(classCounts[n])),
          element("td", { class: "numeric soft" }, count ? orrery.percent(classCounts[n] / count) : ""),
          element("td", { class: "wide" }, element("span", { class: "bar", "aria-hidden": "true" },
            element("span", { style: { width: `${100 * classCounts[n] / most}%`, background: `var(--class-${n % 8})` } }))))))));
  }

  // How sure the model is: a column leads to the objects in it.
  async function sureness() {
    const probability = await orrery.role("probability");
    if (!probability || orrery.summary.count === 0) return null;
    const bins = new Array(20).fill(0);
    for (const p of probability.numbers) {
      if (p >= 0) bins[Math.min(19, Math.floor(p * 20))] += 1;
    }
    const most = Math.max(1, ...bins);
    return element("section", { class: "card-box" }, element("h2", {}, "Probability of the class"),
      element("div", { class: "bins" }, ...bins.map((count, n) => {
        const [low, high] = [(n / 20).toFixed(2), ((n + 1) / 20).toFixed(2)];
        const label = `${orrery.count(count)} from ${low} to ${high}`;
        const column = element("span", { style: { height: `${100 * count / most}%` } });
        return count ? element("a", { href: filtered({ p: `${low}..${high}` }), title: label, "aria-label": label }, column)
          : element("span", { class: "none" }, column);
      })),
      element("p", { class: "scale" }, ...["0", "0.25", "0.5", "0.75", "1"].map((text) => element("span", {}, text))));
  }

  function flags() {
    const { flags: all, reasons, failed } = orrery.summary;
    if (all.length === 0 && failed === 0) return null;
    return element("section", { class: "card-box" }, element("h2", {}, "What to know"),
      all.length ? element("table", {}, element("tbody", {}, ...all.map(({ name, count }) => element("tr", {},
        element("th", { scope: "row" }, element("a", { href: filtered({ flag: name }) }, name)),
        element("td", { class: "numeric" }, orrery.count(count)),
        element("td", { class: "soft" }, count === 1 ? "object" : "objects"))))) : null,
      failed ? element("h3", {}, "Why objects failed") : null,
      failed ? element("table", {}, element("tbody", {}, ...reasons.slice(0, 8).map((one) => element("tr", {},
        element("th", { scope: "row" }, `${one.step}: ${one.code}`),
        element("td", { class: "numeric" }, orrery.count(one.count)),
        element("td", { class: "soft about" }, one.example))))) : null);
  }

  async function unsure() {
    const { roles, count } = orrery.summary;
    if (roles.entropy === undefined || count === 0) return null;
    const [entropy, ids, names] = await Promise.all(
      [orrery.role("entropy"), orrery.role("id"), orrery.role("class"), orrery.files()]);
    const best = [];
    entropy.numbers.forEach((value, row) => {
      if (Number.isNaN(value) || (best.length === 8 && value <= best[7][0])) return;
      best.push([value, row]);
      best.sort((a, b) => b[0] - a[0]);
      best.length = Math.min(8, best.length);
    });
    const shown = best.filter(([, row]) => orrery.thumbnail(row, ids.texts(row)));
    if (shown.length < 3) return null;
    return element("section", { class: "card-box full" },
      element("h2", {}, "Least certain ", element("a", { class: "more", href: filtered({ sort: "-entropy" }) }, "all in this order")),
      element("div", { class: `strip ${orrery.summary.pictures}` }, ...shown.map(([, row]) => element("a", { href: `#object/${row}` },
        element("img", { src: orrery.thumbnail(row, ids.texts(row)), alt: `Picture of ${ids.texts(row)}`, loading: "lazy" }),
        element("span", { class: "name" }, names ? names.texts(row) : ids.texts(row))))));
  }

  function overviews() {
    const { overviews: names } = orrery.summary;
    if (names.length === 0) return null;
    return element("section", { class: "card-box full" }, element("h2", {}, "Fields"),
      element("div", { class: "overviews" }, ...names.slice(0, 12).map((name) => element("a", {
        href: `overview/${encodeURIComponent(name)}.png`,
      }, element("img", { src: `overview/${encodeURIComponent(name)}.png`, alt: `Field ${name} with its objects marked`, loading: "lazy" })))));
  }

  function made() {
    const { provenance, steps, catalog } = orrery.summary;
    return element("section", { class: "card-box full" }, element("h2", {}, "How it was made"),
      element("dl", { class: "facts" }, ...[...provenance, { name: "Catalogue", value: catalog }].flatMap(({ name, value }) =>
        [element("dt", {}, name), element("dd", { class: /SHA/.test(name) ? "digest" : "" }, value)])),
      steps.length ? element("h3", {}, "Stages, in order") : null,
      steps.length ? element("ol", { class: "steps" }, ...steps.map((step) => element("li", {}, step))) : null);
  }

  function timing() {
    const facts = orrery.summary.timing ?? [];
    if (facts.length === 0) return null;
    return element("section", { class: "card-box" }, element("h2", {}, "Time"),
      element("dl", { class: "facts" }, ...facts.flatMap(({ name, value }) =>
        [element("dt", {}, name), element("dd", {}, value)])));
  }

  orrery.views.summary = {
    title: "Summary",
    isThere: () => true,
    async show(main) {
      const s = orrery.summary;
      const [histogram, strip] = await Promise.all([sureness(), unsure()]);
      main.append(
        element("h1", {}, s.title),
        element("p", { class: "lead" }, s.provenance.filter(({ name }) => ["Program", "Pipeline", "Model"].includes(name))
          .map(({ value }) => value).join(" · ")),
        s.isInterrupted ? element("p", { class: "notice" },
          "This run was stopped before its end: objects are missing.") : "",
        element("div", { class: "tiles" },
          tile(s.count, s.count === 1 ? "object" : "objects", "#objects"),
          tile(s.flagged, "flagged", s.flagged ? filtered({ status: "flagged" }) : null, s.flagged ? "warn" : ""),
          tile(s.failed, "failed", s.failed ? "#failures" : null, s.failed ? "bad" : ""),
          tile(s.inputs, s.inputs === 1 ? "input file" : "input files", s.inputs ? "#inputs" : null)),
        element("div", { class: "boxes" },
          ...[classes(), histogram, flags(), timing(), strip, overviews(), made()].filter(Boolean)),
        s.notes.length ? element("section", { class: "notice" }, element("h2", {}, "Not in this report"),
          element("ul", {}, ...s.notes.map((note) => element("li", {}, note)))) : "");
      return null;
    },
  };
})();
