// The objects on the sky: an equal-area map about any place, or of the whole sky (Hammer's).
"use strict";

(() => {
  const RAD = Math.PI / 180;

  class SkyMap extends orrery.PointMap {
    constructor() {
      super("Map of the objects on the sky, north up, east to the left");
      this.about = "objects on the sky";
    }

    async prepare() {
      const [ra, dec] = await Promise.all([orrery.role("ra"), orrery.role("dec")]);
      [this.ra, this.dec] = [ra.numbers, dec.numbers];
    }

    choose(rows) { return rows.filter((row) => Number.isFinite(this.ra[row] + this.dec[row])); }

    show(rows) {
      super.show(rows);
      if (!this.isPlaced && rows.length > 0) {
        this.isPlaced = true;
        this.reset();
      }
    }

    // About the middle of the objects; the whole sky where they are all over it.
    reset() {
      let [x, y, z] = [0, 0, 0];
      for (const row of this.rows) {
        const [a, d] = [this.ra[row] * RAD, this.dec[row] * RAD];
        x += Math.cos(d) * Math.cos(a);
        y += Math.cos(d) * Math.sin(a);
        z += Math.sin(d);
      }
      const length = Math.hypot(x, y, z) || 1;
      const [a0, d0] = [Math.atan2(y, x), Math.asin(z / length)];
      let lowest = 1;
      for (const row of this.rows) {
        const [a, d] = [this.ra[row] * RAD, this.dec[row] * RAD];
        lowest = Math.min(lowest,
          Math.sin(d) * Math.sin(d0) + Math.cos(d) * Math.cos(d0) * Math.cos(a - a0));
      }
      const reach = Math.acos(Math.max(-1, Math.min(1, lowest))) / RAD;
      this.centre(a0, d0);
      // Degrees from the middle to the nearer edge of the map.
      this.field = Math.max(reach * 1.1, 2 / 3600);
      this.isWhole = reach > 60;
      if (this.isWhole) this.wholeSky();
    }

    wholeSky() {
      this.isWhole = true;
      this.centre(Math.round(this.a0 / RAD / 15) * 15 * RAD, 0);
      this.drawing.request();
    }

    centre(a, d) {
      this.a0 = a;
      this.d0 = Math.max(-Math.PI / 2, Math.min(Math.PI / 2, d));
      [this.s0, this.c0] = [Math.sin(this.d0), Math.cos(this.d0)];
    }

    measure(width, height) {
      [this.width, this.height] = [width, height];
      this.scale = this.isWhole
        ? Math.min(width / (4 * Math.SQRT2), height / (2 * Math.SQRT2)) * 0.94
        : Math.min(width, height) / 2 / (2 * Math.sin(Math.min(179, this.field) * RAD / 2));
    }

    // Radians to the canvas; false on the far side.
    project(a, d, out) {
      const delta = a - this.a0;
      const [s, c] = [Math.sin(d), Math.cos(d)];
      let [x, y] = [0, 0];
      if (this.isWhole) {
        const half = (delta - 2 * Math.PI * Math.floor((delta + Math.PI) / (2 * Math.PI))) / 2;
        const k = Math.sqrt(2 / (1 + c * Math.cos(half)));
        [x, y] = [-2 * k * c * Math.sin(half), k * s];
      } else {
        const near = s * this.s0 + c * this.c0 * Math.cos(delta);
        if (near < -0.999) return false;
        const k = Math.sqrt(2 / (1 + near));
        x = -k * c * Math.sin(delta);
        y = k * (this.c0 * s - this.s0 * c * Math.cos(delta));
      }
      out[0] = this.width / 2 + x * this.scale;
      out[1] = this.height / 2 - y * this.scale;
      return true;
    }

    place(row, out) { return this.project(this.ra[row] * RAD, this.dec[row] * RAD, out); }

    // The place on the sky under the canvas, in radians; null beside the map.
    sky(px, py) {
      const [x, y] = [(px - this.width / 2) / this.scale, (this.height / 2 - py) / this.scale];
      if (this.isWhole) {
        const w = 1 - (x / 4) ** 2 - (y / 2) ** 2;
        if (w < 0.5) return null;
        const z = Math.sqrt(w);
        return [this.a0 + 2 * Math.atan2(-z * x, 2 * (2 * w - 1)), Math.asin(z * y)];
      }
      const r = Math.hypot(x, y);
      if (r > 2) return null;
      const angle = 2 * Math.asin(r / 2);
      const [sin, cos] = [r > 0 ? Math.sin(angle) / r : 1, Math.cos(angle)];
      return [this.a0 + Math.atan2(-x * sin, this.c0 * cos - this.s0 * y * sin),
        Math.asin(Math.max(-1, Math.min(1, this.s0 * cos + this.c0 * y * sin)))];
    }

    pan(dx, dy) {
      if (this.isWhole) {
        this.centre(this.a0 + dx / this.scale / 2, 0);
        return;
      }
      const place = this.sky(this.width / 2 - dx, this.height / 2 - dy);
      if (place) this.centre(...place);
    }

    zoom(factor, x, y) {
      const place = this.sky(x, y);
      if (!place) return;
      if (this.isWhole) {
        if (factor > 1) return;
        this.isWhole = false;
        this.field = 90;
      } else if (factor > 1 && this.field * factor > 150) {
        this.wholeSky();
        return;
      }
      this.field = Math.max(0.5 / 3600, this.field * factor);
      this.centre(...place);
      this.measure(this.width, this.height);
      // The place under the pointer stays there.
      this.pan(x - this.width / 2, y - this.height / 2);
    }

    ground(c, width, height) {
      this.measure(width, height);
      c.strokeStyle = orrery.color("line");
      c.fillStyle = orrery.color("soft");
      c.font = "11px system-ui, sans-serif";
      c.lineWidth = 1;
      const degrees = this.isWhole ? 180 : this.field;
      const step = [90, 30, 15, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0002]
        .find((n) => n <= (this.isWhole ? 30 : Math.max(degrees / 2, 0.0002))) ?? 0.0002;
      // Meridians come together towards the poles.
      const spread = Math.max(0.02, Math.cos(Math.min(89.5, Math.abs(this.d0 / RAD) + degrees * 0.3) * RAD));
      const wide = this.isWhole ? (width < 600 ? 60 : 30) : [90, 45, 30, 15, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001]
        .find((n) => n <= step * 1.2 / spread) ?? step;
      const [a0, d0] = [this.a0 / RAD, this.d0 / RAD];
      const across = this.isWhole ? 180 : Math.min(180, degrees * 2.2 / spread);
      const up = this.isWhole ? 90 : degrees * 2.2;
      const [low, high] = [Math.max(-90, d0 - up), Math.min(90, d0 + up)];
      const decimals = (n) => Math.max(0, Math.ceil(-Math.log10(n) - 1e-9));
      for (let d = Math.ceil(low / step) * step; d <= high + 1e-9; d += step) {
        this.curve(c, 90, (t) => [a0 - across + 2 * across * t, d]);
        this.label(c, a0 - (this.isWhole ? 179 : 0), d,
          `${orrery.tickLabel(d, decimals(step))}°`, width, height);
      }
      for (let a = Math.ceil((a0 - across) / wide) * wide; a < a0 + across; a += wide) {
        this.curve(c, 60, (t) => [a, low + (high - low) * t]);
        const shown = ((a % 360) + 360) % 360;
        this.label(c, a, this.isWhole ? 0 : d0, `${orrery.tickLabel(shown, decimals(wide))}°`, width, height);
      }
      if (this.isWhole) {
        this.curve(c, 90, (t) => [a0 - 179.999, -90 + 180 * t]);
        this.curve(c, 90, (t) => [a0 + 179.999, -90 + 180 * t]);
      }
    }

    curve(c, steps, at) {
      const out = [0, 0];
      let [isDown, before] = [false, 0];
      c.beginPath();
      for (let i = 0; i <= steps; i += 1) {
        const [a, d] = at(i / steps);
        if (!this.project(a * RAD, d * RAD, out) || (isDown && Math.abs(out[0] - before) > this.width / 2)) {
          isDown = false;
          continue;
        }
        if (isDown) c.lineTo(...out);
        else c.moveTo(...out);
        [isDown, before] = [true, out[0]];
      }
      c.stroke();
    }

    label(c, a, d, text, width, height) {
      const out = [0, 0];
      if (!this.project(a * RAD, d * RAD, out)) return;
      if (out[0] < 4 || out[0] > width - 40 || out[1] < 14 || out[1] > height - 4) return;
      c.textAlign = "left";
      c.textBaseline = "bottom";
      c.fillText(text, out[0] + 3, out[1] - 2);
    }
  }

  orrery.views.sky = {
    title: "Sky",
    isThere: () => orrery.summary.count > 0 && ["ra", "dec"].every((name) => {
      const column = orrery.summary.columns[orrery.summary.roles[name]];
      return column && column.minimum !== undefined;
    }),
    async show(main, query) {
      const map = new SkyMap();
      const whole = orrery.element("button", {
        type: "button", class: "quiet", onclick: () => map.wholeSky(),
      }, "Whole sky");
      return orrery.mapPage(main, "sky", query, map, [whole]);
    },
  };
})();
