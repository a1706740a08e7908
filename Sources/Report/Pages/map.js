// What the maps of sky and field share: points in the colours of their classes that can be moved,
// zoomed and followed to their objects.
"use strict";

orrery.PointMap = class {
  // The child class has `place(row, out)`, `pan(dx, dy)`, `zoom(factor, x, y)`, `reset()` and
  // `ground(context, width, height)`.
  //
  // On a picture the points are rings, in colours for a dark ground, so that they hide nothing.
  constructor(label, isOnPicture = false) {
    const { element } = orrery;
    this.isOnPicture = isOnPicture;
    this.rows = new Uint32Array(0);
    this.canvas = element("canvas", { tabindex: 0, role: "img", "aria-label": label });
    this.tip = element("div", { class: "tip", hidden: true });
    const button = (text, title, action) =>
      element("button", { type: "button", class: "quiet", title, "aria-label": title, onclick: action }, text);
    this.tools = element("span", { class: "tools" },
      button("+", "Zoom in", () => this.zoomMiddle(0.6)),
      button("−", "Zoom out", () => this.zoomMiddle(1 / 0.6)),
      button("Reset", "Show all objects", () => {
        this.reset();
        this.drawing.request();
      }));
    this.element = element("div", { class: isOnPicture ? "map night" : "map" }, this.canvas, this.tip);
    this.drawing = orrery.canvas(this.canvas, (...all) => this.draw(...all));
    this.listen();
  }

  close() { this.drawing.close(); }

  async load() {
    const [ids, names, probability] = await Promise.all(
      ["id", "class", "probability"].map(orrery.role));
    Object.assign(this, { ids, names, probability });
  }

  show(rows) {
    this.rows = rows;
    this.screen = new Float32Array(2 * rows.length);
    this.drawing.request();
  }

  zoomMiddle(factor) {
    const { width, height } = this.canvas.getBoundingClientRect();
    this.zoom(factor, width / 2, height / 2);
    this.drawing.request();
  }

  draw(c, width, height) {
    this.ground(c, width, height);
    const colors = [...Array(8).keys()].map((n) => orrery.color(`class-${n}`, this.element));
    const none = orrery.color("accent", this.element);
    const radius = this.rows.length > 20000 ? 1.2 : this.rows.length > 2000 ? 2 : 4;
    const isRing = this.isOnPicture && radius > 3;
    c.lineWidth = isRing ? 1.8 : 1;
    const out = [0, 0];
    for (let i = 0; i < this.rows.length; i += 1) {
      const row = this.rows[i];
      const isShown = this.place(row, out);
      this.screen[2 * i] = isShown ? out[0] : NaN;
      this.screen[2 * i + 1] = out[1];
      if (!isShown || out[0] < -9 || out[1] < -9 || out[0] > width + 9 || out[1] > height + 9) continue;
      const code = this.names?.codes ? this.names.codes[row] : -1;
      c.fillStyle = code >= 0 && code < orrery.summary.classes.length ? colors[code % 8] : none;
      if (isRing) {
        c.strokeStyle = c.fillStyle;
        c.beginPath();
        c.arc(out[0], out[1], 8, 0, 2 * Math.PI);
        c.stroke();
      } else if (radius < 2) {
        c.fillRect(out[0] - 1, out[1] - 1, 2, 2);
      } else {
        c.beginPath();
        c.arc(out[0], out[1], radius, 0, 2 * Math.PI);
        c.fill();
        if (radius > 3) {
          c.strokeStyle = "rgba(0, 0, 0, 0.55)";
          c.stroke();
        }
      }
    }
  }

  // The object nearest to a place on the canvas; -1 where none is near.
  near(x, y) {
    let [best, reach] = [-1, 144];
    for (let i = 0; i < this.rows.length; i += 1) {
      const distance = (this.screen[2 * i] - x) ** 2 + (this.screen[2 * i + 1] - y) ** 2;
      if (distance < reach) [reach, best] = [distance, i];
    }
    return best;
  }

  listen() {
    const { canvas } = this;
    const place = (event) => {
      const box = canvas.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    const fingers = new Map();
    let moved = 0;
    canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.zoom(1.0015 ** event.deltaY, ...place(event));
      this.drawing.request();
    }, { passive: false });
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      fingers.set(event.pointerId, place(event));
      moved = 0;
    });
    canvas.addEventListener("pointermove", (event) => {
      const now = place(event);
      const before = fingers.get(event.pointerId);
      if (!before) {
        this.hover(now);
        return;
      }
      const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
      if (other) {
        const length = (p) => Math.hypot(p[0] - other[0], p[1] - other[1]);
        if (length(now) > 10) {
          this.zoom(length(before) / length(now), (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
        }
      } else {
        this.pan(now[0] - before[0], now[1] - before[1]);
      }
      moved += Math.hypot(now[0] - before[0], now[1] - before[1]);
      fingers.set(event.pointerId, now);
      this.tip.hidden = true;
      this.drawing.request();
    });
    canvas.addEventListener("pointerup", (event) => {
      fingers.delete(event.pointerId);
      if (moved > 4 || event.button !== 0) return;
      const best = this.near(...place(event));
      if (best >= 0) location.hash = `#object/${this.rows[best]}`;
    });
    canvas.addEventListener("pointercancel", (event) => fingers.delete(event.pointerId));
    canvas.addEventListener("pointerleave", () => { this.tip.hidden = true; });
    canvas.addEventListener("keydown", (event) => {
      const actions = {
        "+": () => this.zoomMiddle(0.6), "=": () => this.zoomMiddle(0.6),
        "-": () => this.zoomMiddle(1 / 0.6), 0: () => this.reset(),
        ArrowLeft: () => this.pan(40, 0), ArrowRight: () => this.pan(-40, 0),
        ArrowUp: () => this.pan(0, 40), ArrowDown: () => this.pan(0, -40),
      };
      if (!actions[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      actions[event.key]();
      this.drawing.request();
    });
  }

  hover([x, y]) {
    const best = this.near(x, y);
    this.canvas.classList.toggle("over", best >= 0);
    this.tip.hidden = best < 0;
    if (best < 0) return;
    const row = this.rows[best];
    const name = this.names ? this.names.texts(row) : "";
    const chance = this.probability ? ` ${orrery.percent(this.probability.numbers[row])}` : "";
    this.tip.textContent = `${this.ids.texts(row)}${name ? ` · ${name}${chance}` : ""}`;
    this.tip.style.transform = `translate(${x + 14}px, ${y + 14}px)`;
  }
};

// The page around a map: filters, the count, the legend.
orrery.mapPage = async (main, name, query, map, extra) => {
  const { element } = orrery;
  orrery.readState(query);
  await Promise.all([map.load(), map.prepare?.()]);
  const found = element("h1", { id: "found" });
  const head = element("div", { class: "toolbar" }, found,
    element("span", { class: "tools" }, ...extra, ...map.tools.childNodes));
  const legend = element("p", { class: "legend" }, ...orrery.summary.classes.map((text, place) =>
    element("span", { class: "choice" }, element("span", {
      class: map.isOnPicture ? "dot night" : "dot", style: { background: `var(--class-${place % 8})` },
    }), text)));
  const hint = element("p", { class: "hint" },
    "Drag to move, wheel or + and − to zoom, click an object to open it. ",
    element("a", { href: "#objects" }, "The list"), " shows the same objects.");
  const changed = async () => {
    const address = orrery.writeState();
    history.replaceState(null, "", `#${name}${address ? `?${address}` : ""}`);
    const rows = await orrery.select();
    if (!main.contains(found)) return;
    const shown = map.choose(rows);
    found.textContent = `${orrery.count(shown.length)} ${map.about}`;
    hint.querySelector("a").href = `#objects${address ? `?${address}` : ""}`;
    map.show(shown);
  };
  map.changed = changed;
  main.append(element("div", { class: "browse" }, orrery.filters(changed),
    element("section", { class: "listing", "aria-label": orrery.views[name.split("/")[0]].title },
      head, map.element, legend, hint)));
  await changed();
  return () => map.close();
};
