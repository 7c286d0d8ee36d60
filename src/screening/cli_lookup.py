"""`fresnel lookup`: is this value on the list? Masked unless revealed, and always audited."""

from __future__ import annotations

import json
import os
import pwd
import sys
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path  # noqa: TC003  Typer reads it at run time
from typing import IO, TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from feeds import compile as compiler
from feeds.compile import StaleError
from feeds.prepare import COMPILED
from feeds.snapshot import SnapshotError, read_manifest
from matcher.indicator import IndicatorType  # noqa: TC001  Typer reads it at run time
from screening import cli_config, origin, settings
from screening.lookup import audit_log, bulk, text_view
from screening.lookup.audit_log import AuditLog
from screening.lookup.desk import MAX_REASON_CHARS, Asker, Desk, Question

if TYPE_CHECKING:
    from feeds.compile import ActiveList
    from screening.lookup.view import Shown
    from screening.settings import Settings

_errors = Console(stderr=True, highlight=False, soft_wrap=True, markup=False)
_MOST_BYTES = 1 << 20


class Form(StrEnum):
    """How the answer is written."""

    TEXT = "text"
    JSON = "json"


def lookup(
    value: Annotated[
        list[str] | None,
        typer.Argument(metavar="VALUE", help="One value; - reads it from stdin."),
    ] = None,
    snapshot: Annotated[
        str | None, typer.Option(help="Folder of the snapshot; a channel's URL: its last release.")
    ] = None,
    kind: Annotated[
        IndicatorType | None, typer.Option("--type", help="What it is; else guessed by its form.")
    ] = None,
    reveal: Annotated[bool, typer.Option("--reveal", help="Show values; needs --reason.")] = False,
    reason: Annotated[str | None, typer.Option(help="Why; goes to the audit log.")] = None,
    file: Annotated[
        Path | None, typer.Option("--csv", help="Many: CSV with `value`, and `type` if known.")
    ] = None,
    output: Annotated[Path | None, typer.Option(help="File for the rows; else stdout.")] = None,
    form: Annotated[Form, typer.Option("--format", help="How one answer is written.")] = Form.TEXT,
    config: Annotated[Path | None, typer.Option(help="YAML file of settings.")] = None,
) -> None:
    """Ask whether a value is on the list, what is known of it, and what is near.

    Values are masked; each look-up is written to lookups.jsonl in FRESNEL_STATE_DIR.
    """
    _check(value, file, output, kind)
    asker = Asker(user_name(), "cli", _reason(reason, needed=reveal), reveal)
    given = settings.load(config, snapshot=snapshot)
    cli_config.warn_of_unknown(config)
    if given.snapshot is None:
        raise typer.BadParameter("missing", param_hint="--snapshot")
    desk = Desk(AuditLog(audit_log.folder(given.state_dir)))
    if file is not None:
        _bulk(file, output, desk, active_list(given), asker)
        return
    question = Question(_value(value or []), kind)
    (answer,) = desk.answer(active_list(given), [question], asker)
    _write(answer, form)
    if answer["outcome"] == "unknown_type":
        raise typer.Exit(1)


def _check(
    value: list[str] | None, file: Path | None, output: Path | None, kind: IndicatorType | None
) -> None:
    """Refuse what does not go together, without a word of the value."""
    if (file is None) == (not value):
        raise typer.BadParameter("give one value, or --csv FILE", param_hint="VALUE")
    if value and len(value) > 1:
        raise typer.BadParameter("give one value, in quotes if it has spaces", param_hint="VALUE")
    if file is None and output is not None:
        raise typer.BadParameter("goes with --csv", param_hint="--output")
    if file is not None and kind is not None:
        raise typer.BadParameter("not with --csv: give a column `type`", param_hint="--type")
    if file is not None and output is not None and output.exists() and output.samefile(file):
        raise typer.BadParameter("the same file as --csv", param_hint="--output")


def _reason(reason: str | None, *, needed: bool) -> str | None:
    text = (reason or "").strip()
    if needed and not text:
        raise typer.BadParameter("--reveal needs one", param_hint="--reason")
    if len(text) > MAX_REASON_CHARS:
        raise typer.BadParameter(f"over {MAX_REASON_CHARS} characters", param_hint="--reason")
    return text or None


def user_name() -> str:
    """Who runs this, as the system knows it."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid {os.getuid()}"


def _value(given: list[str]) -> str:
    """The value; from stdin where it is -, so that no shell keeps it."""
    (text,) = given
    if text != "-":
        return text
    raw = sys.stdin.buffer.read(_MOST_BYTES)
    try:
        lines = [line for line in raw.decode("utf-8-sig").splitlines() if line.strip()]
    except UnicodeDecodeError:
        raise bulk.BulkError("stdin: not UTF-8") from None
    if len(lines) != 1:
        raise bulk.BulkError("stdin: not one line; several values: --csv")
    return lines[0]


def active_list(given: Settings) -> ActiveList:
    """The list, as it is compiled already in the state folder, else compiled here."""
    folder = origin.folder(given)
    if given.state_dir is not None:
        try:
            manifest = read_manifest(folder)
            place = compiler.place(given.state_dir / COMPILED, manifest.digest, given.engine)
            return compiler.restore(place, manifest, given.engine)
        except (SnapshotError, StaleError):
            pass  # to load it says why, or goes well
    return compiler.load(folder, given.engine)


def _write(answer: Shown, form: Form) -> None:
    if form is Form.JSON:
        typer.echo(json.dumps(answer, indent=2))
        return
    for line in text_view.lines(answer):
        typer.echo(line)


def _bulk(file: Path, output: Path | None, desk: Desk, active: ActiveList, asker: Asker) -> None:
    with ExitStack() as files:
        rows = files.enter_context(file.open("rb"))
        out: IO[str] = sys.stdout
        if output is not None:
            out = files.enter_context(_private(output))
        count = bulk.run(str(file), rows, out, desk, active, asker)
    _errors.print(f"looked up {count}")


def _private(path: Path) -> IO[str]:
    """A new file that its owner alone may read: what is in it was on a list."""
    path.unlink(missing_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    return os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8", newline="")
