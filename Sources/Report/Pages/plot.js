// A plot of lines and points that can be zoomed: wheel, drag a box, two fingers, or keys.
"use strict";

orrery.Plot = class {
  // series: { name, style, color, x, y, error }; marks: { x, label }.
  constructor({ label, xLabel, yLabel, isInverted = false, series, marks = [], yRange = null }) {
    Object.assign(this, { xLabel, yLabel, isInverted, series, marks, yRange });
    this.hidden = new Set();
    const { element } = orrery;
    this.canvas = element("canvas", { tabindex: 0, role: "img", "aria-label": label });
    this.readout = element("output", { class: "readout" });
    const button = (text, title, action) =>
      element("button", { type: "button", class: "quiet", title, "aria-label": title, onclick: action }, text);
    this.legend = element("span", { class: "legend" }, ...(series.length > 1 ? series : []).map((one, n) => {
      const box = element("input", {
        type: "checkbox", checked: true,
        onchange: () => {
          if (box.checked) this.hidden.delete(n);
          else this.hidden.add(n);
          this.drawing.request();
        },
      });
      return element("label", { class: "choice" }, box,
        element("span", { class: "dot", style: { background: `var(--${one.color})` } }), one.name);
    }));
    this.element = element("figure", { class: "plot" }, this.canvas,
      element("figcaption", {}, this.legend, this.readout, element("span", { class: "tools" },
        button("+", "Zoom in", () => this.zoom(0.6)), button("−", "Zoom out", () => this.zoom(1 / 0.6)),
        button("Reset", "Show everything", () => this.reset()))));
    this.whole = this.bounds();
    this.view = { ...this.whole };
    this.drawing = orrery.canvas(this.canvas, (...all) => this.draw(...all));
    this.listen();
  }

  close() { this.drawing.close(); }

  bounds() {
    let [left, right, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
    const heights = [];
    for (const { x, y } of this.series) {
      for (let i = 0; i < x.length; i += 1) {
        if (!Number.isFinite(x[i]) || !Number.isFinite(y[i])) continue;
        if (x[i] < left) left = x[i];
        if (x[i] > right) right = x[i];
        if (y[i] < low) low = y[i];
        if (y[i] > high) high = y[i];
        heights.push(y[i]);
      }
    }
    if (!(left <= right)) return { left: 0, right: 1, low: 0, high: 1 };
    // A few wild values in a thousand do not flatten the rest; zooming out shows them.
    if (heights.length >= 1000) {
      heights.sort((a, b) => a - b);
      const cut = Math.floor(heights.length / 1000);
      const [a, b] = [heights[cut], heights[heights.length - 1 - cut]];
      if (b > a && high - low > 1.6 * (b - a)) [low, high] = [a, b];
    }
    const pad = (a, b, share) => (b > a ? share * (b - a) : Math.abs(a) * 0.05 || 0.5);
    const [dx, dy] = [pad(left, right, 0.02), pad(low, high, 0.07)];
    const [bottom, top] = this.yRange ?? [low - dy, high + dy];
    return { left: left - dx, right: right + dx, low: bottom, high: top };
  }

  // Shows other values of the same series.
  replace(series, xLabel) {
    [this.series, this.xLabel] = [series, xLabel];
    this.whole = this.bounds();
    this.reset();
  }

  // Zooms to a range of x.
  show(left, right) {
    if (right > left) [this.view.left, this.view.right] = [left, right];
    this.drawing.request();
  }

  reset() {
    this.view = { ...this.whole };
    this.drawing.request();
  }

  get frame() {
    const { width, height } = this.canvas.getBoundingClientRect();
    return { x: 62, y: 10, width: Math.max(20, width - 74), height: Math.max(20, height - 54) };
  }

  screen(x, y) {
    const [f, v] = [this.frame, this.view];
    const up = (y - v.low) / (v.high - v.low);
    return [f.x + (x - v.left) / (v.right - v.left) * f.width,
      f.y + (this.isInverted ? up : 1 - up) * f.height];
  }

  value(px, py) {
    const [f, v] = [this.frame, this.view];
    const down = (py - f.y) / f.height;
    return [v.left + (px - f.x) / f.width * (v.right - v.left),
      v.low + (this.isInverted ? down : 1 - down) * (v.high - v.low)];
  }

  // By a factor about a place on the canvas, its middle by default.
  zoom(factor, px = null, both = true) {
    const f = this.frame;
    const [x, y] = this.value(px ?? f.x + f.width / 2, f.y + f.height / 2);
    const v = this.view;
    const width = (v.right - v.left) * factor;
    const limit = (this.whole.right - this.whole.left) * 8;
    if (width > limit || width < Math.abs(x) * 1e-13) return;
    [v.left, v.right] = [x - (x - v.left) * factor, x + (v.right - x) * factor];
    if (both) [v.low, v.high] = [y - (y - v.low) * factor, y + (v.high - y) * factor];
    this.drawing.request();
  }

  pan(right, up) {
    const v = this.view;
    const [dx, dy] = [right * (v.right - v.left), up * (v.high - v.low) * (this.isInverted ? -1 : 1)];
    [v.left, v.right, v.low, v.high] = [v.left + dx, v.right + dx, v.low + dy, v.high + dy];
    this.drawing.request();
  }

  listen() {
    const { canvas } = this;
    const place = (event) => {
      const box = canvas.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.zoom(1.0015 ** event.deltaY, place(event)[0], event.shiftKey);
    }, { passive: false });
    const fingers = new Map();
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      fingers.set(event.pointerId, place(event));
      this.box = fingers.size === 1 && event.pointerType === "mouse"
        ? { from: place(event), to: place(event) } : null;
    });
    canvas.addEventListener("pointermove", (event) => {
      const now = place(event);
      if (this.box) {
        this.box.to = now;
        this.drawing.request();
      } else if (fingers.has(event.pointerId)) {
        const before = fingers.get(event.pointerId);
        const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
        if (other) {
          const reach = Math.abs(now[0] - other[0]);
          if (reach > 10) this.zoom(Math.abs(before[0] - other[0]) / reach, (now[0] + other[0]) / 2, false);
        } else {
          this.pan((before[0] - now[0]) / this.frame.width, 0);
        }
        fingers.set(event.pointerId, now);
      }
      this.hover(now);
    });
    const lift = (event) => {
      fingers.delete(event.pointerId);
      if (this.box) this.take(this.box);
      this.box = null;
      this.drawing.request();
    };
    canvas.addEventListener("pointerup", lift);
    canvas.addEventListener("pointercancel", lift);
    canvas.addEventListener("pointerleave", () => { this.readout.textContent = ""; });
    canvas.addEventListener("dblclick", () => this.reset());
    canvas.addEventListener("keydown", (event) => {
      const actions = {
        "+": () => this.zoom(0.6), "=": () => this.zoom(0.6), "-": () => this.zoom(1 / 0.6),
        0: () => this.reset(), ArrowLeft: () => this.pan(-0.15, 0), ArrowRight: () => this.pan(0.15, 0),
        ArrowUp: () => this.pan(0, 0.15), ArrowDown: () => this.pan(0, -0.15),
      };
      if (!actions[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation();
      actions[event.key]();
    });
  }

  // Zooms into a box; a flat one is a range of x.
  take({ from, to }) {
    if (Math.abs(from[0] - to[0]) < 6) return;
    const [a, b] = [this.value(...from), this.value(...to)];
    [this.view.left, this.view.right] = [Math.min(a[0], b[0]), Math.max(a[0], b[0])];
    if (Math.abs(from[1] - to[1]) > 24) {
      [this.view.low, this.view.high] = [Math.min(a[1], b[1]), Math.max(a[1], b[1])];
    }
  }

  hover([px, py]) {
    let best = null;
    let reach = 400;
    this.series.forEach((one, n) => {
      if (this.hidden.has(n)) return;
      for (let i = 0; i < one.x.length; i += 1) {
        const [x, y] = this.screen(one.x[i], one.y[i]);
        const distance = (x - px) ** 2 + (one.style === "line" ? 0.05 : 1) * (y - py) ** 2;
        if (distance < reach) [reach, best] = [distance, [one, i]];
      }
    });
    if (!best) {
      this.readout.textContent = "";
      return;
    }
    const [one, i] = best;
    const error = one.error && Number.isFinite(one.error[i]) ? ` ± ${orrery.number(one.error[i], 2)}` : "";
    this.readout.textContent =
      `${this.series.length > 1 ? `${one.name}: ` : ""}${orrery.number(one.x[i], 9)}, ${orrery.number(one.y[i], 5)}${error}`;
  }

  draw(c, width, height) {
    const f = this.frame;
    const [ink, soft, line] = ["ink", "soft", "line"].map((name) => orrery.color(name));
    c.font = "12px system-ui, sans-serif";
    c.lineWidth = 1;
    this.axes(c, f, soft, line);
    c.fillStyle = ink;
    c.textAlign = "center";
    c.textBaseline = "bottom";
    c.fillText(this.xLabel, f.x + f.width / 2, height - 2);
    c.save();
    c.translate(13, f.y + f.height / 2);
    c.rotate(-Math.PI / 2);
    c.textBaseline = "middle";
    c.fillText(this.yLabel, 0, 0);
    c.restore();
    c.save();
    c.beginPath();
    c.rect(f.x, f.y, f.width, f.height);
    c.clip();
    this.drawMarks(c, f, soft);
    this.series.forEach((one, n) => {
      if (!this.hidden.has(n)) this[one.style === "line" ? "line" : "points"](c, one);
    });
    if (this.box) {
      const { from, to } = this.box;
      const isFlat = Math.abs(from[1] - to[1]) <= 24;
      c.strokeStyle = orrery.color("accent");
      c.strokeRect(from[0], isFlat ? f.y : from[1], to[0] - from[0], isFlat ? f.height : to[1] - from[1]);
    }
    c.restore();
  }

  axes(c, f, soft, line) {
    const v = this.view;
    c.strokeStyle = line;
    c.fillStyle = soft;
    const across = orrery.ticks(v.left, v.right, f.width / 90);
    c.textAlign = "center";
    c.textBaseline = "top";
    for (const value of across.values) {
      const [x] = this.screen(value, v.low);
      c.beginPath();
      c.moveTo(x, f.y);
      c.lineTo(x, f.y + f.height);
      c.stroke();
      c.fillText(orrery.tickLabel(value, across.decimals), x, f.y + f.height + 6);
    }
    const up = orrery.ticks(v.low, v.high, f.height / 45);
    c.textAlign = "right";
    c.textBaseline = "middle";
    for (const value of up.values) {
      const [, y] = this.screen(v.left, value);
      c.beginPath();
      c.moveTo(f.x, y);
      c.lineTo(f.x + f.width, y);
      c.stroke();
      c.fillText(orrery.tickLabel(value, up.decimals), f.x - 6, y);
    }
    c.strokeRect(f.x, f.y, f.width, f.height);
  }

  drawMarks(c, f, soft) {
    c.strokeStyle = soft;
    c.fillStyle = soft;
    c.setLineDash([3, 4]);
    let last = -Infinity;
    let level = 0;
    for (const { x, label } of [...this.marks].sort((a, b) => a.x - b.x)) {
      const [px] = this.screen(x, this.view.low);
      if (px < f.x || px > f.x + f.width) continue;
      // Names of lines that lie together go below one another.
      level = px - last < 40 ? (level + 1) % 4 : 0;
      last = px;
      c.beginPath();
      c.moveTo(px, f.y);
      c.lineTo(px, f.y + f.height);
      c.stroke();
      c.textAlign = "left";
      c.textBaseline = "top";
      c.fillText(label, px + 3, f.y + 3 + 13 * level);
    }
    c.setLineDash([]);
  }

  line(c, { x, y, color }) {
    c.strokeStyle = orrery.color(color);
    c.lineWidth = x.length > 1000 ? 0.8 : 1.4;
    c.beginPath();
    let isDown = false;
    for (let i = 0; i < x.length; i += 1) {
      if (!Number.isFinite(y[i])) {
        isDown = false;
        continue;
      }
      const [px, py] = this.screen(x[i], y[i]);
      if (isDown) c.lineTo(px, py);
      else c.moveTo(px, py);
      isDown = true;
    }
    c.stroke();
    c.lineWidth = 1;
  }

  points(c, { x, y, error, color }) {
    c.strokeStyle = c.fillStyle = orrery.color(color);
    const radius = x.length > 5000 ? 1 : x.length > 500 ? 1.6 : 3;
    if (error && x.length <= 2000) {
      c.globalAlpha = 0.45;
      c.beginPath();
      for (let i = 0; i < x.length; i += 1) {
        if (!Number.isFinite(error[i])) continue;
        const [px, top] = this.screen(x[i], y[i] - error[i]);
        const [, bottom] = this.screen(x[i], y[i] + error[i]);
        c.moveTo(px, top);
        c.lineTo(px, bottom);
      }
      c.stroke();
      c.globalAlpha = 1;
    }
    for (let i = 0; i < x.length; i += 1) {
      const [px, py] = this.screen(x[i], y[i]);
      c.beginPath();
      c.arc(px, py, radius, 0, 2 * Math.PI);
      c.fill();
    }
  }
};
