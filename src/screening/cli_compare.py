"""`fresnel snapshot diff`: what another list adds, changes and withdraws."""

from __future__ import annotations

import json
from contextlib import nullcontext
from io import BytesIO
from pathlib import Path  # noqa: TC003  Typer reads it at run time
from typing import TYPE_CHECKING, Annotated

import orjson
import typer
from rich.console import Console
from rich.table import Table

from feeds import snapshot
from feeds.diff import Kind, Tally, changes
from feeds.snapshot import SnapshotError
from screening.cli_forecast import AsJson, snapshot_forecast
from screening.forecast_view import plain

if TYPE_CHECKING:
    from collections import Counter

    from feeds.snapshot import Manifest

_errors = Console(stderr=True, highlight=False, soft_wrap=True)


def register(app: typer.Typer) -> None:
    """Add `diff` and `forecast` to the commands of `fresnel snapshot`."""
    app.command("diff")(snapshot_diff)
    app.command("forecast")(snapshot_forecast)


def snapshot_diff(
    before: Annotated[Path, typer.Argument(metavar="A", help="Folder of the older snapshot.")],
    after: Annotated[Path, typer.Argument(metavar="B", help="Folder of the newer snapshot.")],
    out: Annotated[Path | None, typer.Option(help="File for every change, with values.")] = None,
    as_json: AsJson = False,
) -> None:
    """Count what B adds, changes and withdraws; no values are shown."""
    tally = Tally()
    with _errors.status("comparing"):
        old, new = _read(before), _read(after)
        with out.open("wb") if out else nullcontext() as file:
            for change in changes(BytesIO(old[1]), BytesIO(new[1])):
                tally.add(change)
                if file is not None:
                    file.write(orjson.dumps(change.as_json(), option=orjson.OPT_APPEND_NEWLINE))
    manifests = old[0], new[0]
    if as_json:
        typer.echo(json.dumps(_diff_json(manifests, tally), indent=2))
    else:
        _show_diff(manifests, tally)


def _read(folder: Path) -> tuple[Manifest, bytes]:
    try:
        return snapshot.read(folder)
    except SnapshotError as error:
        raise SnapshotError(f"snapshot {folder}: {error}") from error


def _diff_json(manifests: tuple[Manifest, Manifest], tally: Tally) -> dict[str, object]:
    before, after = ({"serial": m.serial, "digest": m.digest, "total": m.total} for m in manifests)
    return {
        "before": before,
        "after": after,
        **_kinds(tally.total),
        "types": {name: _kinds(tally.types[name]) for name in sorted(tally.types)},
        "sources": {name: _kinds(tally.sources[name]) for name in sorted(tally.sources)},
        "fields": dict(sorted(tally.fields.items())),
    }


def _kinds(counts: Counter[Kind]) -> dict[str, int]:
    return {str(kind): counts[kind] for kind in Kind}


def _show_diff(manifests: tuple[Manifest, Manifest], tally: Tally) -> None:
    console = Console(soft_wrap=True)
    for name, manifest in zip("AB", manifests, strict=True):
        console.print(f"{name}: serial {manifest.serial}, {manifest.total:,} indicators")
        console.print(f"   digest {manifest.digest}")
    console.print()
    if not tally.total:
        console.print("no difference")
        return
    console.print(_diff_table("type", tally.types, tally.total))
    console.print()
    console.print(_diff_table("statements of source", tally.sources, None))
    if tally.fields:
        changed = Table("changed field", "indicators", box=None, pad_edge=False)
        for name, count in tally.fields.most_common():
            changed.add_row(plain(name), f"{count:,}")
        console.print()
        console.print(changed)


def _diff_table(title: str, rows: dict[str, Counter[Kind]], total: Counter[Kind] | None) -> Table:
    table = Table(title, box=None, pad_edge=False)
    for kind in Kind:
        table.add_column(kind, justify="right")
    for name in sorted(rows):
        table.add_row(plain(name), *(f"{rows[name][kind]:,}" for kind in Kind))
    if total is not None:
        table.add_row("all", *(f"{total[kind]:,}" for kind in Kind))
    return table
