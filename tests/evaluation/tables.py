"""The score as tables for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

from tests.evaluation.score import TARGETS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from tests.evaluation.score import Score, Tally

NUMBERS = ("expected", "found", "recall", "unexpected", "precision")


def tables(score: Score, *, forms: bool = False) -> Iterator[RenderableType]:
    """One table of the lanes, one an axis, one of the negatives.

    Of the many written forms only those that are not whole are shown, unless `forms`.
    """
    yield _table("lane", [(lane, "", tally) for lane, tally in sorted(score.lanes.items())])
    for axis, groups in score.groups.items():
        rows = [(name, lane, tally) for (lane, name), tally in sorted(groups.items())]
        if axis == "form" and not forms:
            rows = [row for row in rows if (row[2].recall or 1) < 1 or row[2].unexpected]
        rows = [row for row in rows if row[2].expected]
        if rows:
            yield _table(axis, rows)
    table = Table("near miss", title="negatives that matched")
    for name in ("documents", "matched"):
        table.add_column(name, justify="right")
    for name, matched in score.trapped.most_common():
        if matched:
            table.add_row(name, f"{score.traps[name]:,}", f"{matched:,}")
    if table.row_count:
        yield table


def _table(axis: str, rows: list[tuple[str, str, Tally]]) -> Table:
    table = Table(axis, "lane", title=f"by {axis}")
    for name in NUMBERS:
        table.add_column(name, justify="right")
    for name, lane, tally in rows:
        target = TARGETS[lane or name]
        table.add_row(
            name,
            lane,
            f"{tally.expected:,}",
            f"{tally.found:,}",
            _coloured(tally.recall, target.recall),
            f"{tally.unexpected:,}",
            _coloured(tally.precision, target.precision),
        )
    return table


def percent(share: float | None) -> str:
    """A share in per cent, never rounded up to a whole that it is not."""
    if share is None:
        return "–"
    return "100 %" if share == 1 else f"{min(share, 0.9999):.2%}".replace("%", " %")


def _coloured(share: float | None, target: float) -> str:
    text = percent(share)
    return text if share is None or share >= target else f"[red]{text}[/red]"
