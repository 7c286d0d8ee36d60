"""`fresnel snapshot forecast`: what a new list would flag of the bank's own transactions."""

from __future__ import annotations

import asyncio
import json
import logging
import math
import re
from datetime import UTC, datetime
from pathlib import Path  # noqa: TC003  Typer reads it at run time
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from feeds import moment
from feeds.compile import load
from screening import cli_config, forecast_view, mapping, settings
from screening.batch import budget, sample, summary
from screening.batch.compare import Comparison
from screening.decode import registry

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from screening.batch.counts import Counted
    from screening.batch.sample import Take
    from screening.screen import Origin
    from screening.settings import Settings

_errors = Console(stderr=True, highlight=False, soft_wrap=True)
_TOPIC = re.compile(r"[A-Za-z0-9._-]{1,249}")
_TOLD_EVERY = 500
AsJson = Annotated[bool, typer.Option("--json", help="The result as JSON.")]


def snapshot_forecast(
    *,
    new: Annotated[Path, typer.Option("--snapshot", help="Folder of the new snapshot.")],
    old: Annotated[Path, typer.Option("--against", help="Folder of the one it would replace.")],
    samples: Annotated[
        list[str],
        typer.Option("--sample", help="JSONL file, - for stdin, or topic:NAME; may be repeated."),
    ],
    mapping_name: Annotated[
        str | None, typer.Option("--mapping", help="A shipped mapping, or a YAML file.")
    ] = None,
    daily_volume: Annotated[
        int | None, typer.Option(min=1, help="Records a day; else by the sample's own times.")
    ] = None,
    records: Annotated[int, typer.Option(min=1, help="Most records read of a topic.")] = 10_000,
    as_of: Annotated[
        str | None, typer.Option(help="Judge as if all happened at this time (RFC 3339).")
    ] = None,
    most: Annotated[
        float | None,
        typer.Option(
            "--budget",
            min=0,
            help="Most alerts a day of one indicator or source; what has more goes to --propose.",
        ),
    ] = None,
    propose: Annotated[
        Path | None,
        typer.Option(help="New shadow file, of what is above --budget, for a person to approve."),
    ] = None,
    top: Annotated[int, typer.Option(min=0, help="How many noisy indicators to name.")] = 20,
    reveal: Annotated[bool, typer.Option("--reveal", help="Show values of indicators.")] = False,
    as_json: AsJson = False,
    config: Annotated[Path | None, typer.Option(help="YAML file of settings.")] = None,
) -> None:
    """Screen a sample of own transactions with both lists; nothing is written to any topic."""
    for name in samples:
        _check_sample(name)
    if (most is None) != (propose is None):
        raise typer.BadParameter(
            "they belong together: what is above the budget is written to the proposed file",
            param_hint="--budget, --propose",
        )
    if most is not None and not math.isfinite(most):
        raise typer.BadParameter("not a number of alerts", param_hint="--budget")
    if propose is not None:
        _check_proposal(propose)
    given = settings.load(config, mapping=mapping_name)
    cli_config.warn_of_unknown(config)
    moment_of = None if as_of is None else _moment(as_of)
    reading = mapping.load(given.mapping, registry=registry.of(given, waits=True))
    now = datetime.now(UTC)
    with _errors.status("compiling"):
        lists = load(old, given.engine), load(new, given.engine)
    comparison = Comparison(given, reading, lists, now, moment_of)
    with _errors.status("screening") as status:
        take = _telling(comparison, status.update)
        for name in samples:
            _take_all(name, reading.model.formats, given, records, now, take)
        counted = comparison.counted
        _require_read(counted)
        status.update("counting")
        at = moment_of or summary.times(counted)[1] or now
        forecast = summary.make(
            counted,
            (lists[0].manifest, lists[1].manifest),
            summary.noisiest(counted, top, old),
            daily_volume=daily_volume,
            not_yet_valid=summary.not_yet_valid(new, at),
        )
    if most is not None and propose is not None:
        kept, repeated = comparison.shadow.entries, lists[1].repeated_ids
        entries = budget.proposed(counted.new, forecast, most, kept, repeated)
        budget.write(propose, entries, forecast, most)
        said = f"proposed {len(entries) - len(kept)} for shadow, to be approved: {propose}"
        _errors.print(said, markup=False)
    if as_json:
        typer.echo(json.dumps(forecast.as_json(reveal=reveal), indent=2, ensure_ascii=False))
    else:
        forecast_view.show(forecast, Console(soft_wrap=True, highlight=False), reveal=reveal)


def _take_all(
    name: str, formats: Sequence[str], given: Settings, records: int, now: datetime, take: Take
) -> None:
    """Give every record of one sample to `take`."""
    if name.startswith(sample.TOPIC):
        topic = name.removeprefix(sample.TOPIC)
        # What the client would log, an error of ours says in one line.
        logging.getLogger("aiokafka").addHandler(logging.NullHandler())
        asyncio.run(sample.from_topic(given.kafka, topic, records, take))
    else:
        sample.from_file(name, formats, given.max_record_bytes, now, take)


def _telling(comparison: Comparison, tell: Callable[[str], None]) -> Take:
    """A taker that says from time to time how far it is."""

    def take(raw: bytes | None, origin: Origin) -> None:
        comparison.add(raw, origin)
        done = comparison.counted.records
        if done % _TOLD_EVERY == 0:
            tell(f"screening: {done:,} records")

    return take


def _require_read(counted: Counted) -> None:
    """Refuse a sample of which nothing was screened: it would forecast that all is quiet.

    Raises:
        SampleError: there was no record, or none could be read.
    """
    if not counted.records:
        raise sample.SampleError("sample: holds no record")
    if not counted.transactions:
        reasons = ", ".join(f"{name} {n}" for name, n in counted.new.unreadable.most_common())
        raise sample.SampleError(f"sample: no record can be read ({reasons}): is it the mapping?")


def _check_proposal(path: Path) -> None:
    """Before a long run: a proposal may be on its way to approval already."""
    if path.exists():
        raise typer.BadParameter("exists; name a new file", param_hint="--propose")
    if not path.parent.is_dir():
        raise typer.BadParameter("its folder does not exist", param_hint="--propose")


def _check_sample(name: str) -> None:
    topic = name.removeprefix(sample.TOPIC)
    if topic != name and not _TOPIC.fullmatch(topic):
        raise typer.BadParameter("not the name of a topic", param_hint="--sample")


def _moment(text: str) -> datetime:
    try:
        return moment.parse(text)
    except ValueError:
        raise typer.BadParameter("not a time in RFC 3339", param_hint="--as-of") from None
