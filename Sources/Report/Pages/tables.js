// Plain tables of the run: failures and input files, any number of them.
"use strict";

(() => {
  const { element } = orrery;

  function page(title, part, names, isThere) {
    return {
      title,
      isThere,
      async show(main) {
        const loaded = await orrery.load(part);
        const columns = names.filter((name) => loaded[name]).map((name) => ({ name, ...orrery.unpack(loaded[name]) }));
        const count = columns[0]?.length ?? 0;
        const text = (column, row) => column.numbers ? orrery.number(column.numbers[row]) : column.texts(row);
        const found = element("h1", { id: "found" });
        const list = new orrery.List({
          label: title, role: "rowgroup", itemRole: "row", size: () => ({ width: 0, height: 34 }),
          make: (row) => element("div", { class: "line" }, ...columns.map((column) => element("span", {
            role: "cell", class: `cell ${column.name}${column.numbers ? " numeric" : ""}`, title: text(column, row),
          }, text(column, row)))),
        });
        const search = element("input", {
          type: "search", placeholder: "search in all columns", "aria-label": "Search in all columns",
          oninput: () => show(search.value.trim().toLowerCase()),
        });
        const show = (wanted) => {
          const rows = [...Array(count).keys()].filter((row) =>
            wanted === "" || columns.some((column) => text(column, row).toLowerCase().includes(wanted)));
          found.textContent = `${orrery.count(rows.length)} ${title.toLowerCase()}`;
          list.show(rows);
        };
        const headings = element("div", { class: "line headings", role: "row" }, ...columns.map((column) =>
          element("span", { role: "columnheader", class: `cell ${column.name}${column.numbers ? " numeric" : ""}` }, column.name)));
        list.element.tabIndex = 0;
        main.append(element("div", { class: "toolbar" }, found, search),
          element("div", { class: "results" }, element("div", {
            class: `table ${part}`, role: "table", "aria-label": title, "aria-rowcount": count + 1,
          }, headings, list.element)));
        show("");
        return () => list.close();
      },
    };
  }

  orrery.views.failures = page("Failures", "failures", ["id", "step", "code", "reason", "origin"],
    () => orrery.summary.failed > 0);
  orrery.views.inputs = page("Inputs", "inputs", ["file", "done", "failed", "sha256"],
    () => orrery.summary.inputs > 0);
})();
