"""A plot of a run: CPU a record and records a second, by contender and kind of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from benchmarks.peers.summary import Line

_PANELS = (
    ("cpu_us", "CPU microseconds a record, all threads (less is better)", ".1f"),
    ("records_per_second", "records a second on one core (more is better)", ",.0f"),
)
_COLOURS = ("#1f4e79", "#c07a1c", "#5b8c5a")


def draw(lines: Sequence[Line], folder: Path) -> list[Path]:
    """Writes peers.svg and peers.png; needs matplotlib (extra `bench`)."""
    import matplotlib as mpl  # noqa: PLC0415 - only those who plot need it

    mpl.use("Agg")
    from matplotlib import pyplot as plt  # noqa: PLC0415

    mpl.rcParams["svg.hashsalt"] = "fresnel"  # the same figures, the same file
    shown = [line for line in lines if line.medians]
    names = list(dict.fromkeys(line.contender for line in shown))
    texts = list(dict.fromkeys(line.text for line in shown))
    figure, panels = plt.subplots(1, 2, figsize=(11, 0.7 + 0.62 * len(names)), sharey=True)
    height = 0.8 / max(1, len(texts))
    for panel, (value, label, form) in zip(panels, _PANELS, strict=True):
        for number, text in enumerate(texts):
            of_text = [line for line in shown if line.text == text]
            places = [names.index(line.contender) + number * height for line in of_text]
            values = [line.medians[value] for line in of_text]
            bars = panel.barh(places, values, height, label=f"{text} text", color=_COLOURS[number])
            panel.bar_label(bars, [format(each, form) for each in values], padding=3, fontsize=8)
        panel.set_xlabel(label)
        panel.margins(x=0.15)
        panel.spines[["top", "right"]].set_visible(False)
    panels[0].set_yticks([place + height * (len(texts) - 1) / 2 for place in range(len(names))])
    panels[0].set_yticklabels(names)
    panels[0].invert_yaxis()
    panels[1].legend(loc="best", fontsize=8, frameon=False)
    figure.tight_layout()
    paths = [folder / "peers.svg", folder / "peers.png"]
    for path in paths:
        figure.savefig(path, dpi=120, metadata={"Date": None} if path.suffix == ".svg" else None)
    plt.close(figure)
    return paths
