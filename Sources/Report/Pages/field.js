// The objects on the image that they were cut from.
"use strict";

(() => {
  class FieldMap extends orrery.PointMap {
    constructor(place) {
      super("The image that objects were found in, with the objects", true);
      this.about = "objects in this image";
      this.field = orrery.summary.fields[place];
      if (this.field.picture) {
        this.picture = new Image();
        this.picture.onload = () => this.drawing.request();
        this.picture.src = `fields/${this.field.picture}`;
      }
      this.reset();
    }

    async prepare() {
      const [x, y, origins] = await Promise.all(["x", "y", "origin"].map(orrery.role));
      Object.assign(this, { x: x.numbers, y: y.numbers, origins });
    }

    choose(rows) {
      return rows.filter((row) =>
        this.origins.texts(row) === this.field.origin && Number.isFinite(this.x[row] + this.y[row]));
    }

    reset() { this.view = { x: this.field.width / 2, y: this.field.height / 2, zoom: 1 }; }

    measure(width, height) {
      [this.width, this.height] = [width, height];
      this.scale = Math.min(width / this.field.width, height / this.field.height) * this.view.zoom;
    }

    place(row, out) {
      out[0] = this.width / 2 + (this.x[row] - this.view.x) * this.scale;
      out[1] = this.height / 2 - (this.y[row] - this.view.y) * this.scale;
      return true;
    }

    pan(dx, dy) {
      this.view.x -= dx / this.scale;
      this.view.y += dy / this.scale;
    }

    zoom(factor, x, y) {
      const [dx, dy] = [(x - this.width / 2) / this.scale, (this.height / 2 - y) / this.scale];
      const zoom = Math.min(200, Math.max(0.5, this.view.zoom / factor));
      const change = 1 - this.view.zoom / zoom;
      this.view = { x: this.view.x + dx * change, y: this.view.y + dy * change, zoom };
    }

    ground(c, width, height) {
      this.measure(width, height);
      // Pixel centres are at whole numbers: the image begins half a pixel before 0.
      const left = width / 2 + (-0.5 - this.view.x) * this.scale;
      const top = height / 2 - (this.field.height - 0.5 - this.view.y) * this.scale;
      const size = [this.field.width * this.scale, this.field.height * this.scale];
      if (this.picture?.complete && this.picture.naturalWidth > 0) {
        c.imageSmoothingEnabled = this.scale < 3;
        c.drawImage(this.picture, left, top, ...size);
      }
      c.strokeStyle = orrery.color("line");
      c.strokeRect(left, top, ...size);
    }
  }

  orrery.views.field = {
    title: "Field",
    isThere: () => orrery.summary.fields.length > 0,
    async show(main, query, part) {
      const { fields } = orrery.summary;
      const number = Math.min(fields.length - 1, Math.max(0, Number.parseInt(part, 10) || 0));
      const map = new FieldMap(number);
      const choice = orrery.element("select", {
        "aria-label": "Image",
        onchange: () => { location.hash = `#field/${choice.value}?${orrery.writeState()}`; },
      }, ...fields.map((field, n) => orrery.element("option", { value: n, selected: n === number },
        field.origin.split("/").pop())));
      return orrery.mapPage(main, `field/${number}`, query, map, [choice]);
    },
  };
})();
