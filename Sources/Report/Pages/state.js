// What is shown of the objects, and in which order; kept in the address, so that it can be shared.
"use strict";

(() => {
  const start = () => ({
    classes: [], flags: [], any: "", low: 0, high: 1, text: "", sort: "", descending: false,
    layout: "gallery", range: "", from: null, to: null,
  });
  orrery.state = start();

  orrery.resetState = () => {
    const { layout, sort, descending } = orrery.state;
    orrery.state = { ...start(), layout, sort, descending };
  };

  orrery.isFiltered = () => {
    const s = orrery.state;
    return s.classes.length > 0 || s.flags.length > 0 || s.any !== "" || s.low > 0 || s.high < 1
      || s.text !== "" || s.range !== "";
  };

  orrery.writeState = () => {
    const s = orrery.state;
    const query = new URLSearchParams();
    s.classes.forEach((name) => query.append("class", name));
    s.flags.forEach((name) => query.append("flag", name));
    if (s.any) query.set("status", s.any);
    if (s.low > 0 || s.high < 1) query.set("p", `${s.low}..${s.high}`);
    if (s.text) query.set("id", s.text);
    if (s.sort) query.set("sort", (s.descending ? "-" : "") + s.sort);
    if (s.layout !== "gallery") query.set("as", s.layout);
    if (s.range) query.set("range", s.range);
    if (s.range && s.from !== null) query.set("from", s.from);
    if (s.range && s.to !== null) query.set("to", s.to);
    return query.toString();
  };

  orrery.readState = (text) => {
    const query = new URLSearchParams(text);
    const s = start();
    s.classes = query.getAll("class").filter((name) => orrery.summary.classes.includes(name));
    s.flags = query.getAll("flag");
    s.any = ["flagged", "clean"].find((name) => name === query.get("status")) ?? "";
    const [low, high] = (query.get("p") ?? "").split("..").map(Number);
    if (low >= 0 && high <= 1 && low <= high) [s.low, s.high] = [low, high];
    s.text = query.get("id") ?? "";
    const sort = query.get("sort") ?? "";
    s.descending = sort.startsWith("-");
    const name = sort.replace(/^-/, "");
    if (orrery.columnNamed(name) >= 0) s.sort = name;
    s.layout = query.get("as") === "table" ? "table" : "gallery";
    if (orrery.columnNamed(query.get("range")) >= 0) s.range = query.get("range");
    const number = (key) => Number.isNaN(parseFloat(query.get(key))) ? null : Number(query.get(key));
    [s.from, s.to] = [number("from"), number("to")];
    orrery.state = s;
  };

  orrery.columnNamed = (name) => orrery.summary.columns.findIndex((c) => c.name === name);

  let last = { key: null, rows: null };

  // Rows that pass the filters, in the order asked for.
  orrery.select = async () => {
    const s = orrery.state;
    const key = JSON.stringify({ ...s, layout: null });
    if (last.key === key) return last.rows;
    const { count, classes } = orrery.summary;
    const [ids, className, probability, flags, sorted, ranged] = await Promise.all([
      s.text ? orrery.role("id") : null,
      s.classes.length ? orrery.role("class") : null,
      s.low > 0 || s.high < 1 ? orrery.role("probability") : null,
      s.flags.length || s.any ? orrery.role("flags") : null,
      s.sort ? orrery.column(orrery.columnNamed(s.sort)) : null,
      s.range ? orrery.column(orrery.columnNamed(s.range)) : null,
    ]);
    const tests = [];
    if (className) {
      const wanted = new Set(s.classes.map((name) => classes.indexOf(name)));
      tests.push((row) => wanted.has(className.codes[row]));
    }
    if (probability) {
      const values = probability.numbers;
      // The probabilities have 32 bits: 0.9 is to let through what was stored as 0.9.
      const [low, high] = [Math.fround(s.low), Math.fround(s.high)];
      tests.push((row) => values[row] >= low && values[row] <= high);
    }
    if (ranged?.numbers) {
      const [values, from, to] = [ranged.numbers, s.from ?? -Infinity, s.to ?? Infinity];
      tests.push((row) => values[row] >= from && values[row] <= to);
    }
    if (flags) {
      const passes = (text) => {
        const own = text.split(",").filter(Boolean);
        if (s.any === "flagged" && own.length === 0) return false;
        if (s.any === "clean" && own.length > 0) return false;
        return s.flags.every((name) => own.includes(name));
      };
      if (flags.codes) {
        const good = flags.dictionary.map(passes);
        tests.push((row) => good[flags.codes[row]]);
      } else {
        tests.push((row) => passes(flags.texts(row)));
      }
    }
    if (ids) {
      const wanted = s.text.toLowerCase();
      // A FITS catalogue holds ASCII: other characters are `?` there.
      const plain = wanted.replace(/[^\x20-\x7e]/gu, "?");
      tests.push((row) => {
        const id = ids.texts(row).toLowerCase();
        return id.includes(wanted) || id.includes(plain);
      });
    }
    const rows = new Uint32Array(count);
    let found = 0;
    for (let row = 0; row < count; row += 1) {
      if (tests.every((test) => test(row))) rows[found++] = row;
    }
    const result = rows.subarray(0, found);
    if (sorted) order(result, sorted, s.descending);
    last = { key, rows: result };
    return result;
  };

  // What has no value comes last, whichever way.
  function order(rows, column, isDescending) {
    const sign = isDescending ? -1 : 1;
    if (column.numbers) {
      const values = column.numbers;
      rows.sort((a, b) => {
        const [x, y] = [values[a * column.width], values[b * column.width]];
        if (x === y) return a - b;
        if (Number.isNaN(x)) return Number.isNaN(y) ? a - b : 1;
        if (Number.isNaN(y)) return -1;
        return sign * (x < y ? -1 : 1);
      });
      return;
    }
    const collator = new Intl.Collator("en", { numeric: true });
    if (column.codes) {
      const places = column.dictionary.map((_, code) => code)
        .sort((a, b) => collator.compare(column.dictionary[a], column.dictionary[b]));
      const rank = new Uint32Array(places.length);
      places.forEach((code, place) => { rank[code] = place; });
      rows.sort((a, b) => sign * (rank[column.codes[a]] - rank[column.codes[b]]) || a - b);
      return;
    }
    // Names of many objects: by their characters, which is much quicker.
    const compare = rows.length > 20000
      ? (a, b) => (a < b ? -1 : a > b ? 1 : 0) : collator.compare;
    rows.sort((a, b) => sign * compare(column.texts(a), column.texts(b)) || a - b);
  }
})();
