// Loads the summary, draws the navigation, and shows the page that the address names.
"use strict";

(async () => {
  const { element } = orrery;
  const main = document.getElementById("main");
  const order = ["summary", "objects", "sky", "field", "failures", "inputs"];
  let leave = null;
  let visit = 0;

  const theme = document.getElementById("theme");
  const themes = ["auto", "light", "dark"];
  const stored = (value) => {
    try {
      if (value) localStorage.setItem("orrery-theme", value);
      return localStorage.getItem("orrery-theme");
    } catch {
      return value ?? null;  // a browser may forbid it on a disk
    }
  };
  let chosen = themes.includes(stored()) ? stored() : "auto";
  const setTheme = (name) => {
    chosen = name;
    if (name === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = name;
    theme.textContent = { auto: "◐ Auto", light: "○ Light", dark: "● Dark" }[name];
    theme.setAttribute("aria-label", `Colours: ${name}; change`);
    document.dispatchEvent(new Event("themechange"));
  };
  theme.addEventListener("click", () => {
    const next = themes[(themes.indexOf(chosen) + 1) % themes.length];
    stored(next);
    setTheme(next);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => setTheme(chosen));
  setTheme(chosen);
  document.getElementById("skip").addEventListener("click", (event) => {
    event.preventDefault();
    main.focus();
  });

  const fail = (error) => {
    main.replaceChildren(element("p", { class: "notice", role: "alert" }, `This page cannot be shown: ${error.message}.`));
  };

  async function show() {
    const number = visit += 1;
    const [, path, query] = location.hash.match(/^#?([^?]*)\??(.*)$/s);
    const [name, part] = (path || "summary").split("/");
    const view = Object.hasOwn(orrery.views, name) ? orrery.views[name] : orrery.views.summary;
    leave?.();
    leave = null;
    document.title = `${view.title} · ${orrery.summary.title}`;
    for (const link of document.querySelectorAll("#pages a")) {
      const isHere = link.dataset.view === name || (name === "object" && link.dataset.view === "objects");
      if (isHere) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    const place = element("div", { class: `view ${name}` });
    main.replaceChildren(place);
    try {
      const end = await view.show(place, query, part);
      if (number === visit) leave = end;
      else end?.();
    } catch (error) {
      if (number === visit) fail(error);
    }
    if (number === visit) {
      if (name !== "objects") window.scrollTo(0, 0);
      document.documentElement.dataset.shown = String(number);
    }
  }

  try {
    const state = await orrery.askState();
    orrery.isLive = state !== null && state !== undefined;
    if (orrery.isLive && state.state !== "ready") {
      await orrery.follow(main);
      return;
    }
    orrery.summary = await orrery.load("summary");
  } catch (error) {
    fail(error);
    return;
  }
  document.getElementById("title").textContent = orrery.summary.title;
  document.getElementById("pages").append(...order.filter((name) => orrery.views[name]?.isThere())
    .map((name) => element("a", { href: `#${name}`, "data-view": name }, orrery.views[name].title)));
  window.addEventListener("hashchange", show);
  await show();
})();
