// The page of one object: pictures in layers, what the model says, plots, values, where to look next.
"use strict";

(() => {
  const { element } = orrery;

  // Lines that one looks for first, vacuum wavelengths in ångström.
  const lines = [
    ["Lyα", 1215.67], ["C IV", 1549.06], ["C III]", 1908.73], ["Mg II", 2798.75],
    ["[O II]", 3728.48], ["Ca K", 3934.78], ["Ca H", 3969.59], ["Hδ", 4102.89], ["G", 4305.61],
    ["Hγ", 4341.68], ["Hβ", 4862.68], ["[O III]", 4960.3], ["[O III]", 5008.24],
    ["Mg b", 5176.6], ["Na D", 5895.6], ["Hα", 6564.61], ["[N II]", 6585.27],
    ["[S II]", 6718.29], ["[S II]", 6732.67], ["Ca II", 8500.36], ["Ca II", 8544.44],
    ["Ca II", 8664.52],
  ];

  function surveys(ra, dec) {
    const [a, d] = [ra.toFixed(6), dec.toFixed(6)];
    const signed = dec < 0 ? d : `+${d}`;
    const place = encodeURIComponent(`${a} ${signed}`);
    return [
      ["Aladin Lite", `https://aladin.cds.unistra.fr/AladinLite/?target=${place}&fov=0.05`],
      ["Legacy Surveys", `https://www.legacysurvey.org/viewer?ra=${a}&dec=${d}&zoom=16&layer=ls-dr10`],
      ["SDSS", `https://skyserver.sdss.org/dr18/VisualTools/navi?ra=${a}&dec=${d}&scale=0.2`],
      ["SIMBAD", `https://simbad.cds.unistra.fr/simbad/sim-coo?Coord=${place}&CooFrame=FK5&Radius=10&Radius.unit=arcsec`],
      ["NED", `https://ned.ipac.caltech.edu/conesearch?search_type=Near%20Position%20Search&coordinates=${encodeURIComponent(`${a}d ${signed}d`)}&radius=0.2`],
    ];
  }

  const link = (text, href) =>
    element("a", { href, target: "_blank", rel: "noopener noreferrer", class: "out" }, text);

  // The picture with its layers, each under a slider of its own.
  function pictures(id, products) {
    const { name, layers } = products;
    const safe = encodeURIComponent(name);
    const all = layers.map((n) => ({
      label: orrery.summary.layers[n], source: `layers/${safe}.${n}.png`,
    }));
    if (products.hasPicture) all.unshift({ label: "picture", source: `png/${safe}.png` });
    if (all.length === 0) return null;
    const base = all[0];
    const stage = element("div", { class: "stage" });
    const sliders = all.map((layer) => {
      const image = element("img", { src: layer.source, alt: `${layer.label} of ${id}` });
      const strength = layer === base ? 100 : layer.label.includes("segmentation") ? 35 : 0;
      image.style.opacity = strength / 100;
      stage.append(image);
      if (all.length === 1) return null;
      const output = element("output", {}, `${strength} %`);
      const slider = element("input", {
        type: "range", min: 0, max: 100, value: strength, "aria-label": `Strength of ${layer.label}`,
        oninput: () => {
          image.style.opacity = slider.value / 100;
          output.textContent = `${slider.value} %`;
        },
      });
      return element("label", { class: "layer" }, element("span", { class: "name" }, layer.label), slider, output);
    });
    return element("section", { class: "card-box", "aria-label": "Picture" }, stage,
      element("div", { class: "layers" }, ...sliders));
  }

  function chances(row, columns) {
    const { classes, probabilities } = orrery.summary;
    if (probabilities.length === 0) return null;
    const entries = probabilities.map((_, n) => ({ name: classes[n], n, p: columns[n].numbers[row] }));
    entries.sort((a, b) => b.p - a.p || a.n - b.n);
    return element("section", { class: "card-box" }, element("h2", {}, "What the model says"),
      entries.every(({ p }) => Number.isNaN(p))
        ? element("p", { class: "empty" }, "No prediction: see its flags.") : null,
      element("table", { class: "chances" }, element("tbody", {}, ...entries.map(({ name, n, p }) =>
        element("tr", {}, element("th", { scope: "row" }, name),
          element("td", { class: "numeric" }, orrery.percent(p)),
          element("td", { class: "wide" }, element("span", { class: "bar", "aria-hidden": "true" },
            element("span", {
              style: { width: `${100 * (p >= 0 ? Math.min(1, p) : 0)}%`, background: `var(--class-${n % 8})` },
            }))))))));
  }

  function values(row, columns) {
    const { roles, probabilities } = orrery.summary;
    const hidden = new Set([...probabilities, roles.id, roles.origin]);
    const entries = orrery.summary.columns.map((heading, n) => {
      if (hidden.has(n)) return null;
      const { numbers, width, texts } = columns[n];
      const text = !numbers ? texts(row) : width === 1
        ? orrery.number(numbers[row], numbers instanceof Float32Array ? 6 : 8)
        : [...numbers.subarray(row * width, Math.min(row * width + 12, (row + 1) * width))]
          .map((v) => orrery.number(v, 4)).join(", ") + (width > 12 ? ", …" : "");
      if (text === "") return null;
      return element("tr", {}, element("th", { scope: "row", title: heading.about }, heading.name),
        element("td", {}, text, heading.unit && text !== "–" ? element("span", { class: "soft" }, ` ${heading.unit}`) : ""),
        element("td", { class: "soft about" }, heading.about));
    });
    return element("section", { class: "card-box" }, element("h2", {}, "Values"),
      element("div", { class: "wide-table" }, element("table", { class: "values" },
        element("tbody", {}, ...entries))));
  }

  // Colours of bands as one expects them, where all of them are known; any others otherwise.
  function bandColors(names) {
    const known = { u: 6, b: 1, g: 2, v: 2, r: 5, i: 4, z: 0, y: 7 };
    const places = names.map((name) => known[name.slice(-1).toLowerCase()]);
    const isKnown = names.length > 1 && new Set(places).size === names.length && !places.includes(undefined);
    return names.map((_, n) => `class-${isKnown ? places[n] : n % 8}`);
  }

  // Folds a light curve by a period that can be changed, each point drawn twice.
  function folding(drawing, period) {
    const { series, xLabel } = drawing;
    const first = Math.min(...series.flatMap(({ x }) => x[0]));
    const field = element("input", {
      type: "number", step: "any", min: 0, "aria-label": "Period in days",
      value: period > 0 ? Number(period.toPrecision(8)) : 1,
    });
    const isOn = element("input", { type: "checkbox" });
    const fold = () => {
      const days = Number(field.value);
      if (!isOn.checked || !(days > 0)) {
        drawing.replace(series, xLabel);
        return;
      }
      const twice = (values) => Float64Array.from([...values, ...values]);
      drawing.replace(series.map((one) => ({
        ...one, y: twice(one.y), error: one.error && twice(one.error),
        x: twice(one.x).map((x, i) => {
          const turns = (x - first) / days;
          return turns - Math.floor(turns) + (i < one.x.length ? 0 : 1);
        }),
      })), `Phase (${field.value} d)`);
    };
    field.addEventListener("input", fold);
    isOn.addEventListener("change", fold);
    return element("p", { class: "marks" }, element("label", { class: "choice" }, isOn, "fold by"), field, "d");
  }

  function plot({ kind, xLabel, yLabel, isInverted, angstroms, series }, id, { redshift, period }, open) {
    const colors = bandColors(series.map(({ name }) => name));
    const shown = series.map((one, n) => ({
      name: one.name, style: one.style,
      color: kind === "spectrum" ? ["ink", "class-5"][n] ?? "class-1" : colors[n],
      x: orrery.unpack(one.x).numbers, y: orrery.unpack(one.y).numbers,
      error: one.error ? orrery.unpack(one.error).numbers : null,
    }));
    const points = shown.reduce((sum, one) => sum + one.x.length, 0);
    const drawing = new orrery.Plot({
      label: `${kind === "spectrum" ? "Spectrum" : "Light curve"} of ${id}, ${points} values; ${xLabel} against ${yLabel}`,
      xLabel, yLabel, isInverted, series: shown,
    });
    open.push(drawing);
    const box = element("section", { class: "card-box" },
      element("h2", {}, kind === "spectrum" ? "Spectrum" : "Light curve"), drawing.element);
    if (kind === "light-curve" && xLabel !== "Phase") box.append(folding(drawing, period));
    if (kind === "spectrum") {
      const field = element("input", {
        type: "number", step: "any", "aria-label": "Redshift of the marked lines",
        value: Number.isFinite(redshift) ? redshift.toPrecision(5) : 0,
      });
      const isOn = element("input", { type: "checkbox", checked: Number.isFinite(redshift) });
      const mark = () => {
        const z = Number(field.value);
        drawing.marks = isOn.checked && z > -1
          ? lines.map(([label, at]) => ({ label, x: at * (1 + z) / angstroms })) : [];
        drawing.drawing.request();
      };
      field.addEventListener("input", mark);
      isOn.addEventListener("change", mark);
      mark();
      box.append(element("p", { class: "marks" }, element("label", { class: "choice" }, isOn, "lines at z ="), field));
    }
    return box;
  }

  // Where a density is more than a thousandth of its greatest value, and a little around it.
  function peaks(x, columns) {
    const sums = x.map((_, i) => columns.reduce((sum, { numbers }) => sum + (numbers[i] || 0), 0));
    const least = sums.reduce((a, b) => Math.max(a, b), 0) / 1000;
    const first = sums.findIndex((value) => value > least);
    if (first < 0) return [x[0], x[x.length - 1]];
    const last = sums.findLastIndex((value) => value > least);
    const room = Math.max(4, Math.round((last - first) / 4));
    return [x[Math.max(0, first - room)], x[Math.min(x.length - 1, last + room)]];
  }

  // A table of the model: drawn where it is a function of its first column, listed otherwise.
  function table({ name, columns, omitted }, open) {
    const loaded = columns.map((column) => ({ ...column, ...orrery.unpack(column.values) }));
    const count = loaded[0]?.length ?? 0;
    const title = name.replaceAll("-", " ");
    const [x, ...others] = loaded;
    const ofClasses = others.filter((column) => orrery.summary.classes.includes(column.name));
    const rest = ofClasses.length > 1 ? ofClasses : others;
    const names = new Set(loaded.map((column) => column.name));
    const isFunction = count >= 3 && rest.length > 0 && rest.length <= 12
      && loaded.every((column) => column.numbers) && !names.has("x") && !names.has("ra")
      && x.numbers.every((value, i) => i === 0 || value > x.numbers[i - 1]);
    const box = element("section", { class: "card-box" },
      element("h2", {}, title[0].toUpperCase() + title.slice(1)));
    const label = (column) => column.unit ? `${column.name} [${column.unit}]` : column.name;
    if (isFunction) {
      const drawing = new orrery.Plot({
        label: `${title}: ${rest.map((c) => c.name).join(", ")} against ${x.name}`,
        xLabel: label(x), yLabel: rest.length === 1 ? label(rest[0]) : title,
        series: rest.map((column) => {
          const place = orrery.summary.classes.indexOf(column.name);
          return {
            name: column.name, style: "line", x: x.numbers, y: column.numbers,
            color: `class-${(place < 0 ? rest.indexOf(column) : place) % 8}`,
          };
        }),
        yRange: title.includes("probability") ? [0, 1.02] : null,
      });
      if (title.includes("density")) drawing.show(...peaks(x.numbers, rest));
      open.push(drawing);
      box.append(drawing.element);
      return box;
    }
    const most = Math.min(count, 200);
    const lines = [...Array(most).keys()].map((row) => element("tr", {}, ...loaded.map((column) =>
      element("td", { class: column.numbers ? "numeric" : "" },
        column.numbers ? orrery.number(column.numbers[row], 6) : column.texts(row)))));
    box.append(element("div", { class: "wide-table tall", tabindex: 0 }, element("table", {},
      element("thead", {}, element("tr", {}, ...loaded.map((column) =>
        element("th", { scope: "col", title: column.about }, label(column))))),
      element("tbody", {}, ...lines))));
    const left = count - most + omitted;
    if (left > 0) box.append(element("p", { class: "hint" }, `${orrery.count(left)} more rows are in the catalogue.`));
    return box;
  }

  orrery.views.object = {
    title: "Object",
    isThere: () => false,
    async show(main, query, part) {
      const row = Number.parseInt(part, 10);
      if (!(row >= 0 && row < orrery.summary.count)) {
        main.append(element("p", { class: "empty" }, "There is no such object in this report."));
        return null;
      }
      const [selected, , ...columns] = await Promise.all([orrery.select(), orrery.files(),
        ...orrery.summary.columns.map((_, n) => orrery.column(n))]);
      const of = (role) => columns[orrery.summary.roles[role]] ?? null;
      const id = of("id").texts(row);
      document.title = `${id} · ${orrery.summary.title}`;
      const products = orrery.products(row, id);
      const details = products.hasDetails ? await orrery.details(products.name) : { tables: [] };
      const open = [];

      // The neighbours in the order of the list that one came from.
      const place = selected.indexOf(row);
      const neighbour = (step, text, label) => {
        const other = place < 0 ? undefined : selected[place + step];
        return other === undefined ? element("span", { class: "button off", "aria-hidden": "true" }, text)
          : element("a", { class: "button", href: `#object/${other}`, "aria-label": label }, text);
      };
      const address = orrery.writeState();
      const flags = orrery.flagsOf(of("flags"), row);
      const [ra, dec] = ["ra", "dec"].map((role) => of(role)?.numbers[row] ?? NaN);
      const name = of("class")?.texts(row) ?? "";
      const safe = encodeURIComponent(products.name);
      const isPlot = orrery.summary.pictures === "plot" && details.plot;
      main.append(
        element("div", { class: "toolbar" },
          element("div", {}, element("h1", { class: "id" }, id),
            element("p", { class: "lead" }, [
              name, Number.isNaN(ra + dec) ? "" : orrery.sexagesimal(ra, dec), of("origin")?.texts(row) ?? "",
            ].filter(Boolean).join(" · "))),
          element("nav", { class: "tools", "aria-label": "Neighbours" },
            neighbour(-1, "← Previous", "The previous object"), neighbour(1, "Next →", "The next object"),
            element("a", { class: "button", href: `#objects${address ? `?${address}` : ""}` }, "List"))),
        flags.length ? element("ul", { class: "flags" }, ...flags.map((flag) => element("li", {}, flag))) : "",
        element("div", { class: "halves" },
          element("div", {}, isPlot ? null : pictures(id, products),
            details.plot ? plot(details.plot, id, {
              redshift: of("redshift")?.numbers[row] ?? NaN,
              period: columns[orrery.columnNamed("period")]?.numbers?.[row] ?? NaN,
            }, open) : null,
            ...details.tables.map((one) => table(one, open))),
          element("div", {}, chances(row, orrery.summary.probabilities.map((n) => columns[n])),
            element("section", { class: "card-box" }, element("h2", {}, "Take it along"),
              element("p", { class: "links" },
                products.hasFITS ? element("a", { class: "button", href: `fits/${safe}.fits`, download: `${products.name}.fits` }, "FITS") : null,
                products.hasPicture ? element("a", { class: "button", href: `png/${safe}.png`, download: `${products.name}.png` }, "PNG") : null,
                products.hasFITS || products.hasPicture ? null : "The run wrote no file of it."),
              Number.isNaN(ra + dec) ? null : element("h3", {}, "The same place elsewhere"),
              Number.isNaN(ra + dec) ? null : element("p", { class: "links" }, ...surveys(ra, dec).map((one) => link(...one)))),
            orrery.inspection?.(row) ?? null, values(row, columns))));
      const keys = (event) => {
        if (event.target.closest?.("input, select, canvas, textarea, [tabindex='0']")) return;
        if (event.ctrlKey || event.altKey || event.metaKey || place < 0) return;
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (step && selected[place + step] !== undefined) location.hash = `#object/${selected[place + step]}`;
      };
      document.addEventListener("keydown", keys);
      return () => {
        document.removeEventListener("keydown", keys);
        open.forEach((drawing) => drawing.close());
      };
    },
  };
})();
