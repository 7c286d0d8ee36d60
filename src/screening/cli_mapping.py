"""`fresnel mapping`: what a mapping makes of sample records, or a first mapping for them."""

from __future__ import annotations

import sys
import time
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import orjson
import typer
from rich.console import Console

from screening import mapping, settings, trial_view
from screening.bad_record import BadRecordError, Reason
from screening.batch.frames import frames
from screening.decode import decoders, registry
from screening.mapping import propose
from screening.mapping.propose import ProposalError
from screening.mapping.trial import Trial

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from screening.batch.frames import Frame
    from screening.decode.decoder import Decoder

__all__ = ["ProposalError", "app"]

app = typer.Typer(help="Make and try mapping files.", no_args_is_help=True)
_errors = Console(stderr=True, highlight=False, soft_wrap=True)


class Format(StrEnum):
    """How the result is written."""

    TEXT = "text"
    JSON = "json"


@app.callback()
def _root() -> None:
    """Make and try mapping files."""


@app.command("try")
def mapping_try(
    samples: Annotated[
        list[str], typer.Argument(metavar="SAMPLE…", help="Files of records; - is stdin.")
    ],
    mapping_name: Annotated[
        str | None,
        typer.Option("--mapping", help="A shipped mapping, or a YAML file; none: propose one."),
    ] = None,
    as_format: Annotated[Format, typer.Option("--format", help="For people or programs.")] = (
        Format.TEXT
    ),
    values: Annotated[bool, typer.Option(help="Show a short, masked example of each.")] = True,
) -> None:
    """Show what a mapping reads of sample records, what it leaves unread, and what to do about it.

    Without a mapping, one is proposed for the sample on stdout. Exit status 1 where a record
    cannot be read.
    """
    files = [(Path(name).name, _content(name)) for name in samples]
    if mapping_name is None or mapping_name == "none":
        typer.echo(_proposed(files), nl=False)
        return
    chosen = mapping.load(mapping_name, registry=registry.of(settings.load(), waits=True))
    trial, now = Trial(chosen), int(time.time() * 1000)
    for where, frame in _records(files, chosen.model.formats):
        if frame.reason is None:
            trial.add(where, frame.raw, now)
        else:
            trial.refuse(where, frame.reason)
    if as_format is Format.JSON:
        shown = trial_view.as_json(trial, values=values)
        typer.echo(orjson.dumps(shown, option=orjson.OPT_INDENT_2))
    else:
        trial_view.show(trial, Console(highlight=False), values=values)
    if trial.failures or not trial.records:
        if not trial.records:
            _errors.print("fresnel: error: the sample holds no record")
        raise typer.Exit(1)


def _records(files: list[tuple[str, bytes]], formats: Sequence[str]) -> Iterator[tuple[str, Frame]]:
    """The records of all files as `scan` cuts them, each with its file and line."""
    most = settings.load().max_record_bytes
    for name, content in files:
        for frame in frames(BytesIO(content), formats, most):
            too_large = frame.reason is None and len(frame.raw) > most
            reason = Reason.TOO_LARGE if too_large else frame.reason
            yield f"{name}:{frame.line}", frame._replace(reason=reason)


def _proposed(files: list[tuple[str, bytes]]) -> str:
    """A mapping file for the format that the sample's beginning shows."""
    form = decoders.format_of(decoders.at_hand(), files[0][1])
    decoder = decoders.of((form,), registry=registry.of(settings.load(), waits=True))
    all_of_them = [frame for _, frame in _records(files, (form,))]
    sound = [f.raw for f in all_of_them if f.reason is None and _is_read(decoder, f.raw)]
    if not sound:
        raise ProposalError(f"the sample, taken as {form}, holds no record that can be read")
    if len(sound) < len(all_of_them):
        _errors.print(f"fresnel: warning: {len(all_of_them) - len(sound)} records are not {form}")
    return propose.mapping_file(form, decoder, sound)


def _is_read(decoder: Decoder, raw: bytes) -> bool:
    try:
        decoder.decode(raw)
    except BadRecordError:
        return False
    return True


def _content(name: str) -> bytes:
    return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
