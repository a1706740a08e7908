// The panel that chooses among objects; the same beside gallery, sky and field.
"use strict";

orrery.filters = (changed) => {
  const { element, summary } = orrery;
  const state = () => orrery.state;

  function toggles(legend, key, entries) {
    if (entries.length === 0) return null;
    const boxes = entries.map(({ name, count, color }) => {
      const box = element("input", {
        type: "checkbox", value: name, checked: state()[key].includes(name),
        onchange: () => {
          const rest = state()[key].filter((other) => other !== name);
          state()[key] = box.checked ? [...rest, name] : rest;
          changed();
        },
      });
      const dot = color ? element("span", { class: "dot", style: { background: color } }) : null;
      return element("label", { class: "choice" }, box, dot, element("span", { class: "name" }, name),
        element("span", { class: "count" }, orrery.count(count)));
    });
    return element("fieldset", {}, element("legend", {}, legend), ...boxes);
  }

  function probability() {
    if (summary.roles.probability === undefined) return null;
    const output = element("output", {});
    const show = () => {
      output.textContent = `${state().low.toFixed(2)} – ${state().high.toFixed(2)}`;
    };
    const slider = (key, label) => element("input", {
      type: "range", min: 0, max: 1, step: 0.01, value: state()[key], "aria-label": label,
      oninput: (event) => {
        state()[key] = Number(event.target.value);
        if (state().low > state().high) {
          state()[key] = key === "low" ? state().high : state().low;
          event.target.value = state()[key];
        }
        show();
        changed();
      },
    });
    show();
    return element("fieldset", {}, element("legend", {}, "Probability ", output),
      slider("low", "Lowest probability"), slider("high", "Highest probability"));
  }

  function range() {
    const names = summary.columns.filter((c) => c.kind === "number").map((c) => c.name);
    if (names.length === 0) return null;
    const field = (key, label) => element("input", {
      type: "number", step: "any", placeholder: label, "aria-label": `${label} of the column`,
      value: state()[key] ?? "",
      oninput: (event) => {
        state()[key] = event.target.value === "" ? null : Number(event.target.value);
        changed();
      },
    });
    const [from, to] = [field("from", "from"), field("to", "to")];
    const choice = element("select", {
      "aria-label": "Column to limit",
      onchange: () => {
        state().range = choice.value;
        const column = summary.columns[orrery.columnNamed(choice.value)];
        from.placeholder = column?.minimum === undefined ? "from" : orrery.number(column.minimum, 3);
        to.placeholder = column?.maximum === undefined ? "to" : orrery.number(column.maximum, 3);
        changed();
      },
    }, element("option", { value: "" }, "any column …"),
    ...names.map((name) => element("option", { value: name, selected: name === state().range }, name)));
    return element("fieldset", {}, element("legend", {}, "Limits"), choice,
      element("div", { class: "pair" }, from, to));
  }

  const search = element("input", {
    type: "search", placeholder: "part of a name", "aria-label": "Search by name",
    value: state().text, id: "search",
    oninput: () => {
      state().text = search.value.trim();
      changed();
    },
  });
  const some = element("select", {
    "aria-label": "Flagged or not",
    onchange: () => {
      state().any = some.value;
      changed();
    },
  }, ...[["", "flagged or not"], ["flagged", "flagged"], ["clean", "without flags"]].map(
    ([value, text]) => element("option", { value, selected: state().any === value }, text)));

  const classes = summary.classes.map((name, place) => ({
    name, count: summary.classCounts[place], color: `var(--class-${place % 8})`,
  }));
  const reset = element("button", {
    type: "button", class: "quiet",
    onclick: () => {
      orrery.resetState();
      panel.replaceWith(orrery.filters(changed));
      changed();
    },
  }, "Clear filters");
  const body = element("div", { class: "fields" },
    element("fieldset", {}, element("legend", {}, "Name"), search),
    toggles("Class", "classes", classes), probability(),
    element("fieldset", {}, element("legend", {}, "State"), some),
    toggles("Flags", "flags", summary.flags), range(), reset);
  // Folded on a small screen, open on a large one.
  const panel = element("details", { class: "filters", open: window.innerWidth > 760 },
    element("summary", {}, "Filters"), body);
  return panel;
};
