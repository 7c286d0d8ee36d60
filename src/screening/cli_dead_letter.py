"""`fresnel dead-letter`: what could not be screened, and screening it again."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from feeds import moment
from screening import mapping, settings
from screening.bad_record import BadRecordError
from screening.dead_letters import letter as letters
from screening.dead_letters import topic
from screening.dead_letters.inventory import Choice, Entry
from screening.dead_letters.letter import Coordinates, Letter
from screening.dead_letters.listing import Form, row, write
from screening.dead_letters.replay import GONE
from screening.dead_letters.session import Session
from screening.dead_letters.topic import DeadLetterError
from screening.decode import registry
from screening.stream.accounting import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from screening.dead_letters.inventory import Inventory
    from screening.settings import Settings

__all__ = ["DeadLetterError", "app"]

app = typer.Typer(help="See dead letters, and screen them again.", no_args_is_help=True)
_errors = Console(stderr=True, highlight=False, soft_wrap=True, markup=False)

Config = Annotated[Path | None, typer.Option(help="YAML file of settings.")]
Reasons = Annotated[
    list[str] | None, typer.Option("--reason", help="Only those of this reason; may be repeated.")
]
Since = Annotated[str | None, typer.Option(help="Only those of this time (RFC 3339) and later.")]
Until = Annotated[str | None, typer.Option(help="Only those before this time (RFC 3339).")]
Places = Annotated[
    list[str] | None,
    typer.Argument(metavar="PARTITION:OFFSET…", help="Where they stand on the dead-letter topic."),
]


@app.command("list")
def list_(
    reason: Reasons = None,
    since: Since = None,
    until: Until = None,
    replayed_too: Annotated[
        bool, typer.Option("--all", help="Those that were screened again, too.")
    ] = False,
    form: Annotated[Form, typer.Option("--format", help="For people or programs.")] = Form.TABLE,
    config: Config = None,
) -> None:
    """List the open dead letters: where, when, why. No customer data."""
    given = _given(config)
    choice = _choice(None, reason, since, until, replayed_too=replayed_too)
    found = asyncio.run(_inventory(given, choice))
    rows = [row(entry) for entry in found.chosen(choice)]
    write(rows, form)
    counts = Counter(each["reason"] for each in rows)
    told = ", ".join(f"{name} {count}" for name, count in counts.most_common())
    _errors.print(f"{len(rows)} dead letters{': ' if told else ''}{told}")
    if found.passed_over:
        _errors.print(f"{found.passed_over} messages are no dead letters of ours")


@app.command()
def show(
    place: Annotated[str, typer.Argument(metavar="PARTITION:OFFSET")],
    raw: Annotated[
        bool, typer.Option("--raw", help="Write the record's bytes, and nothing else: bank data!")
    ] = False,
    config: Config = None,
) -> None:
    """Show one dead letter, and what the present mapping says of its record."""
    given = _given(config)
    found, content = asyncio.run(_one(given, _place(place)))
    if raw:
        if content is None:
            raise DeadLetterError("its bytes are gone: it was cut, and so is its original")
        sys.stdout.buffer.write(content)
        return
    facts = row(Entry(found))
    del facts["state"], facts["count"]
    facts["sha256"] = found.sha256
    facts["now"] = _reason_now(given, content)
    for name, value in facts.items():
        typer.echo(f"{name.replace('_', ' '):18} {value}")


@app.command()
def replay(
    places: Places = None,
    reason: Reasons = None,
    since: Since = None,
    until: Until = None,
    every: Annotated[bool, typer.Option("--all", help="Every open one.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Screen them, and write nothing.")
    ] = False,
    config: Config = None,
) -> None:
    """Screen dead letters again by the present settings: alerts, and a receipt for each.

    Exit status 1 when one of them stays open.
    """
    if not (places or reason or since or until or every):
        raise typer.BadParameter("name some, choose by --reason or --since, or --all")
    given = _given(config)
    choice = _choice(places, reason, since, until, replayed_too=False)
    session = Session(given, dry_run=dry_run)
    with _errors.status("connecting") as status:
        counts = asyncio.run(session.run(choice, _errors.print, _telling(status.update)))
    clear, flagged = counts[Outcome.CLEAR], counts[Outcome.FLAGGED]
    still = counts[None]
    said = "would replay" if dry_run else "replayed"
    _errors.print(
        f"{said} {clear + flagged} = clear {clear} + flagged {flagged}, still open {still}"
    )
    if still:
        raise typer.Exit(1)


async def _inventory(given: Settings, choice: Choice) -> Inventory:
    with _errors.status("connecting") as status:
        async with topic.reading(given.kafka) as consumer:
            return await topic.inventory(
                consumer, given.kafka, choice.since_ms, _telling(status.update)
            )


async def _one(given: Settings, at: tuple[int, int]) -> tuple[Letter, bytes | None]:
    place = Coordinates(given.kafka.dead_letter_topic, *at)
    async with topic.reading(given.kafka) as consumer:
        message = await topic.message(consumer, place)
        found = None if message is None else letters.read(message)
        if found is None:
            raise DeadLetterError(f"no dead letter at {at[0]}:{at[1]} of topic {place.topic}")
        return found, await topic.original(consumer, found)


def _reason_now(given: Settings, content: bytes | None) -> str:
    """What the present mapping says of the record."""
    if content is None:
        return GONE
    reader = mapping.load(given.mapping, registry=registry.of(given, waits=True))
    try:
        errors = {str(each) for each in reader.read(content) if isinstance(each, BadRecordError)}
    except BadRecordError as error:
        errors = {str(error)}
    return ", ".join(sorted(errors)) or "can be read"


def _given(config: Path | None) -> Settings:
    # What the client would log, an error of ours says in one line.
    logging.getLogger("aiokafka").addHandler(logging.NullHandler())
    return settings.load(config)


def _choice(
    places: list[str] | None,
    reason: list[str] | None,
    since: str | None,
    until: str | None,
    *,
    replayed_too: bool,
) -> Choice:
    return Choice(
        frozenset(map(_place, places or ())),
        frozenset(reason or ()),
        _milliseconds(since, "--since"),
        _milliseconds(until, "--until"),
        replayed_too,
    )


def _place(text: str) -> tuple[int, int]:
    partition, _, offset = text.partition(":")
    if not (partition.isdecimal() and offset.isdecimal()):
        raise typer.BadParameter(f"{text}: not PARTITION:OFFSET")
    return int(partition), int(offset)


def _milliseconds(text: str | None, option: str) -> int | None:
    if text is None:
        return None
    try:
        return int(moment.parse(text).timestamp() * 1000)
    except ValueError:
        raise typer.BadParameter("not a time in RFC 3339", param_hint=option) from None


def _telling(update: Callable[[str], None]) -> Callable[[str, int], None]:
    return lambda name, count: update(f"reading {name}: {count:,} messages")
