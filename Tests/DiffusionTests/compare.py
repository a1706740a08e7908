"""How near stamp-restoration comes to stamps that were damaged: larger pixels, another galaxy over them.

    orrery simulate galaxies --count 60 --seed 77 --output clean --set neighbours=0 --set gradients=0 \\
        --set minimum-signal-to-noise=150 --set 'classes=[elliptical, spiral, edge-on, merger]'
    python compare.py blend clean blended
    orrery run Pipelines/restore.yaml --input 'clean/*-0*.fits' --output out-clean
    orrery run Pipelines/restore.yaml --input 'blended/*-0*.fits' --output out-blended
    python compare.py measure out-clean out-blended Plugins/Diffusion/Models/restoration.json

Errors are root mean squares over all pixels, in deviations of the training's pixels as the model sees
them: of what was seen (blocks of 2 x 2 pixels) and of what was restored, against the clean stamp.
Needs numpy and astropy.
"""
import glob
import json
import os
import sys

import numpy as np
from astropy.io import fits


def blend(clean, blended):
    """Lays another stamp over each, a fifth to half of the side away, a fifth to all as bright."""
    random = np.random.default_rng(1)
    os.makedirs(blended, exist_ok=True)
    paths = sorted(glob.glob(os.path.join(clean, "*-0*.fits")))
    stamps = [fits.getdata(path).astype(float) for path in paths]
    for place, path in enumerate(paths):
        other = stamps[(place + 1 + random.integers(len(paths) - 1)) % len(paths)]
        border = np.r_[other[0], other[-1], other[:, 0], other[:, -1]]
        height, width = other.shape
        distance = random.uniform(0.2, 0.5) * min(height, width)
        angle = random.uniform(0, 2 * np.pi)
        y, x = np.indices(other.shape) - np.array(
            [int(distance * np.sin(angle)), int(distance * np.cos(angle))])[:, None, None]
        inside = (y >= 0) & (y < height) & (x >= 0) & (x < width)
        seen = stamps[place].copy()
        seen[inside] += np.exp(random.uniform(np.log(0.2), 0)) * (
            other - np.median(border))[y[inside], x[inside]]
        fits.writeto(
            os.path.join(blended, os.path.basename(path)), seen.astype(np.float32), overwrite=True)


def measure(clean, blended, card):
    stages = {stage["name"]: stage["settings"] for stage in json.load(open(card))["stages"]}
    stretch, scale = stages["stretch"], stages["standardise"]

    def prepared(pixels):
        x = (pixels - stretch["low"][0]) / (stretch["high"][0] - stretch["low"][0])
        value = np.arcsinh(x / stretch["softening"]) / np.arcsinh(1 / stretch["softening"])
        return (value - scale["center"][0]) / scale["spread"][0]

    def coarse(pixels):
        height, width = pixels.shape
        means = pixels.reshape(height // 2, 2, width // 2, 2).mean((1, 3))
        return np.kron(means, np.ones((2, 2)))

    for name, folder in (("alone", clean), ("blended", blended)):
        errors = []
        for path in sorted(glob.glob(os.path.join(clean, "fits", "*.fits"))):
            truth = prepared(fits.getdata(path, "CUTOUT"))
            with fits.open(os.path.join(folder, "fits", os.path.basename(path))) as file:
                seen = coarse(prepared(file["CUTOUT"].data))
                errors.append([
                    np.mean((seen - truth) ** 2), np.mean((file["RESTORED"].data - truth) ** 2)])
        seen, restored = np.sqrt(np.mean(errors, axis=0))
        print(f"{name:8s} {len(errors)} stamps: seen {seen:.3f}, restored {restored:.3f}")


if __name__ == "__main__":
    {"blend": blend, "measure": measure}[sys.argv[1]](*sys.argv[2:])
