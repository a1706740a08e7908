// What only a served report can do: follow a run, look at an object again.
"use strict";

(() => {
  const { element } = orrery;
  const isServed = location.protocol.startsWith("http");
  const ask = async (path) => {
    const answer = await fetch(path, { cache: "no-store" });
    const value = await answer.json();
    if (!answer.ok) throw new Error(value.error ?? `the server says ${answer.status}`);
    return value;
  };

  // Null where the pages lie on a disk or on a server that only holds files.
  orrery.askState = () => isServed ? ask("api/state").catch(() => null) : Promise.resolve(null);

  const duration = (seconds) => seconds < 90 ? `${Math.round(seconds)} s`
    : seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;

  // The page of a run that has not ended: reloads itself when it has.
  orrery.follow = async (main) => {
    const bar = element("progress", { "aria-label": "Progress of the run" });
    const [head, words] = [element("h1", {}, "A run is going on"), element("p", { class: "lead" })];
    const tiles = element("div", { class: "tiles" });
    main.replaceChildren(head, words, bar, tiles);
    const seen = [];
    for (;;) {
      const state = await orrery.askState();
      if (!state) {
        words.textContent = "The server does not answer.";
      } else if (state.state === "ready") {
        location.reload();
        return;
      } else {
        head.textContent = { running: "A run is going on", building: "The run has ended; its report is being made", waiting: "Waiting for a run" }[state.state] ?? state.state;
        const { done, total, flagged, failed } = state;
        seen.push([Date.now() / 1000, done + (failed ?? 0)]);
        if (seen.length > 30) seen.shift();
        const [first, last] = [seen[0], seen[seen.length - 1]];
        const rate = last[0] > first[0] ? (last[1] - first[1]) / (last[0] - first[0]) : 0;
        const left = total > 0 && rate > 0 ? `, ${duration((total - last[1]) / rate)} left` : "";
        words.textContent = state.message ?? (rate > 0 ? `${rate.toFixed(1)} objects a second${left}` : "");
        if (total > 0) [bar.max, bar.value] = [total, last[1]];
        else bar.removeAttribute("value");
        const tile = (value, text) => value === undefined ? null
          : element("div", { class: "tile" }, element("strong", {}, orrery.count(value)), element("span", {}, text));
        tiles.replaceChildren(...[tile(done, "objects"), tile(flagged, "flagged"), tile(failed, "failed")].filter(Boolean));
      }
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  };

  // Nested facts as nested lists.
  function facts(value) {
    if (value === null || typeof value !== "object") {
      return typeof value === "number" ? orrery.number(value, 7) : String(value);
    }
    if (Array.isArray(value) && value.every((one) => one?.name !== undefined && one?.value !== undefined)) {
      return facts(Object.fromEntries(value.map((one) => [one.name, one.value])));
    }
    if (Array.isArray(value) && value.every((one) => typeof one !== "object")) {
      return value.slice(0, 50).map(facts).join(", ");
    }
    return element("dl", { class: "facts" }, ...Object.entries(value).slice(0, 60)
      .flatMap(([name, one]) => [element("dt", {}, name), element("dd", {}, facts(one))]));
  }

  orrery.inspection = (row) => {
    if (!orrery.isLive) return null;
    const result = element("div", { "aria-live": "polite" });
    const button = element("button", {
      type: "button",
      onclick: async () => {
        button.disabled = true;
        result.replaceChildren(element("p", { class: "hint" }, "Reading …"));
        try {
          result.replaceChildren(facts(await ask(`api/inspect/${row}`)));
        } catch (error) {
          result.replaceChildren(element("p", { class: "notice" }, error.message));
        }
        button.disabled = false;
      },
    }, "Inspect its file");
    return element("section", { class: "card-box" }, element("h2", {}, "As it is now"), button, result);
  };
})();
