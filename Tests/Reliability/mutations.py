"""Files that are broken in every way, and the command that reads each kind of them."""

import os
import shutil
import struct
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
SEEDS = os.path.join(HERE, "Seeds")
ROOT = os.path.join(HERE, "../..")

IMAGES = """orrery: 1
input: {{ images: '{input}' }}
stages:
  - stretch: {{ function: asinh, softening: 0.1 }}
  - standardise
output:
  png: {{ every: object, size: 64 }}
  fits: {{ products: [cutout] }}
"""
LIGHT_CURVES = """orrery: 1
input: {{ light-curves: '{input}' }}
output: {{ png: {{ every: object }} }}
"""
SPECTRA = """orrery: 1
input: {{ spectra: '{input}' }}
stages: [mask-spectrum]
output: {{ png: {{ every: object }} }}
"""
ROWS = """orrery: 1
input: {{ table: '{input}', id: id, columns: [x, y] }}
stages:
  - compute-columns: {{ columns: ["z = log10(x)", y] }}
"""

# Kinds that a run reads many of at once: the description, the share of all mutations.
RUNS = {"images": (IMAGES, 0.66), "light-curves": (LIGHT_CURVES, 0.12), "spectra": (SPECTRA, 0.09),
        "rows": (ROWS, 0.07)}
# Kinds of which a command reads one: the share of all mutations.
SINGLE = {"descriptions": 0.02, "weights": 0.02, "pictures": 0.02}


def contents(*names):
    with open(os.path.join(*names), "rb") as file:
        return file.read()


def seeds(kind, made=()):
    """Good files of a kind as name and bytes; `made` are more of them."""
    if kind == "descriptions":
        folder = os.path.join(ROOT, "Pipelines")
    elif kind == "weights":
        return [("photo.safetensors", contents(
            ROOT, "Plugins/PhotoRedshift/Models/simulated.safetensors"))]
    elif kind == "pictures":
        return list(made)
    else:
        folder = os.path.join(SEEDS, kind)
    return [(name, contents(folder, name)) for name in sorted(os.listdir(folder))] + list(made)


NUMBERS = [0, -1, 1, 8, 16, 999, 2**31 - 1, 2**63 - 1, -2**63, 10**12, 10**25, "NaN", "1E400",
           "T", "'x'", "x" * 60]
KEYWORDS = ["NAXIS", "NAXIS1", "NAXIS2", "NAXIS3", "BITPIX", "PCOUNT", "GCOUNT", "TFIELDS",
            "TFORM1", "TFORM2", "TDIM1", "TNULL1", "TSCAL1", "ZNAXIS1", "ZNAXIS2", "ZTILE1",
            "ZTILE2", "ZBITPIX", "ZVAL1", "ZVAL2", "ZDITHER0", "BSCALE", "BZERO", "BLANK", "THEAP",
            "CRPIX1", "CRVAL1", "CDELT1", "A_ORDER", "CTYPE1", "CUNIT1"]
FORMS = ["1PB(9)", "PE(99999999)", "1QD", "9999999999E", "0A", "1X", "C", "-1J", "1PA(1)", "F0.9",
         "E99.98", "A-1", "1PPB", ""]


def broken_card(rng):
    keyword = rng.choice(KEYWORDS)
    value = f"'{rng.choice(FORMS)}'" if keyword.startswith("TFORM") else rng.choice(NUMBERS)
    return f"{keyword:<8}= {value:>20}".encode()[:80].ljust(80)


def broken_fits(data, rng):
    """Cards, numbers, bits and lengths that are not what they were."""
    data = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        cards = max(1, min(len(data), 14400) // 80)
        start = rng.randrange(cards) * 80
        kind = rng.randrange(10)
        if kind == 0:
            data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        elif kind == 1:
            del data[rng.randrange(1, len(data)):]
        elif kind in (2, 3):
            data[start:start + 80] = broken_card(rng)
        elif kind == 4:
            data[start:start + 80] = bytes(rng.randrange(256) for _ in range(80))
        elif kind == 5:
            data[start:start] = data[start:start + 80] * rng.choice([1, 36, 400])
        elif kind == 6:
            at = rng.randrange(len(data))
            data[at:at + 8] = struct.pack(">q", rng.choice([-1, 2**62, 2**31, 0, -2**63]))
        elif kind == 7:
            # Behind the headers: what is packed, and where it lies.
            at = rng.randrange(len(data) // 2, len(data)) if len(data) > 1 else 0
            for place in range(at, min(at + rng.randint(1, 30), len(data))):
                data[place] = rng.randrange(256)
        elif kind == 8:
            data = data.replace(b"END     ", b"ENDX    ", 1)
        else:
            del data[start:start + 80]
        if not data:
            data = bytearray(b"\0")
    return bytes(data)


WORDS = [b"&a", b"*a", b"[", b"]", b"{", b"}", b"!!", b"|", b"- ", b": ", b"\t", b"\0", b"\xff",
         b"\xe2\x80\xae", b"\x1b[31m", b"1e999", b"-0", b".inf", b"9" * 40, b"../" * 20, b'"', b"'",
         b",", b",,,,", b"\r", b"\n", b"#", b"x" * 5000, b"[" * 200, b"{a: " * 60]


def broken_text(data, rng):
    """Letters, words and lines that are not what they were."""
    data = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(data) + 1)
        kind = rng.randrange(6)
        if kind == 0 and data:
            data[min(at, len(data) - 1)] = rng.randrange(256)
        elif kind == 1:
            del data[at:at + rng.randint(1, 40)]
        elif kind == 2:
            data[at:at] = rng.choice(WORDS)
        elif kind == 3:
            lines = bytes(data).split(b"\n")
            first, second = rng.randrange(len(lines)), rng.randrange(len(lines))
            lines[first], lines[second] = lines[second], lines[first]
            data = bytearray(b"\n".join(lines))
        elif kind == 4:
            data[at:at] = data[:rng.randint(0, len(data))]
        else:
            del data[at:]
    return bytes(data)


def broken_weights(data, rng):
    """The length, the JSON or the numbers of a safetensors file."""
    size = struct.unpack("<Q", data[:8])[0]
    header, tensors = data[8:8 + size], bytearray(data[8 + size:])
    kind = rng.randrange(5)
    if kind == 0:
        size = rng.choice([0, 1, size - 1, size + 1, size + 8, 2**31, 2**62, 2**64 - 1])
        return struct.pack("<Q", size) + header + tensors
    if kind == 1:
        header = broken_text(header, rng)
    elif kind == 2:
        numbers = [place for place, byte in enumerate(header) if chr(byte).isdigit()]
        place = rng.choice(numbers)
        header = header[:place] + str(rng.choice(NUMBERS)).encode() + header[place + 1:]
    elif kind == 3:
        del tensors[rng.randrange(len(tensors)):]
    else:
        at = rng.randrange(len(tensors) - 4)
        tensors[at:at + 4] = struct.pack("<f", rng.choice([float("nan"), float("inf"), 1e38, -1e38]))
    return struct.pack("<Q", len(header)) + header + tensors


def broken_bytes(data, rng):
    """Bytes, lengths and pieces of any file."""
    data = bytearray(data)
    for _ in range(rng.randint(1, 5)):
        at = rng.randrange(len(data))
        kind = rng.randrange(5)
        if kind == 0:
            data[at] = rng.randrange(256)
        elif kind == 1:
            data[at:at + 4] = struct.pack(">I", rng.choice([0, 1, 2**31 - 1, 2**31, 2**32 - 1]))
        elif kind == 2:
            del data[at:at + rng.randint(1, 60)]
        elif kind == 3:
            data[at:at] = data[at:at + rng.randint(1, 60)]
        else:
            del data[max(1, at):]
        if not data:
            data = bytearray(b"\0")
    return bytes(data)


def broken(name, data, rng):
    if name.endswith((".csv", ".dat", ".yaml")):
        return broken_text(data, rng)
    if name.endswith(".safetensors"):
        return broken_weights(data, rng)
    if name.endswith((".png", ".gz")):
        return broken_bytes(data, rng)
    return broken_fits(data, rng)


class Reader:
    """The command that reads one file of a kind."""

    def __init__(self, orrery, kind, folder):
        self.kind, self.folder, self.orrery = kind, folder, orrery
        self.environment = dict(os.environ)
        os.makedirs(folder, exist_ok=True)
        if kind == "weights":
            shutil.copy(os.path.join(ROOT, "Plugins/PhotoRedshift/Models/simulated.json"),
                        os.path.join(folder, "mutated.json"))
            with open(os.path.join(folder, "rows.csv"), "w") as file:
                names = [f"{band}_{what}" for what in ("flux", "error") for band in "ugrizy"]
                file.write("id," + ",".join(names) + "\na," + ",".join(["10"] * 12) + "\n")
            with open(os.path.join(folder, "p.yaml"), "w") as file:
                file.write(f"orrery: 1\ninput: {{ table: '{folder}/rows.csv', id: id, columns: "
                           f"[{', '.join(names)}] }}\n"
                           "model: { plugin: photo-redshift-mdn, weights: mutated }\n")
            self.environment["ORRERY_MODEL_PATH"] = folder

    def run(self, data, **options):
        """The process that has read a file of these bytes."""
        name, command = {
            "descriptions": ("m.yaml", ["validate", os.path.join(self.folder, "m.yaml")]),
            "pictures": ("m.png", ["inspect", os.path.join(self.folder, "m.png"), "--json"]),
            "weights": ("mutated.safetensors", [
                "run", os.path.join(self.folder, "p.yaml"), "--quiet", "--output",
                os.path.join(self.folder, "out")]),
        }[self.kind]
        with open(os.path.join(self.folder, name), "wb") as file:
            file.write(data)
        return subprocess.run([self.orrery, *command], capture_output=True, env=self.environment,
                              cwd=ROOT if self.kind == "descriptions" else None, **options)
