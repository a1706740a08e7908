// A list of any length: only what is on the screen is in the page.
"use strict";

// Taller elements are cut off by browsers; beyond this, scrolling moves by a factor.
orrery.listHeight = 8e6;

// `make(row, place)` gives the element of one row; `size()` gives { width, height } of an item,
// where a width of 0 means one item to a line.
orrery.List = class {
  constructor({ label, role, itemRole, size, make, activate }) {
    this.make = make;
    this.size = size;
    this.activate = activate;
    this.itemRole = itemRole;
    this.rows = [];
    this.items = new Map();
    this.active = 0;
    this.inner = orrery.element("div", { class: "inner", role, "aria-label": label });
    this.element = orrery.element("div", { class: "scroller", tabindex: -1 }, this.inner);
    this.element.addEventListener("scroll", () => this.request(), { passive: true });
    this.element.addEventListener("keydown", (event) => this.press(event));
    this.element.addEventListener("focusin", (event) => {
      const item = event.target.closest("[data-place]");
      if (item) this.setActive(Number(item.dataset.place));
    });
    this.observer = new ResizeObserver(() => this.layout());
    this.observer.observe(this.element);
  }

  close() { this.observer.disconnect(); }

  show(rows, top = 0) {
    this.rows = rows;
    this.active = 0;
    this.clear();
    this.layout();
    this.element.scrollTop = top;
    this.draw();
  }

  clear() {
    for (const node of this.items.values()) node.remove();
    this.items.clear();
  }

  layout() {
    const width = this.element.clientWidth;
    if (width === 0) return;
    const size = this.size();
    const across = size.width > 0 ? Math.max(1, Math.floor(width / size.width)) : 1;
    const anchor = this.firstVisible();
    const isSame = across === this.across && size.height === this.height && width === this.width;
    [this.across, this.height, this.width] = [across, size.height, width];
    this.lines = Math.ceil(this.rows.length / across);
    this.total = this.lines * size.height;
    this.inner.style.height = `${Math.min(this.total, orrery.listHeight)}px`;
    if (!isSame) {
      this.clear();
      if (anchor) this.scrollTo(anchor);
    }
    this.request();
  }

  // How far the content is scrolled, which differs from the bar where the list is very long.
  get offset() {
    const room = Math.min(this.total, orrery.listHeight) - this.element.clientHeight;
    const whole = this.total - this.element.clientHeight;
    return room > 0 && whole > room ? this.element.scrollTop * (whole / room)
      : this.element.scrollTop;
  }

  set offset(value) {
    const room = Math.min(this.total, orrery.listHeight) - this.element.clientHeight;
    const whole = this.total - this.element.clientHeight;
    this.element.scrollTop = room > 0 && whole > room ? value * (room / whole) : value;
  }

  firstVisible() {
    return this.height ? Math.floor(this.offset / this.height) * this.across : 0;
  }

  request() {
    if (this.isAsked) return;
    this.isAsked = true;
    requestAnimationFrame(() => {
      this.isAsked = false;
      this.draw();
    });
  }

  draw() {
    if (!this.height || !this.element.isConnected) return;
    const { offset } = this;
    const shift = this.element.scrollTop - offset;
    const first = Math.max(0, Math.floor(offset / this.height) - 2) * this.across;
    const lastLine = Math.ceil((offset + this.element.clientHeight) / this.height) + 2;
    const last = Math.min(this.rows.length, lastLine * this.across);
    for (const [place, node] of this.items) {
      if (place >= first && place < last) continue;
      if (node.contains(document.activeElement)) this.element.focus({ preventScroll: true });
      node.remove();
      this.items.delete(place);
    }
    const step = this.width / this.across;
    const fragment = document.createDocumentFragment();
    for (let place = first; place < last; place += 1) {
      let node = this.items.get(place);
      if (!node) {
        node = this.make(this.rows[place], place);
        node.dataset.place = place;
        node.classList.add("item");
        node.setAttribute("role", this.itemRole);
        if (this.itemRole === "row") {
          node.setAttribute("aria-rowindex", place + 2);
        } else {
          node.setAttribute("aria-setsize", this.rows.length);
          node.setAttribute("aria-posinset", place + 1);
        }
        const link = node.querySelector("a");
        if (link) link.tabIndex = place === this.active ? 0 : -1;
        this.items.set(place, node);
        fragment.append(node);
      }
      const x = (place % this.across) * step;
      const y = Math.floor(place / this.across) * this.height + shift;
      node.style.transform = `translate(${x}px, ${y}px)`;
      node.style.width = `${step}px`;
      node.style.height = `${this.height}px`;
    }
    this.inner.append(fragment);
  }

  setActive(place) {
    const before = this.items.get(this.active)?.querySelector("a");
    if (before) before.tabIndex = -1;
    this.active = place;
    const link = this.items.get(place)?.querySelector("a");
    if (link) link.tabIndex = 0;
    return link;
  }

  scrollTo(place) {
    const top = Math.floor(place / this.across) * this.height;
    const room = this.element.clientHeight;
    if (top < this.offset) this.offset = top;
    else if (top + this.height > this.offset + room) this.offset = top + this.height - room;
  }

  press(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const page = Math.max(1, Math.floor(this.element.clientHeight / this.height)) * this.across;
    const steps = {
      ArrowRight: this.across > 1 ? 1 : 0, ArrowLeft: this.across > 1 ? -1 : 0,
      ArrowDown: this.across, ArrowUp: -this.across,
      PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity,
    };
    const step = steps[event.key];
    if (!step || this.rows.length === 0) return;
    event.preventDefault();
    const place = Math.max(0, Math.min(this.rows.length - 1, this.active + step));
    this.scrollTo(place);
    this.draw();
    this.setActive(place)?.focus({ preventScroll: true });
  }
};
