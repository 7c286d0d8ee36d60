"""`fresnel audit`: prove from the audit topic that every payment was screened."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import sys
from enum import StrEnum
from pathlib import Path  # noqa: TC003  Typer reads it at run time
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from feeds import moment
from screening import settings
from screening.audit import read, report
from screening.audit.csv_lines import CsvLines
from screening.audit.entry import microseconds
from screening.audit.period import Period

if TYPE_CHECKING:
    from collections.abc import Callable

    from screening.audit.chain import Judged
    from screening.audit.verification import Verdict

app = typer.Typer(help="Prove that every payment was screened.", no_args_is_help=True)
_errors = Console(stderr=True, highlight=False, soft_wrap=True, markup=False)
_DIGEST = re.compile("[0-9a-f]{64}")


class Form(StrEnum):
    """How the result is written."""

    TEXT = "text"
    CSV = "csv"
    JSON = "json"


@app.callback()
def _audit() -> None:
    """A group of commands, also while it has one alone."""


@app.command()
def verify(
    *,
    since: Annotated[
        str | None, typer.Option(help="Receipts of this time (RFC 3339) and later.")
    ] = None,
    until: Annotated[str | None, typer.Option(help="Receipts before this time (RFC 3339).")] = None,
    form: Annotated[
        Form, typer.Option("--format", help="csv: the evidence, a line a receipt.")
    ] = Form.TEXT,
    head: Annotated[
        list[str] | None,
        typer.Option(metavar="DIGEST", help="A stored head that must be there; may be repeated."),
    ] = None,
    config: Annotated[Path | None, typer.Option(help="YAML file of settings.")] = None,
) -> None:
    """Verify the receipts: exit 0 proven, 1 not, with the exact ranges. Settings as for `serve`."""
    period = Period(_moment(since, "--since"), _moment(until, "--until"))
    if period.since is not None and period.until is not None and period.since >= period.until:
        raise typer.BadParameter("not after --since", param_hint="--until")
    for digest in head or ():
        if not _DIGEST.fullmatch(digest):
            raise typer.BadParameter("not 64 hexadecimal digits", param_hint="--head")
    given = settings.load(config)
    # What the client would log, an error of ours says in one line.
    logging.getLogger("aiokafka").addHandler(logging.NullHandler())
    take = CsvLines(sys.stdout).write if form is Form.CSV else _nothing
    with _errors.status("connecting") as status:
        told = _telling(status.update)
        verdict = asyncio.run(read.verify(given, period, head or (), take, told))
    sys.stdout.flush()
    _write(verdict, form)
    if not verdict.is_proven:
        raise typer.Exit(1)


def _write(verdict: Verdict, form: Form) -> None:
    if form is Form.JSON:
        typer.echo(json.dumps(report.as_json(verdict), indent=2))
        return
    if form is Form.CSV:
        report.show(verdict, _errors)
        return
    report.show(verdict, Console(soft_wrap=True, highlight=False, markup=False))


def _telling(update: Callable[[str], None]) -> Callable[[str, int], None]:
    return lambda topic, count: update(f"reading {topic}: {count:,} messages")


def _nothing(_: Judged) -> None:
    """Only CSV shows each receipt."""


def _moment(text: str | None, option: str) -> int | None:
    if text is None:
        return None
    try:
        return microseconds(moment.parse(text))
    except ValueError:
        raise typer.BadParameter("not a time in RFC 3339", param_hint=option) from None
