// The ground that the other scripts stand on: loading data, making elements, writing numbers.
"use strict";

const orrery = { views: {}, summary: null };

(() => {
  const parts = new Map();
  const waiting = new Map();

  // Called by each script in data/ and details/ with what it holds.
  orrery.receive = (name, value) => {
    const resolve = waiting.get(name);
    waiting.delete(name);
    if (resolve) resolve(value);
  };

  // A page that opens from a disk may not read files, but it may load scripts.
  function script(name, path) {
    return new Promise((resolve, reject) => {
      const tag = document.createElement("script");
      waiting.set(name, resolve);
      tag.onerror = () => {
        waiting.delete(name);
        reject(new Error(`${path} cannot be loaded`));
      };
      tag.onload = () => {
        tag.remove();
        if (waiting.delete(name)) reject(new Error(`${path} holds something else`));
      };
      tag.src = path;
      document.head.append(tag);
    });
  }

  // A part of data/, kept once it is loaded.
  orrery.load = (name) => {
    if (!parts.has(name)) {
      parts.set(name, script(name, `data/${name}.js`));
      parts.get(name).catch(() => parts.delete(name));
    }
    return parts.get(name);
  };

  // What one object's page needs; not kept: a hundred thousand of them would fill the memory.
  orrery.details = (name) => script(`details/${name}`, `details/${encodeURIComponent(name)}.js`);
})();

// An element with attributes and children; texts become text, never markup.
orrery.element = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined) continue;
    if (name.startsWith("aria-")) node.setAttribute(name, String(value));
    else if (value === false) continue;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "style") Object.assign(node.style, value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
};

// Said aloud by a screen reader, shown to nobody.
orrery.say = (text) => {
  document.getElementById("status").textContent = text;
};

// Digits that matter, without zeros behind them.
orrery.number = (value, digits = 5) => {
  if (typeof value !== "number" || Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value).replace("-", "−");
  const size = Math.abs(value);
  const text = size >= 1e6 || size < 1e-4
    ? value.toExponential(digits - 1).replace(/\.?0+e/, "e").replace("e+", "e")
    : String(Number(value.toPrecision(Math.max(digits, Math.floor(Math.log10(size)) + 1))));
  return text.replaceAll("-", "−");
};

orrery.count = (value) => value.toLocaleString("en").replaceAll(",", "\u202f");
orrery.percent = (value) => Number.isNaN(value) ? "–" : `${(100 * value).toFixed(1)} %`;

// 10:00:24.00 +02:12:00.0
orrery.sexagesimal = (ra, dec) => {
  const part = (value, decimals, turn) => {
    const unit = 10 ** decimals;
    const total = Math.round(value * 3600 * unit) % (turn * 3600 * unit);
    const seconds = (total % (60 * unit)) / unit;
    const minutes = Math.floor(total / (60 * unit)) % 60;
    const whole = Math.floor(total / (3600 * unit));
    const width = decimals ? decimals + 3 : 2;
    return [whole, minutes].map((n) => String(n).padStart(2, "0")).join(":")
      + ":" + seconds.toFixed(decimals).padStart(width, "0");
  };
  const hours = (((ra % 360) + 360) % 360) / 15;
  return `${part(hours, 2, 24)} ${dec < 0 ? "−" : "+"}${part(Math.abs(dec), 1, 360)}`;
};

// A colour of the theme as it is at an element; read anew when it changes.
orrery.color = (name, node = document.documentElement) =>
  getComputedStyle(node).getPropertyValue(`--${name}`).trim();

// Nice steps for an axis: 1, 2 or 5 times a power of ten.
orrery.ticks = (low, high, most) => {
  const raw = (high - low) / Math.max(1, most);
  if (!(raw > 0) || !Number.isFinite(raw)) return { values: [], decimals: 0 };
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= raw * 0.999);
  const values = [];
  for (let n = Math.ceil(low / step - 1e-9); n * step <= high + step * 1e-9; n += 1) {
    values.push(n * step);
    if (values.length > 200) break;
  }
  return { values, decimals: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) };
};
orrery.tickLabel = (value, decimals) => {
  const size = Math.abs(value);
  const text = size >= 1e7 || (size > 0 && decimals > 6)
    ? value.toExponential(2).replace(/\.?0+e/, "e").replace("e+", "e")
    : value.toFixed(decimals);
  return (Number(text) === 0 ? text.replace("-", "") : text).replaceAll("-", "−");
};

// A canvas that is sharp on every screen; `draw` is called once for any number of requests.
orrery.canvas = (canvas, draw) => {
  let isAsked = false;
  const request = () => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => {
      isAsked = false;
      if (!canvas.isConnected) return;
      const scale = window.devicePixelRatio || 1;
      const { width, height } = canvas.getBoundingClientRect();
      if (width < 1 || height < 1) return;
      if (canvas.width !== Math.round(width * scale)) canvas.width = Math.round(width * scale);
      if (canvas.height !== Math.round(height * scale)) canvas.height = Math.round(height * scale);
      const context = canvas.getContext("2d");
      context.setTransform(scale, 0, 0, scale, 0, 0);
      context.clearRect(0, 0, width, height);
      draw(context, width, height);
    });
  };
  const observer = new ResizeObserver(request);
  observer.observe(canvas);
  document.addEventListener("themechange", request);
  return {
    request,
    close: () => {
      observer.disconnect();
      document.removeEventListener("themechange", request);
    },
  };
};
