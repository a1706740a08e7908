"""Pixels and objects found by sep, by Orrery's detect-sources and by a segmenter, on simulated fields.

    orrery simulate varied-fields --count 12 --seed 7001 --output tune
    orrery simulate varied-fields --count 24 --seed 7002 --output test --set style=test
    orrery run ... --output out        # once for each pipeline, with segmentation maps in out/fits
    python compare.py tune test out NAME=out...

sep's threshold and deblending are tuned on the fields of `tune` (like those of training), for pixels
and for objects apart, and measured on `test`. Needs numpy, astropy and sep.

A pixel is right where it is above the threshold and the light of all objects is above one deviation of
the sky (TRUTHMAP > 0). Objects are matched one to one, the largest overlap first, where the regions
overlap by at least half of their union (`iou`), and where centres lie within 3 pixels (`centre`).
"""
import glob
import os
import sys

import numpy as np
import sep
from astropy.io import fits

LEAST = 5  # pixels of a true object that counts


def fields(folder):
    for path in sorted(glob.glob(os.path.join(folder, "*-0*.fits"))):
        with fits.open(path) as file:
            data = file[0].data.astype(np.float32)
            mask = file["MASK"].data if "MASK" in file else None
            yield os.path.basename(path)[:-5], data, mask, file["TRUTHMAP"].data.astype(int), \
                file["TRUTH"].data


def pairs(candidates):
    left, right = set(), set()
    for _, a, b in sorted(candidates):
        if a not in left and b not in right:
            left.add(a), right.add(b)
    return len(left)


def score(total, mask, labels, centres, truth, table):
    """Adds counts of one field."""
    true = truth > 0
    total["tp"] += np.sum(mask & true)
    total["fp"] += np.sum(mask & ~true)
    total["fn"] += np.sum(~mask & true)
    area = np.bincount(truth.ravel(), minlength=len(table) + 1)
    height, width = truth.shape
    kept = [n for n in range(1, len(table) + 1) if area[n] >= LEAST]
    count = labels.max()
    total["found"] += count
    total["there"] += len(kept)
    own = np.bincount(labels.ravel(), minlength=count + 1)
    joint = np.zeros((count + 1) * (len(table) + 1), int)
    np.add.at(joint, labels.ravel() * (len(table) + 1) + truth.ravel(), 1)
    joint = joint.reshape(count + 1, -1)
    wanted = set(kept)
    candidates = []
    for a, b in zip(*np.nonzero(joint)):
        if a > 0 and b in wanted:
            iou = joint[a, b] / (own[a] + area[b] - joint[a, b])
            if iou >= 0.5:
                candidates.append((-iou, a, b))
    total["iou"] += pairs(candidates)
    candidates = []
    if len(centres):
        for b in kept:
            d = np.hypot(centres[:, 0] - table["x"][b - 1], centres[:, 1] - table["y"][b - 1])
            candidates += [(d[a], a, b) for a in np.nonzero(d <= 3)[0]]
    total["centre"] += pairs(candidates)


def figures(t):
    f1 = lambda hits: 2 * hits / max(1, t["found"] + t["there"])
    return dict(
        pixel=2 * t["tp"] / max(1, 2 * t["tp"] + t["fp"] + t["fn"]), iou=f1(t["iou"]),
        centre=f1(t["centre"]), completeness=t["centre"] / max(1, t["there"]),
        purity=t["centre"] / max(1, t["found"]), found=t["found"], there=t["there"])


def empty():
    return dict(tp=0, fp=0, fn=0, found=0, there=0, iou=0, centre=0)


def run_sep(data, mask, threshold, area, contrast):
    bad = None if mask is None else (mask & ~np.uint8(2)) != 0
    background = sep.Background(data, mask=bad, bw=64, bh=64)
    try:
        objects, labels = sep.extract(
            data - background, threshold, err=background.rms(), mask=bad, minarea=area,
            deblend_cont=contrast, segmentation_map=True)
    except Exception:  # too many pixels: nothing is found
        return np.zeros(data.shape, int), np.zeros((0, 2))
    return labels.astype(int), np.stack([objects["x"], objects["y"]], 1)


def sep_over(folder, *settings):
    total = empty()
    for _, data, mask, truth, table in fields(folder):
        labels, centres = run_sep(data, mask, *settings)
        score(total, labels > 0, labels, centres, truth, table)
    return figures(total)


def show(name, f):
    print(f"{name:34s}", " ".join(
        f"{k} {v:.3f}" if isinstance(v, float) else f"{k} {v}" for k, v in f.items()), flush=True)


def main(tune, test, *outputs):
    sep.set_extract_pixstack(3_000_000)
    sep.set_sub_object_limit(20_000)
    grid = [(t, 5, c) for t in (0.8, 1.0, 1.25, 1.6, 2.0, 2.5, 3.0, 3.5) for c in (0.005, 0.0005)]
    results = {s: sep_over(tune, *s) for s in grid}
    for kind in ("pixel", "iou", "centre"):
        best = max(grid, key=lambda s: results[s][kind])
        show(f"sep tuned for {kind} {best}: tune", results[best])
        show("    test", sep_over(test, *best))
    for entry in outputs:
        name, folder = entry.split("=")
        total = empty()
        with fits.open(glob.glob(os.path.join(folder, "*.fits"))[0]) as catalog:
            rows = next((h.data for h in catalog[1:] if h.name == "SOURCES"), None)
        for field, data, mask, truth, table in fields(test):
            with fits.open(os.path.join(folder, "fits", field + ".fits")) as file:
                labels = np.nan_to_num(file["SEGMENTATION"].data).astype(int)
                found = labels > 0
                if "SOURCE-PROBABILITY" in file:
                    found = file["SOURCE-PROBABILITY"].data >= 0.5
            if rows is not None:
                own = rows[rows["id"] == field]
                centres = np.stack([own["x"], own["y"]], 1)
            else:
                n = labels.max()
                y, x = np.indices(labels.shape)
                w = np.bincount(labels.ravel(), minlength=n + 1)[1:]
                centres = np.stack([
                    np.bincount(labels.ravel(), v.ravel(), n + 1)[1:] / np.maximum(w, 1)
                    for v in (x, y)], 1)
            score(total, found, labels, centres, truth, table)
        show(name, figures(total))


if __name__ == "__main__":
    main(*sys.argv[1:])
