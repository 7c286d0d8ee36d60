"""docs/reliability.md from the results."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from typing import TYPE_CHECKING

from screening import SOFTWARE
from tests.kafka.jars import CACHE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tests.chaos.catalogue import Size
    from tests.chaos.lag import Lag
    from tests.chaos.results import Result

_GROUPS = {
    "broker": "One broker",
    "leaders": "Three brokers",
    "network": "The network",
    "topics": "Topics",
    "rights": "Rights, passwords, certificates",
    "process": "The process",
    "members": "Members of the group",
    "records": "Records",
    "lists": "Lists",
    "host": "The host",
}
_HEAD = ("fault", "expected", "seen", "records", "repeats", "recovery s", "MiB", "outcome")


def page(found: Sequence[Result], size: Size, lag: Lag | None) -> str:
    """The page."""
    parts = [_opening(found, size), _totals(found), _method(size)]
    for group, title in _GROUPS.items():
        rows = [each for each in found if each.group == group]
        if rows:
            parts.append(f"## {title}\n\n{_table(_HEAD, map(_row, rows))}")
    if lag is not None:
        parts.append(_of_lag(lag))
    broken = [each for each in found if each.problems]
    if broken:
        parts.append(_broken(broken))
    return "\n\n".join(parts) + "\n"


def _opening(found: Sequence[Result], size: Size) -> str:
    dates = sorted(each.at[:10] for each in found) or ["-"]
    gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    rows = [
        ("date", dates[-1] if dates[0] == dates[-1] else f"{dates[0]} to {dates[-1]}"),
        ("form", size.name),
        ("machine", f"{os.cpu_count()} cores, {gib:.0f} GiB, {platform.system()}"),
        ("software", f"{SOFTWARE}, Python {platform.python_version()}"),
        ("Kafka", f"Apache {CACHE.name.replace('-', ' ')}, aiokafka {version('aiokafka')}"),
    ]
    return (
        "# Reliability\n\nWritten by `make chaos`, which runs the service on Apache Kafka under "
        "load while something\ngoes wrong, and then reads every topic to prove what must hold. "
        "Do not edit.\n\n" + _table(("run", ""), rows)
    )


def _totals(found: Sequence[Result]) -> str:
    lost = sum("LOST" in problem for each in found for problem in each.problems)
    unproven = sum("UNPROVEN" in problem for each in found for problem in each.problems)
    outcomes = {
        name: sum(each.outcome == name for each in found) for name in ("held", "broken", "not run")
    }
    rows = [
        ("faults run", f"{outcomes['held'] + outcomes['broken']}"),
        ("held", f"{outcomes['held']}"),
        ("broken", f"{outcomes['broken']}"),
        ("not run", f"{outcomes['not run']}"),
        ("transactions", f"{sum(each.records for each in found):,}"),
        ("hits, each with its alert", f"{sum(each.hits for each in found):,}"),
        ("alerts and dead letters sent again, under their ids", _sum(found, "duplicates")),
        ("receipts", _sum(found, "receipts")),
        ("receipts that overlap after a crash", _sum(found, "overlaps")),
        ("SIGKILLs to the service", _sum(found, "kills")),
        ("faults with a lost transaction", f"{lost}"),
        ("faults with an offset that no receipt proves", f"{unproven}"),
    ]
    return "## In all\n\n" + _table(("", "number"), rows)


def _method(size: Size) -> str:
    return f"""## How

Each fault has topics of its own with four partitions, a seeded stream of about {size.rate}
payments a second while it lasts, at least {size.records:,} in all, and services as `fresnel serve`
starts them, with short time-outs (session 2 s, request 5 s). Afterwards must hold, and is read
from the topics by code that shares nothing with the service:

1. each hit has its alert, nothing else has one, and repeats of an alert share its id;
2. each bad record is a dead letter with its reason, and no other record is;
3. every offset is committed, and is in a receipt that goes on from one before it;
4. each receipt counts exactly the records of its range;
5. `/v1/accounting` balances and agrees with the metrics; `fresnel audit verify` finds nothing,
   or what was really gone; told to stop, the service drains and leaves with status 0.

*Repeats* are alerts and dead letters that were sent more than once. *Recovery* is the time from
the end of the fault to the next commit. *MiB* is the largest resident memory of any service."""


def _row(each: Result) -> tuple[str, ...]:
    seen = "; ".join(each.seen)
    recovery = "" if each.recovery_seconds is None else f"{each.recovery_seconds:.1f}"
    figures = (f"{each.records:,}", f"{each.duplicates:,}", recovery, f"{each.largest_mib:.0f}")
    if each.outcome == "not run":
        return (each.fault, each.expects, "; ".join(each.problems), "", "", "", "", "not run")
    return (each.fault, each.expects, seen, *figures, each.outcome)


def _of_lag(lag: Lag) -> str:
    rows = [
        ("records", f"{lag.records:,}"),
        ("worked off in", f"{lag.seconds:.0f} s, {lag.records / lag.seconds:,.0f} a second"),
        ("memory after a tenth", f"{lag.early_mib:.0f} MiB"),
        ("memory at the end", f"{lag.late_mib:.0f} MiB"),
        ("largest", f"{lag.largest_mib:.0f} MiB"),
        ("every record in one outcome, every offset in a receipt", "yes" if lag.proven else "NO"),
    ]
    return "## A large lag\n\nWhat waits when the service starts.\n\n" + _table(("", ""), rows)


def _broken(broken: Iterable[Result]) -> str:
    lines = [f"- **{each.fault}**: {problem}" for each in broken for problem in each.problems]
    return "## What did not hold, or did not run\n\n" + "\n".join(lines)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(_cell(each) for each in line)} |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _sum(found: Iterable[Result], name: str) -> str:
    return f"{sum(getattr(each, name) for each in found):,}"
