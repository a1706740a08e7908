#!/usr/bin/env python3
"""Writes the files that promises.py mutates: small ones of every kind that a run reads.

    make.py        (needs numpy and astropy)
"""

import os

import numpy
from astropy.io import fits

HERE = os.path.dirname(os.path.abspath(__file__))


def path(kind, name):
    os.makedirs(os.path.join(HERE, kind), exist_ok=True)
    return os.path.join(HERE, kind, name)


def images(rng):
    y, x = numpy.mgrid[:24, :24]
    image = 100 + rng.normal(0, 5, (24, 24)) + 800 * numpy.exp(
        -((x - 12) ** 2 + (y - 12) ** 2) / 18)
    header = fits.Header({
        "OBJECT": "seed", "CTYPE1": "RA---TAN", "CTYPE2": "DEC--TAN", "CRPIX1": 12.5,
        "CRPIX2": 12.5, "CRVAL1": 150.0, "CRVAL2": 2.0, "CDELT1": -1e-4, "CDELT2": 1e-4})
    short, long, real = image.astype("i2"), image.astype("i4"), image.astype("f4")

    def packed(name, data, kind, **options):
        fits.HDUList([fits.PrimaryHDU(), fits.CompImageHDU(
            data, header, compression_type=kind,
            tile_shape=(12, 24) if kind.startswith("H") else (8, 24), **options)]).writeto(
                path("images", name + ".fits"), overwrite=True)

    packed("rice-int16", short, "RICE_1")
    packed("rice-int32", long, "RICE_1")
    packed("rice-float", real, "RICE_1", quantize_level=4, quantize_method=1, dither_seed=7)
    packed("gzip-int16", short, "GZIP_1")
    packed("gzip2-float", real, "GZIP_2", quantize_level=0)
    packed("hcompress-int16", short, "HCOMPRESS_1")
    packed("hcompress-float", real, "HCOMPRESS_1", quantize_level=4, quantize_method=-1)
    packed("plio-int16", (short % 300).astype("i2"), "PLIO_1")
    fits.PrimaryHDU(real, header).writeto(path("images", "float.fits.gz"), overwrite=True)
    fits.PrimaryHDU(image.astype("u2"), header).writeto(
        path("images", "uint16.fits"), overwrite=True)
    sip = header.copy()
    sip.update({"CTYPE1": "RA---TAN-SIP", "CTYPE2": "DEC--TAN-SIP", "A_ORDER": 2, "B_ORDER": 2,
                "A_2_0": 1e-5, "B_0_2": -1e-5})
    fits.PrimaryHDU(numpy.stack([real, 2 * real]), sip).writeto(
        path("images", "planes.fits"), overwrite=True)


def light_curves(rng):
    counts = [12, 0, 7]
    times = [numpy.sort(rng.uniform(58000, 58100, count)) for count in counts]
    values = [100 + rng.normal(0, 3, count) for count in counts]
    lists = fits.BinTableHDU.from_columns([
        fits.Column("id", "4A", array=["a", "b", "c"]),
        fits.Column("time", "PD()", array=numpy.array(times, dtype=object), unit="d"),
        fits.Column("flux", "PE()", array=numpy.array(values, dtype=object)),
        fits.Column("error", "QE()", array=numpy.array(
            [numpy.full(count, 3.0) for count in counts], dtype=object)),
        fits.Column("band", "PA()", array=numpy.array(
            ["".join("gr"[i % 2] for i in range(count)) for count in counts], dtype=object)),
    ])
    lists.writeto(path("light-curves", "lists.fits"), overwrite=True)
    points = fits.BinTableHDU.from_columns([
        fits.Column("mjd", "D", array=times[0]), fits.Column("mag", "E", array=values[0] / 5),
        fits.Column("magerr", "E", array=numpy.full(12, 0.1)),
        fits.Column("filter", "1A", array=list("grgrgrgrgrgr")),
        fits.Column("catflags", "J", array=numpy.arange(12) % 3),
    ])
    points.writeto(path("light-curves", "points.fits"), overwrite=True)
    with open(path("light-curves", "points.csv"), "w") as file:
        file.write("# a comment\nmjd,flux,flux_err,band\n")
        for number in range(12):
            file.write(f"{times[0][number]:.5f},{values[0][number]:.3f},3.0,{'gr'[number % 2]}\n")
    with open(path("light-curves", "plain.dat"), "w") as file:
        for number in range(12):
            file.write(f"{times[0][number]:.5f} {values[0][number] / 5:.3f} 0.1\n")


def spectra(rng):
    wave = numpy.linspace(4000, 7000, 60)
    flux = 1 + rng.normal(0, 0.1, 60) + numpy.exp(-((wave - 5500) / 40) ** 2)
    fits.BinTableHDU.from_columns([
        fits.Column("loglam", "E", array=numpy.log10(wave)),
        fits.Column("flux", "E", array=flux), fits.Column("ivar", "E", array=numpy.full(60, 100.0)),
        fits.Column("and_mask", "J", array=numpy.zeros(60, "i4")),
    ]).writeto(path("spectra", "points.fits"), overwrite=True)
    fits.BinTableHDU.from_columns([
        fits.Column("WAVE", "60D", array=[wave, wave], unit="Angstrom"),
        fits.Column("FLUX", "60E", array=[flux, flux]),
        fits.Column("ERR", "60E", array=numpy.full((2, 60), 0.1)),
    ]).writeto(path("spectra", "rows.fits"), overwrite=True)
    line = fits.PrimaryHDU(flux.astype("f4"))
    line.header.update({"CTYPE1": "WAVE", "CUNIT1": "Angstrom", "CRVAL1": 4000.0, "CRPIX1": 1.0,
                        "CDELT1": 50.8})
    line.writeto(path("spectra", "line.fits"), overwrite=True)


def rows(rng):
    names, numbers = ["a", "b", "c", "d"], rng.normal(0, 1, (4, 2))
    columns = [fits.Column("id", "4A", array=names), fits.Column("x", "E", array=numbers[:, 0]),
               fits.Column("y", "D", array=numbers[:, 1]),
               fits.Column("n", "K", array=[1, 2, 3, 4], null=-1),
               fits.Column("flag", "L", array=[True, False, True, False])]
    fits.BinTableHDU.from_columns(columns).writeto(path("rows", "binary.fits"), overwrite=True)
    fits.TableHDU.from_columns([
        fits.Column("id", "A4", array=names), fits.Column("x", "F10.4", array=numbers[:, 0]),
        fits.Column("y", "E14.6", array=numbers[:, 1])]).writeto(
            path("rows", "ascii.fits"), overwrite=True)
    with open(path("rows", "table.csv"), "w") as file:
        file.write('id,x,y,"a, b"\n')
        for name, (x, y) in zip(names, numbers):
            file.write(f'{name},{x:.4f},{y:.6e},"said ""so"""\n')


if __name__ == "__main__":
    for write in (images, light_curves, spectra, rows):
        write(numpy.random.default_rng(3))
