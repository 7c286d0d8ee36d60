"""`fresnel explain`: why one record was flagged, or why it was not."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import orjson
import typer
from rich.console import Console
from rich.text import Text

from feeds import moment
from screening import cli_config, judge, mapping, settings
from screening.batch.frames import frames
from screening.cli_lookup import active_list
from screening.decode import registry
from screening.explain import text_view
from screening.explain.record import Explainer
from screening.explain.sight import Sight

if TYPE_CHECKING:
    from screening.batch.frame import Frame
    from screening.explain.sight import Shown
    from screening.mapping import Mapping


class Form(StrEnum):
    """How the explanation is written."""

    TEXT = "text"
    JSON = "json"


class ExplainError(Exception):
    """There is nothing to explain; the message says why."""


def explain(
    file: Annotated[str, typer.Argument(metavar="FILE", help="File of records; - is stdin.")],
    snapshot: Annotated[
        str | None, typer.Option(help="Folder of the snapshot; a channel's URL: its last release.")
    ] = None,
    mapping_name: Annotated[
        str | None, typer.Option("--mapping", help="A shipped mapping, or a YAML file.")
    ] = None,
    record: Annotated[int, typer.Option(min=1, help="Which record of the file, from 1 on.")] = 1,
    at: Annotated[
        str | None, typer.Option(help="Time (RFC 3339) of transactions that state none.")
    ] = None,
    reveal: Annotated[
        bool, typer.Option("--reveal", help="Show indicators' values as they are.")
    ] = False,
    form: Annotated[Form, typer.Option("--format", help="For people or programs.")] = Form.TEXT,
    config: Annotated[Path | None, typer.Option(help="YAML file of settings.")] = None,
) -> None:
    """Explain one record: every field, key and decision, and why it was flagged or was not.

    The verdict is that of `scan`. The payment is shown as alerts show it; indicators' values are
    masked. Publishes nothing.
    """
    given = settings.load(config, snapshot=snapshot, mapping=mapping_name)
    cli_config.warn_of_unknown(config)
    if given.snapshot is None:
        raise typer.BadParameter("missing", param_hint="--snapshot")
    now = datetime.now(UTC)
    moment_of_record = _moment(at) if at else now
    reader = mapping.load(given.mapping, registry=registry.of(given, waits=True))
    judging = judge.from_settings(given, reader, shadow_alerts=True)
    frame = _frame(file, record, reader, given.max_record_bytes)
    explainer = Explainer(judging, active_list(given), moment_of_record, now, Sight(reveal))
    _write(explainer.explained(frame, Path(file).name, record), form)


def _frame(file: str, number: int, reader: Mapping, most: int) -> Frame:
    """The record of that number, cut as `scan` cuts it."""
    with ExitStack() as files:
        stream: IO[bytes] = sys.stdin.buffer
        if file != "-":
            stream = files.enter_context(Path(file).open("rb"))
        found = next(islice(frames(stream, reader.model.formats, most), number - 1, None), None)
    if found is None:
        raise ExplainError(f"{file}: has no record {number}")
    return found


def _moment(text: str) -> datetime:
    try:
        return moment.parse(text)
    except ValueError:
        raise typer.BadParameter("not a time in RFC 3339", param_hint="--at") from None


def _write(explained: Shown, form: Form) -> None:
    if form is Form.JSON:
        typer.echo(orjson.dumps(explained, option=orjson.OPT_INDENT_2))
        return
    console = Console(highlight=False, soft_wrap=True)
    for style, line in text_view.lines(explained):
        console.print(Text(line, style=style))
