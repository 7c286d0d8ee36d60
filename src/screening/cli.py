"""The command line: `fresnel`. Results on stdout, progress and errors on stderr.

Exit status: 0 done, 1 failed (one line says why), 2 wrong usage.
"""

from __future__ import annotations

import sys
from contextlib import ExitStack, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer
import uvloop
from rich.console import Console

from feeds import moment
from feeds.compile import load as load_snapshot
from feeds.formats import FeedError
from feeds.snapshot import SnapshotError
from screening import (
    SOFTWARE,
    cli_audit,
    cli_config,
    cli_console,
    cli_dead_letter,
    cli_explain,
    cli_lookup,
    cli_mapping,
    cli_release,
    cli_snapshot,
    cli_trends,
    judge,
    logs,
    mapping,
    origin,
    service,
    settings,
)
from screening.batch import budget
from screening.batch.scan import Scan
from screening.console.store import StoreError
from screening.console.window import WindowError
from screening.decode import registry
from screening.decode.registry_client import RegistryUnavailableError
from screening.http import tokens
from screening.http.tokens import Scope  # noqa: TC001  Typer reads it at run time
from screening.judging import unknown
from screening.lookup.audit_log import AuditError
from screening.lookup.bulk import BulkError
from screening.trends.read import AlertsError
from screening.trends.screened import ReceiptsError
from screening.workers import fleet
from screening.workers.seat import Seat
from screening.workers.supervisor import WorkerError

if TYPE_CHECKING:
    from screening.settings import Settings

app = typer.Typer(
    help="Screen payments against indicators of online child exploitation.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
token_app = typer.Typer(help="Make bearer tokens for the HTTP port.", no_args_is_help=True)
app.add_typer(cli_snapshot.app, name="snapshot")
app.add_typer(cli_release.app, name="release")
app.add_typer(cli_mapping.app, name="mapping")
app.add_typer(cli_audit.app, name="audit")
app.add_typer(cli_dead_letter.app, name="dead-letter")
app.add_typer(cli_config.app, name="config")
app.add_typer(token_app, name="token")
app.command()(cli_lookup.lookup)
app.command()(cli_explain.explain)
app.command()(cli_console.console)
app.command()(cli_trends.trends)

_errors = Console(stderr=True, highlight=False, soft_wrap=True)
Config = Annotated[Path | None, typer.Option(help="YAML file of settings.")]


@app.callback(invoke_without_command=True)
def _root(
    version: Annotated[bool, typer.Option("--version", help="Show the version and leave.")] = False,
) -> None:
    if version:
        typer.echo(SOFTWARE)
        raise typer.Exit


@app.command()
def demo(
    seconds: Annotated[float, typer.Option(min=1, help="How long to run.")] = 30,
    rate: Annotated[float, typer.Option(min=1, max=2000, help="Payments a second.")] = 200,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="HTTP port; 8080 or a free one.")
    ] = None,
) -> None:
    """Show the whole system on this machine: an embedded broker and synthetic payments."""
    from screening import demo as show  # noqa: PLC0415  its broker is an extra

    raise typer.Exit(show.run(seconds, rate, port))


@app.command()
def serve(
    config: Config = None,
    resume_at_earliest: Annotated[
        bool,
        typer.Option(
            "--resume-at-earliest",
            help="Go on behind offsets that have expired; what was in them is never screened.",
        ),
    ] = False,
    accept_dead_letters: Annotated[
        list[int] | None,
        typer.Option(
            min=0,
            metavar="PARTITION",
            help="Go on with this partition however many dead letters; may be repeated.",
        ),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=256, help="Processes that share the list; else 1.")
    ] = None,
    worker: Annotated[int | None, typer.Option(hidden=True)] = None,
    socket: Annotated[Path | None, typer.Option(hidden=True)] = None,
    state: Annotated[Path | None, typer.Option(hidden=True)] = None,
) -> None:
    """Screen the stream. Set by the environment (FRESNEL_…) or a file."""
    given = settings.load(config, workers=workers, state_dir=state)
    seat = Seat(worker, socket) if worker and socket else None
    logs.configure(given.log_level, worker)
    if given.workers > 1 and seat is None:
        cli_config.warn_of_unknown(config)
        given_on = ["--config", str(config)] if config else []
        given_on += ["--resume-at-earliest"] if resume_at_earliest else []
        given_on += [f"--accept-dead-letters={each}" for each in accept_dead_letters or ()]
        uvloop.run(fleet.run(given, given_on))
        return
    if seat is None:
        cli_config.warn_of_unknown(config)
    uvloop.run(
        service.serve(
            given,
            resume_at_earliest=resume_at_earliest,
            accept_dead_letters=accept_dead_letters or (),
            seat=seat,
        )
    )


@app.command()
def scan(
    inputs: Annotated[
        list[str] | None, typer.Argument(metavar="INPUT…", help="Files; - is stdin.")
    ] = None,
    snapshot: Annotated[
        str | None, typer.Option(help="Folder of the snapshot; a channel's URL: its last release.")
    ] = None,
    mapping_name: Annotated[
        str | None, typer.Option("--mapping", help="A shipped mapping, or a YAML file.")
    ] = None,
    output: Annotated[Path | None, typer.Option(help="File for alerts; else stdout.")] = None,
    rejects: Annotated[Path | None, typer.Option(help="File for what can't be screened.")] = None,
    shadow: Annotated[
        Path | None, typer.Option(help="File for alerts of matches in shadow; else only counted.")
    ] = None,
    at: Annotated[
        str | None, typer.Option(help="Time (RFC 3339) of transactions that state none.")
    ] = None,
    config: Config = None,
) -> None:
    """Screen files: one alert a line. The settings are those of `serve`.

    What a record is, a line, a row, a message or a file, follows from the mapping's format.
    """
    given = settings.load(config, snapshot=snapshot, mapping=mapping_name)
    cli_config.warn_of_unknown(config)
    if given.snapshot is None:
        raise typer.BadParameter("missing", param_hint="--snapshot")
    folder = origin.folder(given)
    now = datetime.now(UTC)
    reader = mapping.load(given.mapping, registry=registry.of(given, waits=True))
    judging = judge.from_settings(given, reader, shadow_alerts=shadow is not None)
    for name in judging.policy.allow_list.expired(now):
        _errors.print(f"fresnel: warning: allow-list entry {name} has expired", markup=False)
    active = load_snapshot(folder, given.engine)
    decides = judging.policy
    for said in unknown.several(decides.allow_list, decides.shadow, active.repeated_ids):
        _errors.print(f"fresnel: warning: {said}", markup=False)
    with ExitStack() as files:
        alerts = sys.stdout.buffer if output is None else files.enter_context(output.open("wb"))
        refused = None if rejects is None else files.enter_context(rejects.open("wb"))
        watched = None if shadow is None else files.enter_context(shadow.open("wb"))
        run = Scan(
            judging,
            active,
            _moment(at) if at else now,
            now,
            alerts.write,
            refused.write if refused else lambda _: None,
            watched.write if watched else None,
        )
        with _errors.status("screening") if output else nullcontext():
            _scan_files(run, inputs or ["-"], given)
        alerts.flush()
    _errors.print(_summary(run), markup=False)
    for said in run.warnings():
        _errors.print(f"warning: {said}", markup=False)
    if not run.fits():
        _errors.print(
            f"warning: no record has text where mapping {given.mapping} looks; "
            "`fresnel mapping try` shows what they have",
            markup=False,
        )


@token_app.command("new")
def token_new(
    name: Annotated[str, typer.Option(help="Who or what will use it.")],
    scope: Annotated[list[Scope], typer.Option(help="What it permits; may be repeated.")],
    file: Annotated[
        Path | None, typer.Option(help="Tokens file to add it to (FRESNEL_HTTP__TOKENS_FILE).")
    ] = None,
) -> None:
    """Make a token. It is shown once; the file keeps only its hash."""
    secret, entry = tokens.create(name, scope)
    if file is None:
        _errors.print(f"add to the tokens file:  - {entry}", markup=False)
    else:
        tokens.append(file, entry)
    typer.echo(secret)


def _scan_files(run: Scan, inputs: list[str], given: Settings) -> None:
    for name in inputs:
        with ExitStack() as files:
            stream: IO[bytes] = sys.stdin.buffer
            if name != "-":
                stream = files.enter_context(Path(name).open("rb"))
            run.file(Path(name).name, stream, given.max_record_bytes)


def _summary(run: Scan) -> str:
    parts = ", ".join(f"{name.replace('_', '-')} {run.counts[name]}" for name in sorted(run.counts))
    return f"screened {run.counts.total()}: {parts or 'nothing'}"


def _moment(text: str) -> datetime:
    try:
        return moment.parse(text)
    except ValueError:
        raise typer.BadParameter("not a time in RFC 3339", param_hint="--at") from None


_KNOWN_FAILURES = (
    settings.SettingsError,
    mapping.MappingError,
    cli_mapping.ProposalError,
    budget.BudgetError,
    RegistryUnavailableError,
    tokens.TokensError,
    service.StartError,
    WorkerError,
    AuditError,
    BulkError,
    cli_explain.ExplainError,
    cli_trends.TrendsError,
    AlertsError,
    ReceiptsError,
    StoreError,
    WindowError,
    origin.OriginError,
    SnapshotError,
    FeedError,
    LookupError,
    OSError,
)


def main() -> None:
    """Run the command line; a known failure is one line and status 1."""
    try:
        app(prog_name="fresnel")
    except _KNOWN_FAILURES as error:
        _errors.print(f"fresnel: error: {_said(error)}", markup=False)
        raise SystemExit(1) from None


def _said(error: BaseException) -> str:
    """An error in words; the system's own begin with the file, as ours do."""
    if isinstance(error, OSError) and error.filename is not None and error.strerror is not None:
        return f"{error.filename}: {error.strerror}"
    return str(error)
