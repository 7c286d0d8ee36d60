"""`fresnel trends` equals a count in plain Python over the same alerts and list."""

from __future__ import annotations

import csv
import io
import random
from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import orjson
import pytest

from benchmarks import console_store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.screening.command import Main

SYDNEY = ZoneInfo("Australia/Sydney")
END = 1_780_000_000.0
LEAST = 5
Alerts = list[dict[str, Any]]


@pytest.fixture(scope="module")
def made() -> Alerts:
    """Alerts of one or two matches, over twelve weeks."""
    chance = random.Random(11)
    patterns = console_store.judged(chance, console_store.indicators(chance, 200), 150)
    return list(console_store.alerts(chance, patterns, 1_200, END))


@pytest.fixture(scope="module")
def alerts(made: Alerts, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same in a file; each tenth is there twice, as after a crash."""
    path = tmp_path_factory.mktemp("trends") / "alerts.jsonl"
    repeated = made + made[::10]
    path.write_bytes(b"".join(orjson.dumps(each) + b"\n" for each in repeated))
    return path


def asked(main: Main, *arguments: object) -> dict[str, Any]:
    """The report as JSON."""
    status, out, err = main("trends", *arguments, "--format", "json")
    assert status == 0, err
    found: dict[str, Any] = orjson.loads(out)
    return found


def local(alert: dict[str, Any], time: str) -> datetime:
    """When it was, in Sydney."""
    text = alert["detected_at"] if time == "detected" else alert["transaction"]["timestamp"]
    return datetime.fromisoformat(text).astimezone(SYDNEY)


KEYS: dict[str, Callable[[Any, Any], str]] = {
    "platform": lambda _, match: match["platform"] or "unknown",
    "type": lambda _, match: match["type"],
    "nature": lambda _, match: match["nature"],
    "region": lambda _, match: match["region"] or "unknown",
    "severity": lambda alert, _: alert["severity"],
    "weekday": lambda alert, _: f"{local(alert, 'paid'):%A}",
    "hour": lambda alert, _: f"{local(alert, 'paid'):%H}",
}
PERIODS = {"day": "%Y-%m-%d", "week": "%G-W%V", "month": "%Y-%m"}


@pytest.mark.parametrize("time", ["paid", "detected"])
@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize(
    "by", ["", "platform", "region", "platform,type", "weekday,hour", "nature,severity"]
)
def test_the_counts_are_those_of_a_naive_count(
    main: Main, made: Alerts, alerts: Path, by: str, period: str, time: str
) -> None:
    """Every count that is shown, to the last; and no small one is."""
    told = asked(
        main, alerts, "--by", by, "--period", period, "--time", time,
        "--timezone", "Australia/Sydney",
    )  # fmt: skip
    names = [name for name in by.split(",") if name]
    naive: Counter[tuple[tuple[str, ...], str]] = Counter()
    total: Counter[str] = Counter()
    for alert in made:
        when = f"{local(alert, time):{PERIODS[period]}}"
        total[when] += 1
        for key in {tuple(KEYS[n](alert, match) for n in names) for match in alert["matches"]}:
            naive[key, when] += 1
    columns = [each["key"] for each in told["periods"]]
    assert columns == sorted(columns)
    assert set(total) <= set(columns)
    assert told["total"]["count"] == len(made)
    shown = [(total[at], n) for at, n in zip(columns, told["total"]["counts"], strict=True)]
    if names:
        assert {tuple(row["key"]) for row in told["rows"]} == {key for key, _ in naive}
        for row in told["rows"]:
            key = tuple(row["key"])
            counts = [naive[key, at] for at in columns]
            shown += zip(counts, row["counts"], strict=True)
            shown.append((sum(counts), row["count"]))
    assert any(number is not None for _, number in shown)
    for true, number in shown:
        assert number in {true, None}
        assert number is None or number == 0 or number >= LEAST


def test_only_some(main: Main, made: Alerts, alerts: Path) -> None:
    """Filters of one name are alternatives, names go together; times bound, the end exclusive."""
    since, until = "2026-04-01T00:00:00Z", "2026-05-01T00:00:00Z"
    told = asked(
        main, alerts, "--only", "type=email", "--only", "type=phone", "--only", "severity=high",
        "--since", since, "--until", until, "--least", 1,
    )  # fmt: skip
    bounds = [datetime.fromisoformat(each) for each in (since, until)]
    wanted = [
        alert
        for alert in made
        if bounds[0] <= datetime.fromisoformat(alert["transaction"]["timestamp"]) < bounds[1]
        and alert["severity"] == "high"
        and {"email", "phone"} & {match["type"] for match in alert["matches"]}
    ]
    assert told["total"]["count"] == len(wanted) > 0
    assert [each["complete"] for each in told["periods"]] == [True]
    told = asked(main, alerts, "--since", since, "--until", "2026-04-20T00:00:00Z")
    assert [each["complete"] for each in told["periods"]] == [False]
    told = asked(
        main, alerts, "--only", "type=email", "--only", "type=phone", "--only", "severity=high"
    )
    assert told["filters"] == {"type": ["email", "phone"], "severity": ["high"]}


def test_rates_are_of_what_was_screened(
    main: Main, made: Alerts, alerts: Path, tmp_path: Path
) -> None:
    """From receipts: a range that a crash repeated counts once."""
    receipts = tmp_path / "receipts.jsonl"
    months = sorted({alert["detected_at"][:7] for alert in made})
    lines, first = [], 0
    for month in months:
        lines += [receipt(first, first + 999, 1_000, f"{month}-10T00:00:00Z")]
        first += 1_000
    lines.append(receipt(first - 500, first + 499, 1_000, f"{months[-1]}-11T00:00:00Z"))
    receipts.write_bytes(b"".join(orjson.dumps(each) + b"\n" for each in lines))
    told = asked(main, alerts, "--screened", receipts)
    assert [each["key"] for each in told["periods"]] == months
    assert told["time"] == "detected"
    assert told["screened"] == [1_000] * (len(months) - 1) + [1_500]
    for count, among, rate in zip(
        told["total"]["counts"], told["screened"], told["total"]["rates"], strict=True
    ):
        assert rate == pytest.approx(count / among)


def receipt(first: int, last: int, transactions: int, at: str) -> dict[str, Any]:
    """A screening receipt."""
    none = dict.fromkeys(("flagged", "dead_lettered", "skipped", "shadow", "suppressed"), 0)
    return {
        "schema": "fresnel.receipt/1", "group": "fresnel", "writer": "one",
        "topic": "transactions", "partition": 0, "first_offset": first, "last_offset": last,
        "clear": transactions, **none, "transactions": transactions, "alerts": 0,
        "alerts_digest": "0" * 64, "delay_seconds": None,
        "snapshot": {"serial": 1, "digest": "0" * 64}, "config_digest": "0" * 64,
        "software": "test", "at": at, "previous": None, "digest": "0" * 64,
    }  # fmt: skip


def test_csv_and_table(main: Main, made: Alerts, alerts: Path) -> None:
    """The CSV holds the same counts, and what is not shown is empty; the table says why."""
    status, out, _ = main(
        "trends", alerts, "--by", "platform", "--period", "week", "--format", "csv"
    )
    assert status == 0
    rows = list(csv.DictReader(io.StringIO(out)))
    assert {row["platform"] for row in rows} >= {"total", "example-chat", "unknown"}
    assert any(row["count"] == "" for row in rows)
    whole = next(row for row in rows if row["platform"] == row["period"] == "total")
    assert whole["count"] == str(len(made))
    status, out, _ = main("trends", alerts, "--by", "platform", "--period", "week")
    assert status == 0
    assert f"{len(made):,} alerts" in out
    assert "counts are not shown: those below 5" in out


def test_a_platform_is_no_formula(main: Main, made: Alerts, tmp_path: Path) -> None:
    """A spreadsheet takes it for text."""
    path = tmp_path / "alerts.jsonl"
    match = made[0]["matches"][0] | {"platform": "=1+1"}
    lines = [{**each, "matches": [match]} for each in made[:30]]
    path.write_bytes(b"".join(orjson.dumps(each) + b"\n" for each in lines))
    _, out, _ = main("trends", path, "--by", "platform", "--format", "csv")
    assert "'=1+1" in out


def test_a_platform_does_nothing_to_the_terminal(main: Main, made: Alerts, tmp_path: Path) -> None:
    """What is hidden in its name is written out."""
    path = tmp_path / "alerts.jsonl"
    match = made[0]["matches"][0] | {"platform": "a\x1b[31mb\u202ec"}
    lines = [{**each, "matches": [match]} for each in made[:30]]
    path.write_bytes(b"".join(orjson.dumps(each) + b"\n" for each in lines))
    _, out, _ = main("trends", path, "--by", "platform")
    assert "a" in out
    assert not {"\x1b", "\u202e"} & set(out)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{}\n", "line 1: not an alert"),
        (b"\n[1]\n", "line 2: not an alert"),
        (b'{"alert_id": "secret-value"}\n', "line 1: not an alert"),
        (b"\xff\n", "line 1: not an alert"),
    ],
)
def test_what_is_no_alert(main: Main, tmp_path: Path, content: bytes, said: str) -> None:
    """The file and line, and nothing that is in it."""
    path = tmp_path / "alerts.jsonl"
    path.write_bytes(content)
    status, out, err = main("trends", path)
    assert (status, out) == (1, "")
    assert said in err
    assert "secret" not in err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--by", "colour"], "not one of"),
        (["--by", "type,type"], "each once"),
        (["--only", "type"], "NAME=VALUE"),
        (["--time", "first_seen"], "paid, detected"),
        (["--timezone", "Sydney"], "IANA"),
        (["--since", "yesterday"], "RFC 3339"),
        (["--period", "snapshot"], "--of list"),
        (["--of", "list"], "alerts go with"),
    ],
)
def test_what_cannot_be_asked(main: Main, alerts: Path, options: list[str], said: str) -> None:
    """Wrong usage, and what is right."""
    status, _, err = main("trends", alerts, *options)
    assert status == 2
    assert said in err


def test_no_alerts_at_all(main: Main, tmp_path: Path) -> None:
    """An empty file is an empty report."""
    path = tmp_path / "none.jsonl"
    path.touch()
    told = asked(main, path, "--by", "platform")
    assert (told["total"]["count"], told["periods"], told["rows"]) == (0, [], [])
    assert main("trends", path)[0] == 0
