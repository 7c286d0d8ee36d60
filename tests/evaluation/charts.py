"""Bar charts as inline SVG: they take their colours from the page, light or dark, or paper."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from tests.evaluation.score import TARGETS
from tests.evaluation.tables import percent

if TYPE_CHECKING:
    from tests.evaluation.score import Tally

ROW, LABEL, BAR, NUMBER = 24, 168, 330, 128
WIDTH = LABEL + BAR + NUMBER


def recall_chart(rows: list[tuple[str, str, Tally]], title: str) -> str:
    """A horizontal bar a row: (name, lane, tally), its target as a tick, its share in words."""
    height = ROW * len(rows) + 6
    drawn = "".join(_row(number, *row) for number, row in enumerate(rows))
    return (
        f"<figure><figcaption>{html.escape(title)}</figcaption>"
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{html.escape(title)}">'
        f"{drawn}</svg></figure>"
    )


def _row(number: int, name: str, lane: str, tally: Tally) -> str:
    share, target = tally.recall or 0.0, TARGETS[lane].recall
    top = number * ROW + 3
    middle = top + ROW / 2 - 1
    state = "met" if share >= target else "short"
    said = f"{percent(tally.recall)} of {tally.expected:,}"
    tick = LABEL + BAR * target
    return (
        f"<g><title>{html.escape(name)}, {lane}: {tally.found:,} of {tally.expected:,}</title>"
        f'<text class="name" x="{LABEL - 10}" y="{middle}">{html.escape(name)}</text>'
        f'<rect class="track" x="{LABEL}" y="{top + 3}" width="{BAR}" height="{ROW - 10}" rx="2"/>'
        f'<rect class="bar {lane} {state}" x="{LABEL}" y="{top + 3}" '
        f'width="{max(BAR * share, 1.5 if share else 0):.1f}" height="{ROW - 10}" rx="2"/>'
        f'<line class="target" x1="{tick:.1f}" x2="{tick:.1f}" y1="{top}" y2="{top + ROW - 4}"/>'
        f'<text class="share {state}" x="{LABEL + BAR + 10}" y="{middle}">{said}</text></g>'
    )
