// Columns of the catalogue, loaded when they are needed.
"use strict";

(() => {
  const arrays = {
    f4: Float32Array, f8: Float64Array, u1: Uint8Array, u2: Uint16Array, u4: Uint32Array,
  };

  function bytes(base64) {
    const text = atob(base64);
    const result = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i += 1) result[i] = text.charCodeAt(i);
    return result;
  }

  // { numbers } or { texts(row), codes, dictionary } of what Swift packed.
  orrery.unpack = (packed) => {
    if (packed.type === "text") {
      return { width: 1, length: packed.texts.length, texts: (row) => packed.texts[row] };
    }
    const values = new arrays[packed.type](bytes(packed.data).buffer);
    if (packed.dictionary) {
      const { dictionary } = packed;
      return {
        width: 1, length: values.length, codes: values, dictionary,
        texts: (row) => dictionary[values[row]],
      };
    }
    return { width: packed.width, length: values.length / packed.width, numbers: values };
  };

  const columns = new Map();
  orrery.column = (place) => {
    if (!columns.has(place)) columns.set(place, orrery.load(`column-${place}`).then(orrery.unpack));
    return columns.get(place);
  };

  // The column of a role (`class`, `probability` …); null where the run has none.
  orrery.role = (name) => {
    const place = orrery.summary.roles[name];
    return place === undefined ? Promise.resolve(null) : orrery.column(place);
  };

  let files;
  orrery.files = async () => {
    if (!files) {
      const loaded = await orrery.load("files");
      files = { bits: orrery.unpack(loaded.bits).numbers, names: loaded.names };
    }
    return files;
  };

  // Name of an object's files, and which there are.
  orrery.products = (row, id) => {
    const bits = files.bits[row];
    return {
      name: files.names[row] ?? id,
      hasPicture: (bits & 1) !== 0,
      hasFITS: (bits & 2) !== 0,
      hasDetails: (bits & 4) !== 0,
      layers: orrery.summary.layers.map((_, place) => place).filter((n) => bits & (1 << (8 + n))),
    };
  };

  // The picture that stands for an object in lists; null where it has none.
  orrery.thumbnail = (row, id) => {
    const { name, hasPicture, layers } = orrery.products(row, id);
    if (hasPicture) return `png/${encodeURIComponent(name)}.png`;
    const shown = layers.find((n) => ["cutout", "input"].includes(orrery.summary.layers[n]));
    return shown === undefined ? null : `layers/${encodeURIComponent(name)}.${shown}.png`;
  };

  orrery.flagsOf = (column, row) => (column ? column.texts(row) : "").split(",").filter(Boolean);
})();
