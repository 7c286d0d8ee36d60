"""`fresnel snapshot`: make a snapshot, look at one, check one, compare two."""

from __future__ import annotations

import json
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from feeds import compile as compiler
from feeds import feeds_file, gate
from feeds.build import REJECTS, Built, build
from feeds.canaries import Canaries
from feeds.gate import Standing
from feeds.snapshot import Manifest, read_manifest
from matcher.indicator import Tlp  # noqa: TC001  Typer reads it at run time
from screening import cli_compare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feeds.intake import Told

app = typer.Typer(help="Make and examine snapshots.", no_args_is_help=True)
cli_compare.register(app)
_errors = Console(stderr=True, highlight=False, soft_wrap=True, markup=False)
Folder = Annotated[Path, typer.Argument(help="Folder of the snapshot.")]


@app.command("build")
def snapshot_build(
    feed: Annotated[
        list[Path],
        typer.Option(
            help="A feeds file (.yaml), a .csv, .jsonl or .json (STIX) file, or a MISP folder; "
            "may be repeated."
        ),
    ],
    out: Annotated[Path, typer.Option(help="Folder to write; an older snapshot is replaced.")],
    serial: Annotated[int | None, typer.Option(min=0, help="Default: seconds since 1970.")] = None,
    recipient: Annotated[str | None, typer.Option(help="Who will hold the snapshot.")] = None,
    max_tlp: Annotated[Tlp | None, typer.Option(help="Strictest marking they may hold.")] = None,
    known_good: Annotated[
        list[Path] | None, typer.Option(help="Folder of lists that are never listed.")
    ] = None,
    drop_ended_after_days: Annotated[
        float | None, typer.Option(min=0, help="Leave out what ended longer ago.")
    ] = None,
    state: Annotated[
        Path | None, typer.Option(help="Folder for what was fetched. Default: OUT.feeds.")
    ] = None,
) -> None:
    """Build a snapshot from feeds; what can't be used goes to rejects.jsonl in it."""
    given = {
        "recipient": recipient,
        "max_tlp": max_tlp,
        "known_good": tuple(known_good) if known_good else None,
        "drop_ended_after_days": drop_ended_after_days,
    }
    product = feeds_file.gather(feed).model_copy(
        update={name: value for name, value in given.items() if value is not None}
    )
    with _progress() as told:
        built = build(
            feed,
            out,
            serial=int(time.time()) if serial is None else serial,
            created=datetime.now(UTC).replace(microsecond=0),
            product=product,
            state=state,
            told=told,
        )
    _tell(built)
    _show(built.manifest)


@app.command("inspect")
def snapshot_inspect(
    folder: Folder,
    as_json: Annotated[bool, typer.Option("--json", help="The manifest as JSON.")] = False,
) -> None:
    """Show what a snapshot says of itself."""
    manifest = read_manifest(folder)
    if as_json:
        typer.echo(json.dumps(manifest.model_dump(mode="json", by_alias=True), indent=2))
    else:
        _show(manifest)


@app.command("check")
def snapshot_check(
    folder: Folder,
    against: Annotated[
        Path | None, typer.Option(help="Snapshot in use: serial and size must follow it.")
    ] = None,
    canaries: Annotated[
        Path | None, typer.Option(help="YAML file of texts that must match, and must not.")
    ] = None,
    large_change: Annotated[
        bool, typer.Option("--large-change", help="A great change of size is meant.")
    ] = False,
) -> None:
    """Run all that the gate would: exit 0 sound, 1 refused."""
    with (
        _errors.status("checking"),
        tempfile.TemporaryDirectory(prefix="fresnel-check-") as scratch,
    ):
        compiled = Path(scratch) / "compiled"
        compiler.write(folder, compiled)
        candidate = compiler.restore(compiled, read_manifest(folder))
        if against is not None:
            gate.follow(candidate, _standing(against))
            if not large_change:
                gate.compare(candidate, _standing(against))
        gate.try_out(candidate, Canaries.load(canaries, ordinary=True))
        gate.weigh(compiler.footprint(compiled))
    manifest = candidate.manifest
    typer.echo(f"sound: serial {manifest.serial}, {manifest.total} indicators")


def _standing(folder: Path) -> Standing:
    manifest = read_manifest(folder)
    return Standing(manifest.serial, manifest.digest, manifest.counts)


@contextmanager
def _progress() -> Iterator[Told]:
    """What a build does now and how far it is, on stderr."""
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,}"))
    with Progress(*columns, TimeElapsedColumn(), console=_errors, transient=True) as progress:
        bars: dict[str, int] = {}

        def told(stage: str, count: int) -> None:
            if stage not in bars:
                bars[stage] = progress.add_task(stage, total=None)
            progress.update(bars[stage], completed=count)  # type: ignore[arg-type]

        yield told


def _tell(built: Built) -> None:
    """Stale feeds, what was left out and why, and the sum of it all, on stderr."""
    for feed in built.manifest.feeds:
        if feed.stale:
            nothing = "" if feed.kept else " and gave nothing"
            _errors.print(f"feed {feed.name} is stale{nothing}: {feed.problem}")
        elif not feed.kept:
            _errors.print(f"feed {feed.name} gave nothing")
    if built.rejected:
        table = Table("feed", "reason", "entries", title="not on the list", box=None)
        for (name, reason), count in built.rejected.most_common():
            table.add_row(name, reason, str(count))
        _errors.print(table)
    if built.repeated_ids:
        _errors.print(
            f"warning: {built.repeated_ids} ids stand for several indicators; allow-list and "
            "shadow file should name those by type and value"
        )
    rejected = built.rejected.total()
    merged = built.entries - rejected - built.manifest.total
    _errors.print(
        f"{built.entries} entries: {built.manifest.total} indicators, {merged} merged, "
        f"{rejected} in {REJECTS}"
    )


def _show(manifest: Manifest) -> None:
    table = Table(box=None, show_header=False)
    table.add_row("serial", str(manifest.serial))
    table.add_row("created", manifest.created.isoformat())
    table.add_row("digest", manifest.digest)
    table.add_row("indicators", str(manifest.total))
    for kind, count in manifest.counts.items():
        table.add_row(f"  {kind}", str(count))
    for feed in manifest.feeds:
        stale = f", stale: {feed.problem}" if feed.stale else ""
        licence = f", licence: {feed.licence}" if feed.licence else ""
        told = f"{feed.kept} kept, {feed.rejected} rejected{licence}{stale}"
        table.add_row(f"feed {feed.name}", f"{feed.kind}: {told}")
    Console(soft_wrap=True, markup=False).print(table)
