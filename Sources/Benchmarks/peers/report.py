"""Markdown from the result of a run."""

import math

from catalogue import TITLES
from comparison import best_peer, ratio

PHASE_NAMES = {"inference": "inference", "training": "training step"}
NAMES = {"float32": "Strict float32", "bfloat16": "bfloat16"}


def table(head, rows):
    """Numbers to the right: every column but the first."""
    lines = [head, ["---"] + ["---:"] * (len(head) - 1)] + rows
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def milliseconds(value):
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def is_disturbed(row):
    return any(result["clean"] < 3 for result in row["results"].values() if result["samples"] > 2)


def row_cells(row, peaks):
    """Cells of one row of the main table."""
    title = f"{TITLES[row['workload']]}: {PHASE_NAMES[row['phase']]}"
    if "results" not in row:
        reason = row.get("error") or f"answers differ by {row['disagreement']:.1e}"
        return [title, row["threads"], "not timed: " + reason, "", "", "", "", ""]
    ours = row["results"]["orrery"]["ms"]
    peer, theirs = best_peer(row)
    rate = row["operations"] / ours / 1e6
    peak = peaks.get(str(row["threads"]), {}).get(row["arithmetic"]) or math.nan
    return [
        title + (" ~" if is_disturbed(row) else ""), row["threads"], milliseconds(ours),
        milliseconds(theirs), peer, f"**{ratio(row):.2f}**", f"{rate:.0f}", f"{rate / peak:.0%}",
    ]


def rows_of(result, arithmetic):
    """In the order of the workloads, whatever the order that they were timed in."""
    names, phases = list(TITLES), list(PHASE_NAMES)
    return sorted(
        (row for row in result["rows"] if row["arithmetic"] == arithmetic),
        key=lambda row: (
            names.index(row["workload"]), phases.index(row["phase"]), row["threads"]
        ),
    )


def main_table(result, arithmetic):
    head = ["workload", "threads", "Orrery ms", "best peer ms", "which", "times faster",
            "GFLOP/s", "of peak"]
    return table(
        head, [row_cells(row, result["peaks"]) for row in rows_of(result, arithmetic)]
    )


def summary_table(result, arithmetic):
    """Each side with the number of threads that suits it best: what the floors are about."""
    rows = []
    for name in TITLES:
        cells = [TITLES[name]]
        for phase in ("inference", "training"):
            timed = [
                row for row in result["rows"]
                if (row["workload"], row["phase"], row["arithmetic"]) == (name, phase, arithmetic)
                and "results" in row
            ]
            if timed:
                theirs = min(best_peer(row)[1] for row in timed)
                ours = min(row["results"]["orrery"]["ms"] for row in timed)
                cells.append(f"{theirs / ours:.2f}")
            else:
                cells.append("")
        if any(cells[1:]):
            rows.append(cells)
    return table(["workload", "inference", "training step"], rows)


def variants_table(result, arithmetic):
    """Milliseconds of every way to run every workload."""
    timed = [row for row in rows_of(result, arithmetic) if "results" in row]
    columns = list(dict.fromkeys(name for row in timed for name in row["results"]))
    rows = []
    for row in timed:
        cells = [f"{row['workload']} {PHASE_NAMES[row['phase']]}", row["threads"]]
        for name in columns:
            found = row["results"].get(name)
            cells.append(milliseconds(found["ms"]) if found else "")
        rows.append(cells)
    return table(["workload", "threads"] + columns, rows)


def memory_table(result):
    rows = [
        [TITLES[name], f"{sizes['orrery']:.0f}", f"{sizes['peer']:.0f}", sizes["which"]]
        for name in TITLES
        if (sizes := result["memory_growth_MiB"].get(name))
    ]
    return table(["workload", "Orrery MiB", "PyTorch MiB", "which"], rows)


def machine(result):
    here, versions = result["machine"], result["versions"]
    facts = (
        f"{here['processor']}, {here['processors']} cores, {here['memory_GiB']:.0f} GiB; Linux "
        f"{here['kernel']}; {result['date']}; Orrery {result['commit']}; "
        + ", ".join(f"{name} {version}" for name, version in versions.items())
        + "."
    )
    rows = []
    for threads, peak in result["peaks"].items():
        of_bfloat16 = f"{peak['bfloat16']:.0f}" if peak["bfloat16"] else "none"
        rows.append([threads, f"{peak['float32']:.0f}", of_bfloat16, f"{peak['memory']:.1f}"])
    head = ["threads", "float32 GFLOP/s", "bfloat16 GFLOP/s", "memory GB/s"]
    return facts + "\n\n" + table(head, rows)


def markdown(result):
    """Everything; `###` headings."""
    parts = ["### The machine", machine(result)]
    if result["settings"]["quick"]:
        parts.insert(0, "_A quick run: a hint, no claim._")
    arithmetics = list(dict.fromkeys(row["arithmetic"] for row in result["rows"]))
    for arithmetic in arithmetics:
        name = NAMES[arithmetic]
        parts += [
            f"### {name}", main_table(result, arithmetic),
            f"### {name}: times faster, each side with its best number of threads",
            summary_table(result, arithmetic),
            f"### {name}: milliseconds of every way", variants_table(result, arithmetic),
        ]
    if any(is_disturbed(row) for row in result["rows"] if "results" in row):
        parts.append("~ Others used the machine: fewer than three clean samples.")
    if result["memory_growth_MiB"]:
        parts += ["### Memory of a training step", memory_table(result)]
    if result["first_call_ms"]:
        first = result["first_call_ms"]
        parts += [
            "### First call",
            "The CNN (a64) on a batch of 1 in a fresh process, from the finished model to its "
            f"answer: Orrery {first['orrery']:.1f} ms, PyTorch eager {first['eager']:.1f} ms.",
        ]
    return "\n\n".join(parts) + "\n"


BEGIN, END = "<!-- results -->", "<!-- end of results -->"


def fill_article(result, path):
    """Puts the tables between the marks of the article."""
    with open(path) as file:
        text = file.read()
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    with open(path, "w") as file:
        file.write(before + BEGIN + "\n\n" + markdown(result) + "\n" + END + after)
