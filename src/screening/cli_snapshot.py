"""`fresnel snapshot`: make a snapshot, look at one, check one."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from feeds.build import REJECTS, build
from feeds.compile import load
from feeds.snapshot import Manifest, read_manifest

app = typer.Typer(help="Make and examine snapshots.", no_args_is_help=True)
_errors = Console(stderr=True, highlight=False, soft_wrap=True)
Folder = Annotated[Path, typer.Argument(help="Folder of the snapshot.")]


@app.command("build")
def snapshot_build(
    feed: Annotated[list[Path], typer.Option(help="A .csv or .jsonl file; may be repeated.")],
    out: Annotated[Path, typer.Option(help="Folder to write; an older snapshot is replaced.")],
    serial: Annotated[int | None, typer.Option(min=0, help="Default: seconds since 1970.")] = None,
) -> None:
    """Build a snapshot from feeds; what can't be used goes to rejects.jsonl in it."""
    number = int(time.time()) if serial is None else serial
    with _errors.status("building"):
        built = build(feed, out, serial=number, created=datetime.now(UTC).replace(microsecond=0))
    if built.rejected:
        table = Table("feed", "reason", "entries", title="not on the list", box=None)
        for (name, reason), count in built.rejected.most_common():
            table.add_row(name, reason, str(count))
        _errors.print(table)
    rejected = built.rejected.total()
    _errors.print(
        f"{built.entries} entries: {built.manifest.total} indicators, "
        f"{built.entries - rejected - built.manifest.total} merged, {rejected} in {REJECTS}"
    )
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
def snapshot_check(folder: Folder) -> None:
    """Verify every byte of a snapshot and compile it: exit 0 sound, 1 refused."""
    with _errors.status("checking"):
        manifest = load(folder).manifest
    typer.echo(f"sound: serial {manifest.serial}, {manifest.total} indicators")


def _show(manifest: Manifest) -> None:
    table = Table(box=None, show_header=False)
    table.add_row("serial", str(manifest.serial))
    table.add_row("created", manifest.created.isoformat())
    table.add_row("digest", manifest.digest)
    table.add_row("indicators", str(manifest.total))
    for kind, count in manifest.counts.items():
        table.add_row(f"  {kind}", str(count))
    Console(soft_wrap=True).print(table)
