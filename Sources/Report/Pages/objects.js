// The objects as a gallery or a table.
"use strict";

(() => {
  const { element } = orrery;
  // Where each selection was left, so that going back shows the same objects.
  const places = new Map();

  // What one looks for first stands first, where an object came from last.
  const columns = () => {
    const rank = (name) => ["id", "class", "probability", "flags", "entropy", "margin"].indexOf(name);
    const place = ({ name }) => name === "origin" ? 99 : rank(name) < 0 ? 50 : rank(name);
    return orrery.summary.columns.filter((c) => c.kind !== "vector")
      .sort((a, b) => place(a) - place(b)).slice(0, 60);
  };

  function bar(probability) {
    const width = Number.isNaN(probability) ? 0 : Math.max(0, Math.min(1, probability));
    return element("span", { class: "bar", "aria-hidden": "true" },
      element("span", { style: { width: `${100 * width}%` } }));
  }

  async function cards() {
    const [ids, names, probability, flags] = await Promise.all([
      orrery.role("id"), orrery.role("class"), orrery.role("probability"), orrery.role("flags"),
      orrery.files(),
    ]);
    const sorted = orrery.state.sort
      && !["id", "class", "probability"].includes(orrery.state.sort)
      ? await orrery.column(orrery.columnNamed(orrery.state.sort)) : null;
    return (row) => {
      const id = ids.texts(row);
      const source = orrery.thumbnail(row, id);
      const name = names ? names.texts(row) : "";
      const chance = probability ? probability.numbers[row] : NaN;
      const own = orrery.flagsOf(flags, row);
      const place = orrery.summary.classes.indexOf(name);
      const picture = source
        ? element("img", { src: source, alt: `Picture of ${id}`, loading: "lazy", decoding: "async" })
        : element("span", { class: "blank" }, "no picture");
      const value = sorted ? `${orrery.state.sort} ${sorted.numbers
        ? orrery.number(sorted.numbers[row * sorted.width], 4) : sorted.texts(row)}` : "";
      return element("div", { class: `card ${orrery.summary.pictures}` },
        element("a", { href: `#object/${row}` },
          element("span", { class: "frame" }, picture,
            own.length ? element("span", { class: "badge", title: own.join(", ") },
              `⚑ ${own.length}`) : null),
          // Names of one field differ at their ends: these stay, the beginning is cut.
          element("span", { class: "id", title: id },
            element("span", { class: "start" }, id.slice(0, -8)), element("span", {}, id.slice(-8))),
          name || !Number.isNaN(chance) ? element("span", { class: "said" },
            element("span", { class: "dot", style: { background: `var(--class-${place % 8})` } }),
            element("span", { class: "name" }, name || "no class"),
            element("span", { class: "count" }, orrery.percent(chance))) : null,
          probability ? bar(chance) : null,
          value ? element("span", { class: "sorted" }, value) : null));
    };
  }

  async function rows() {
    const shown = columns();
    const places = shown.map((c) => orrery.columnNamed(c.name));
    const loaded = await Promise.all(places.map(orrery.column));
    await orrery.files();
    return (row) => element("div", { class: "line" }, ...shown.map((heading, n) => {
      const column = loaded[n];
      const text = column.numbers ? orrery.number(column.numbers[row], 6) : column.texts(row);
      const content = heading.name === "id"
        ? element("a", { href: `#object/${row}`, title: text }, text) : text;
      return element("span", {
        role: "cell", class: column.numbers ? "cell numeric" : "cell", title: text,
      }, content);
    }));
  }

  function headings(changed) {
    return element("div", { class: "line headings", role: "row" }, ...columns().map((c) => {
      const isSorted = orrery.state.sort === c.name;
      const direction = orrery.state.descending ? "descending" : "ascending";
      return element("span", {
        role: "columnheader", class: c.kind === "number" ? "cell numeric" : "cell",
        "aria-sort": isSorted ? direction : "none",
      }, element("button", {
        type: "button", title: [c.about, c.unit].filter(Boolean).join(", "),
        onclick: () => {
          orrery.state.descending = isSorted ? !orrery.state.descending : false;
          orrery.state.sort = c.name;
          changed();
        },
      }, c.name, isSorted ? (orrery.state.descending ? " ↓" : " ↑") : ""));
    }));
  }

  function sortChoice(changed) {
    const options = [["", "input order"], ...orrery.summary.columns
      .filter((c) => c.kind !== "vector").map((c) => [c.name, c.name])];
    const choice = element("select", {
      id: "sort", "aria-label": "Sort by",
      onchange: () => {
        orrery.state.sort = choice.value;
        // The least certain first: that is what one sorts by them for.
        orrery.state.descending = choice.value === "entropy";
        changed();
      },
    }, ...options.map(([value, text]) =>
      element("option", { value, selected: value === orrery.state.sort }, text)));
    const direction = element("button", {
      type: "button", class: "quiet", id: "direction",
      "aria-label": `Order: ${orrery.state.descending ? "descending" : "ascending"}; turn it round`,
      onclick: () => {
        orrery.state.descending = !orrery.state.descending;
        changed();
      },
    }, orrery.state.descending ? "↓" : "↑");
    return element("span", { class: "pair" }, choice, direction);
  }

  orrery.views.objects = {
    title: "Objects",
    isThere: () => true,
    async show(main, query) {
      orrery.readState(query);
      const isPlot = orrery.summary.pictures === "plot";
      let list = null;
      let asked = 0;
      const head = element("div", { class: "toolbar" });
      const body = element("div", { class: "results" });
      const panel = orrery.filters(() => changed());
      main.append(element("div", { class: "browse" }, panel,
        element("section", { class: "listing", "aria-label": "Objects" }, head, body)));

      const remember = () => {
        if (list) places.set(list.address, list.element.scrollTop);
      };
      async function changed() {
        const number = asked += 1;
        remember();
        const address = orrery.writeState();
        history.replaceState(null, "", `#objects${address ? `?${address}` : ""}`);
        const isTable = orrery.state.layout === "table";
        const [selected, make] = await Promise.all([orrery.select(), isTable ? rows() : cards()]);
        if (number !== asked || !main.contains(body)) return;
        list?.close();
        // Room for the name, the class with its probability, and what is sorted by.
        const { roles } = orrery.summary;
        const isShown = orrery.state.sort && !["id", "class", "probability"].includes(orrery.state.sort);
        const words = 42 + (roles.class !== undefined ? 36 : 0) + (isShown ? 22 : 0);
        const total = orrery.summary.count;
        const text = `${orrery.count(selected.length)} of ${orrery.count(total)} objects`;
        const layout = (name, label) => element("button", {
          type: "button", class: "quiet", "aria-pressed": orrery.state.layout === name,
          onclick: () => {
            orrery.state.layout = name;
            changed();
          },
        }, label);
        head.replaceChildren(
          element("h1", { id: "found" }, text),
          element("span", { class: "tools" }, element("span", { class: "label" }, "Sort"),
            sortChoice(changed), layout("gallery", "Gallery"), layout("table", "Table")));
        orrery.say(text);
        list = new orrery.List({
          label: "Objects", role: isTable ? "rowgroup" : "list",
          itemRole: isTable ? "row" : "listitem", make,
          size: () => {
            if (isTable) return { width: 0, height: 34 };
            // Pictures fill their frames: square ones of objects, wide ones of plots.
            const least = (isPlot ? 280 : 170) * (body.clientWidth < 560 ? 0.85 : 1);
            const width = body.clientWidth / Math.max(1, Math.floor(body.clientWidth / least));
            return { width: Math.floor(width), height: Math.round((width - 14) * (isPlot ? 0.6 : 1)) + words };
          },
        });
        list.address = address;
        if (isTable) {
          const table = element("div", {
            class: "table", role: "table", "aria-label": "Objects",
            "aria-rowcount": selected.length + 1,
          }, headings(changed), list.element);
          list.element.addEventListener("scroll", () => {
            table.firstChild.scrollLeft = list.element.scrollLeft;
          });
          body.replaceChildren(table);
        } else {
          body.replaceChildren(list.element);
        }
        if (selected.length === 0) {
          body.replaceChildren(element("p", { class: "empty" }, total === 0
            ? "The run has no object in its catalogue." : "No object passes these filters."));
          return;
        }
        list.show(selected, places.get(address) ?? 0);
      }
      await changed();
      return () => {
        remember();
        list?.close();
      };
    },
  };
})();
