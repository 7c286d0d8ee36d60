"""`fresnel trends`: alerts or the list over time, by platform, by region and more."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from datetime import UTC, datetime
from enum import StrEnum
from operator import attrgetter
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import orjson
import typer
from rich.console import Console

from feeds import moment
from screening import settings
from screening.origin import is_channel
from screening.trends import count, periods, read, screened, views
from screening.trends.dimensions import ALERTS, LIST, DimensionError, keys
from screening.trends.read import Bounds
from screening.trends.report import LEAST, Question, report

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterable, Iterator

    from screening.trends.count import Tally
    from screening.trends.periods import Period

_errors = Console(stderr=True, highlight=False, soft_wrap=True, markup=False)


class TrendsError(Exception):
    """A question that has no answer; the message says why in one line."""


class Of(StrEnum):
    """What is counted."""

    ALERTS = ALERTS
    LIST = LIST


class Each(StrEnum):
    """How long a period is."""

    DAY = periods.DAY
    WEEK = periods.WEEK
    MONTH = periods.MONTH
    SNAPSHOT = periods.SNAPSHOT


class Form(StrEnum):
    """How the report is written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


_TIMES = {ALERTS: ("paid", "detected"), LIST: ("first_seen", "last_seen")}


def trends(
    inputs: Annotated[
        list[str] | None, typer.Argument(metavar="[INPUT…]", help="Alerts, JSONL; - for stdin.")
    ] = None,
    *,
    of: Annotated[Of, typer.Option(help="The alerts of INPUT, or the list.")] = Of.ALERTS,
    by: Annotated[str, typer.Option(help="Dimensions, comma between them: docs/trends.md.")] = "",
    period: Annotated[Each, typer.Option(help="snapshot: a column a list.")] = Each.MONTH,
    time: Annotated[
        str | None, typer.Option(help="paid, detected; of the list first_seen, last_seen.")
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=VALUE", help="Only what is of this; may be repeated."),
    ] = None,
    since: Annotated[str | None, typer.Option(help="From this time on (RFC 3339).")] = None,
    until: Annotated[str | None, typer.Option(help="Before this time (RFC 3339).")] = None,
    zone: Annotated[
        str, typer.Option("--timezone", help="Of days and hours: Australia/Sydney.")
    ] = "UTC",
    least: Annotated[int, typer.Option(min=1, help="Smaller counts are not shown.")] = LEAST,
    snapshots: Annotated[
        list[Path] | None,
        typer.Option("--snapshot", help="Folder of a list; FRESNEL_SNAPSHOT; may be repeated."),
    ] = None,
    receipts: Annotated[
        str | None, typer.Option("--screened", help="Receipts, JSONL: rates of detected alerts.")
    ] = None,
    form: Annotated[Form, typer.Option("--format")] = Form.TABLE,
    config: Annotated[Path | None, typer.Option(help="YAML file of settings.")] = None,
) -> None:
    """Count alerts or the list over time; small counts, and what betrays them, are not shown."""
    asked = Question(
        of.value,
        tuple(each.strip() for each in by.split(",") if each.strip()),
        period.value,
        _time(of.value, time, receipts),
        _zone(zone),
        datetime.now(UTC),
        _moment(since, "--since"),
        _moment(until, "--until"),
        least,
        _filters(only or []),
    )
    folders = _folders(of, period, inputs, snapshots, config)
    with _errors.status("counting"):
        tally = _tally(asked, inputs or ["-"], folders)
        columns = _columns(asked, tally, folders)
        among = None if receipts is None else _screened(receipts, asked, columns)
        made = _or_usage(lambda: report(asked, tally, columns, among))
    _write(made, form)


def _write(made: dict[str, Any], form: Form) -> None:
    if form is Form.JSON:
        typer.echo(orjson.dumps(made, option=orjson.OPT_INDENT_2).decode())
    elif form is Form.CSV:
        typer.echo(views.as_csv(made), nl=False)
    else:
        screen = Console(highlight=False)
        for part in views.shown(made):
            screen.print(part)


def _tally(asked: Question, inputs: list[str], folders: list[Path]) -> Tally:
    """All facts of the question, counted."""
    try:
        columns, key = keys(asked.of, asked.by, asked.zone)
        filtered, filter_key = keys(asked.of, tuple(asked.filters), asked.zone)
    except DimensionError as error:
        raise typer.BadParameter(str(error), param_hint="--by or --only") from None
    values, tested = _getter(columns), _getter(filtered)
    wanted = [frozenset(each) for each in asked.filters.values()]
    bounds = Bounds(_seconds(asked.since), _seconds(asked.until))
    timed = attrgetter(asked.time)
    by_serial = asked.period == periods.SNAPSHOT
    facts: Iterable[Any] = _indicators(folders) if asked.of == LIST else _alerts(inputs)
    chosen = (
        (fact.unit, fact.serial if by_serial else timed(fact), values(fact))
        for fact in facts
        if bounds.hold(timed(fact))
        and all(each in some for each, some in zip(filter_key(tested(fact)), wanted, strict=True))
    )
    return count.tally(chosen, key, _serial if by_serial else periods.day_of(asked.zone))


def _serial(serial: float | None) -> int | None:
    return None if serial is None else int(serial)


def _getter(columns: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    getters = [attrgetter(each) for each in columns]
    return lambda fact: tuple(get(fact) for get in getters)


def _alerts(inputs: list[str]) -> Iterator[Any]:
    known: set[bytes] = set()
    for name in inputs:
        with ExitStack() as files:
            yield from read.alerts(name, _opened(name, files), known)


def _indicators(folders: list[Path]) -> Iterator[Any]:
    for folder in folders:
        yield from read.indicators(folder)


def _opened(name: str, files: ExitStack) -> IO[bytes]:
    return sys.stdin.buffer if name == "-" else files.enter_context(Path(name).open("rb"))


def _columns(asked: Question, tally: Tally, folders: list[Path]) -> list[Period]:
    if asked.period == periods.SNAPSHOT:
        return periods.of_snapshots(read.serials(folders))
    days = [day for day in tally.total if day is not None]
    found: list[Period] = _or_usage(lambda: periods.spanning(days, asked.period, asked.zone))
    return found


def _screened(name: str, asked: Question, columns: list[Period]) -> list[int]:
    with ExitStack() as files:
        days: Counter[int] = screened.by_day(name, _opened(name, files), periods.day_of(asked.zone))
    return screened.in_periods(days, asked.period, columns)


def _or_usage(step: Callable[[], Any]) -> Any:  # noqa: ANN401  whatever the step gives
    try:
        return step()
    except ValueError as error:
        raise TrendsError(str(error)) from None


def _folders(
    of: Of,
    period: Each,
    inputs: list[str] | None,
    snapshots: list[Path] | None,
    config: Path | None,
) -> list[Path]:
    """The snapshots that are counted; of alerts none."""
    if of is Of.ALERTS:
        if snapshots or period is Each.SNAPSHOT:
            raise typer.BadParameter("goes with --of list", param_hint="--snapshot or --period")
        return []
    if inputs:
        raise typer.BadParameter("alerts go with --of alerts", param_hint="INPUT")
    given = None if snapshots else settings.load(config).snapshot
    if given is not None and not is_channel(given):
        return [Path(given)]
    if not snapshots:
        raise typer.BadParameter("no snapshot: name its folder", param_hint="--snapshot")
    if len(snapshots) > 1 and period is not Each.SNAPSHOT:
        raise typer.BadParameter("several go with --period snapshot", param_hint="--snapshot")
    return snapshots


def _time(of: str, time: str | None, receipts: str | None) -> str:
    """The time that decides a period; rates are of alerts by detection, as receipts are."""
    if receipts is not None:
        if of != ALERTS or time not in {None, "detected"}:
            raise typer.BadParameter("goes with alerts by --time detected", param_hint="--screened")
        return "detected"
    if time is not None and time not in _TIMES[of]:
        raise typer.BadParameter(f"one of {', '.join(_TIMES[of])}", param_hint="--time")
    return time or _TIMES[of][0]


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        raise typer.BadParameter("not a zone of the IANA", param_hint="--timezone") from None


def _filters(only: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in only:
        name, mark, value = each.partition("=")
        if not mark or not value:
            raise typer.BadParameter("NAME=VALUE", param_hint="--only")
        found.setdefault(name, []).append(value)
    return found


def _moment(text: str | None, option: str) -> datetime | None:
    try:
        return None if text is None else moment.parse(text)
    except ValueError:
        raise typer.BadParameter("not a time in RFC 3339", param_hint=option) from None


def _seconds(at: datetime | None) -> float | None:
    return None if at is None else at.timestamp()
