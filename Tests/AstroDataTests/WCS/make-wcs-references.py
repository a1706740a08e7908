"""Writes wcs-references.json: what astropy makes of headers of every kind (pixels from 0).

Run: python make-wcs-references.py [FOLDER OF REAL FILES]   (astropy 8, numpy)
Each case: cards in order, pixels, native longitude and latitude (all_pix2world), and ICRS where
astropy knows the frame. Cases with `file` hold no cards: the test reads the real file itself.
"""
import json
import pathlib
import sys
import warnings

import numpy as np
from astropy.coordinates import SkyCoord
from astropy.io import fits
from astropy.wcs import WCS
from astropy.wcs.utils import wcs_to_celestial_frame

warnings.simplefilter("ignore")
HERE = pathlib.Path(__file__).parent
cases = []


def header(**cards):
    h = fits.Header()
    h["NAXIS"], h["NAXIS1"], h["NAXIS2"] = 2, 300, 200
    for key, value in cards.items():
        h[key] = value
    return h


def linear(lon, lat, code, crval=(150.5, 2.25), step=(-0.01, 0.01), crpix=(151.3, 98.7), **more):
    return header(
        CTYPE1=(lon + "----")[:5] + code, CTYPE2=(lat + "----")[:5] + code, CRVAL1=crval[0],
        CRVAL2=crval[1], CRPIX1=crpix[0], CRPIX2=crpix[1], CDELT1=step[0], CDELT2=step[1], **more)


def numbers(h, shape=(300, 200), image=True):
    wcs = WCS(h).celestial if not image else WCS(h)
    x = np.array([0, shape[0] / 3, shape[0] - 1, 17.25, shape[0] * 0.8])
    y = np.array([0, shape[1] / 2, shape[1] - 1, 3.5, shape[1] * 0.1])
    lon, lat = (v for v in wcs.all_pix2world(x, y, 0))
    if wcs.wcs.lng == 1:
        lon, lat = lat, lon
    out = dict(x=x.tolist(), y=y.tolist(), lon=lon.tolist(), lat=lat.tolist())
    try:
        frame = wcs_to_celestial_frame(wcs)
        sky = SkyCoord(lon, lat, unit="deg", frame=frame).icrs
        out["ra"], out["dec"] = sky.ra.deg.tolist(), sky.dec.deg.tolist()
    except Exception:
        pass
    return out


def add(name, h):
    cards = [[c.keyword, c.value] for c in h.cards if c.keyword not in ("NAXIS", "NAXIS1", "NAXIS2")]
    cases.append(dict(name=name, cards=cards, **numbers(h)))


for code in ["TAN", "SIN", "ARC", "STG", "ZEA", "AIT", "SFL", "MOL", "PAR", "MER", "CEA", "CYP",
             "AIR", "PCO", "TSC", "CSC", "QSC", "HPX", "XPH", "NCP", "GLS"]:
    more = {}
    if code == "CYP":
        more = dict(PV2_1=1.0, PV2_2=0.7)
    if code == "NCP":
        add(code, linear("RA", "DEC", code, crval=(350.1, 66.0)))
        continue
    add(code, linear("RA", "DEC", code, **more))
for code in ["COP", "COE", "COD", "COO"]:
    add(code, linear("RA", "DEC", code, PV2_1=40.0, PV2_2=10.0))
add("BON", linear("RA", "DEC", "BON", PV2_1=45.0))
add("CAR at the equator", linear("RA", "DEC", "CAR", crval=(10.0, 0.0)))
add("CAR off the equator", linear("RA", "DEC", "CAR", crval=(10.0, 35.0)))
add("SIN slant", linear("RA", "DEC", "SIN", PV2_1=0.02, PV2_2=-0.3))
add("AZP", linear("RA", "DEC", "AZP", PV2_1=2.0, PV2_2=30.0))
add("SZP", linear("RA", "DEC", "SZP", PV2_1=2.0, PV2_2=180.0, PV2_3=60.0))
add("ZPN", linear("RA", "DEC", "ZPN", PV2_1=1.0, PV2_3=42.0))
add("TAN over the pole", linear("RA", "DEC", "TAN", crval=(33.0, 89.9)))
add("TAN with LONPOLE", linear("RA", "DEC", "TAN", LONPOLE=150.0))
add("TAN across RA 0", linear("RA", "DEC", "TAN", crval=(0.02, -30.0)))
add("latitude first", linear("DEC", "RA", "TAN", crval=(2.25, 150.5), step=(0.01, -0.01)))
add("latitude first, CROTA", linear("DEC", "RA", "TAN", crval=(2.25, 150.5), step=(0.01, -0.02),
                                    CROTA1=25.0))
add("CROTA", linear("RA", "DEC", "TAN", step=(-0.001, 0.002), CROTA2=33.0))
add("CD", header(CTYPE1="RA---TAN", CTYPE2="DEC--TAN", CRVAL1=83.6, CRVAL2=-22.0, CRPIX1=10.5,
                 CRPIX2=-20.0, CD1_1=-1e-4, CD1_2=3e-5, CD2_1=2e-5, CD2_2=1.1e-4))
add("CD beside CDELT", header(CTYPE1="RA---TAN", CTYPE2="DEC--TAN", CRVAL1=83.6, CRVAL2=-22.0,
                              CRPIX1=10.5, CRPIX2=-20.0, CDELT1=1.0, CDELT2=1.0, CD1_1=-1e-4,
                              CD1_2=3e-5, CD2_1=2e-5, CD2_2=1.1e-4))
add("PC", linear("RA", "DEC", "TAN", PC1_1=0.8, PC1_2=-0.6, PC2_1=0.6, PC2_2=0.8))
add("PC, diagonal left out", linear("RA", "DEC", "TAN", PC1_2=-0.2, PC2_1=0.2))
add("old PC", linear("RA", "DEC", "TAN", PC001001=0.8, PC001002=-0.6, PC002001=0.6, PC002002=0.8))
add("arcsec", linear("RA", "DEC", "TAN", step=(-0.3, 0.3), crval=(150.5 * 3600, 2.25 * 3600),
                     CUNIT1="arcsec", CUNIT2="arcsec"))
sip = dict(
    A_ORDER=3, B_ORDER=3, A_2_0=2e-6, A_1_1=-3e-6, A_0_2=1e-6, A_3_0=1e-9, A_0_3=-2e-9,
    B_2_0=1e-6, B_1_1=2e-6, B_0_2=-4e-6, B_2_1=3e-9, B_0_3=1e-9)
add("SIP", linear("RA", "DEC", "TAN-SIP", step=(-2e-4, 2e-4), **sip))
add("SIP without suffix", linear("RA", "DEC", "TAN", step=(-2e-4, 2e-4), **sip))
add("SIP on a rotated CD", header(
    CTYPE1="RA---TAN-SIP", CTYPE2="DEC--TAN-SIP", CRVAL1=5.63, CRVAL2=-72.05, CRPIX1=2048.0,
    CRPIX2=1024.0, CD1_1=1.29e-5, CD1_2=5.95e-6, CD2_1=5.02e-6, CD2_2=-1.26e-5, A_ORDER=4,
    B_ORDER=4, A_0_2=2.16e-6, A_0_3=9.1e-12, A_0_4=1e-15, A_1_1=-5.1e-6, A_1_2=-2.3e-11,
    A_2_0=8.5e-6, A_3_0=-2.4e-11, B_0_2=-7.2e-6, B_1_1=6.1e-6, B_2_0=-1.7e-6, B_3_1=2e-15))
tpv = dict(PV1_0=1e-4, PV1_1=1.0001, PV1_2=-2e-4, PV1_4=3e-3, PV1_7=0.02, PV2_0=-2e-4,
           PV2_1=0.9998, PV2_2=1e-4, PV2_5=-1e-3, PV2_10=0.01)
cd = dict(CRVAL1=150.5, CRVAL2=2.25, CRPIX1=151.3, CRPIX2=98.7, CD1_1=-2e-3, CD1_2=1e-5,
          CD2_1=3e-5, CD2_2=2e-3)
add("TPV", header(CTYPE1="RA---TPV", CTYPE2="DEC--TPV", **cd, **tpv))
add("SCAMP: TAN with PV", header(CTYPE1="RA---TAN", CTYPE2="DEC--TAN", **cd, **tpv))
add("SCAMP: TAN with PV beside SIP", header(CTYPE1="RA---TAN-SIP", CTYPE2="DEC--TAN-SIP", **cd,
                                            **tpv, **sip))
add("galactic AIT", linear("GLON", "GLAT", "AIT", crval=(0.0, 0.0), step=(-0.5, 0.5)))
add("galactic CAR", linear("GLON", "GLAT", "CAR", crval=(120.0, 0.0), step=(-0.1, 0.1)))
for system, equinox in [("FK5", 2000.0), ("FK5", 1975.0), ("FK5", 2050.0), ("FK4", 1950.0),
                        ("FK4", 1975.0), ("FK4-NO-E", 1950.0)]:
    add(f"{system} {equinox}", linear("RA", "DEC", "TAN", RADESYS=system, EQUINOX=equinox))
add("equinox alone, old", linear("RA", "DEC", "TAN", EQUINOX=1950.0))
add("equinox alone, new", linear("RA", "DEC", "TAN", EQUINOX=2000.0))
add("epoch alone", linear("RA", "DEC", "TAN", EPOCH=1950.0))

if len(sys.argv) > 1:
    for path in [
        "images/decam-r.fits", "images/hst-abell2744-dwarf.fits.gz", "fits-corner-cases/m13.fits",
        "fits-corner-cases/scale.fits", "fits-corner-cases/midas-wcstest.fits",
        "fits-corner-cases/midas-dss_test2.fits", "fits-corner-cases/checksum.fits",
        "lightcurves/k2-target-pixels.fits", "lightcurves/tess-two-minute.fits.gz",
    ]:
        hdu = 2 if path.startswith("lightcurves") else 0
        with fits.open(pathlib.Path(sys.argv[1]) / path) as f:
            h = f[hdu].header
            h = h.copy()
            shape = (h["NAXIS1"], h["NAXIS2"])
            cases.append(dict(name=path, file=path, hdu=hdu, **numbers(h, shape, image=False)))

(HERE / "wcs-references.json").write_text(
    "[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")
