"""The list's trends equal a count in plain Python over its entries."""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import orjson
import pytest

from benchmarks import console_store
from feeds.build import build
from screening.trends import dimensions
from screening.trends.alert_facts import AlertFact
from screening.trends.list_facts import ListFact

if TYPE_CHECKING:
    from tests.screening.command import Main

SYDNEY = ZoneInfo("Australia/Sydney")


def asked(main: Main, *arguments: object) -> dict[str, Any]:
    """The report as JSON."""
    status, out, err = main("trends", *arguments, "--format", "json")
    assert status == 0, err
    found: dict[str, Any] = orjson.loads(out)
    return found


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, list[dict[str, Any]]]:
    """Two lists, of which the second has more; and the entries of the second."""
    folder = tmp_path_factory.mktemp("lists")
    entries = [
        entry | {"source": f"feed-{number % 2}", "first_seen": f"2026-0{1 + number % 4}-05"}
        for number, entry in enumerate(console_store.indicators(random.Random(5), 120))
    ]
    for entry in entries[::30]:
        del entry["first_seen"]
    made = []
    for serial, part in ((1, entries[:80]), (2, entries)):
        feed = folder / f"{serial}.jsonl"
        feed.write_bytes(b"".join(orjson.dumps(each) + b"\n" for each in part))
        made.append(folder / str(serial))
        build([feed], made[-1], serial=serial, created=datetime(2026, 5, serial, tzinfo=SYDNEY))
    return made[0], made[1], entries


def test_the_list_over_time(main: Main, lists: tuple[Path, Path, list[dict[str, Any]]]) -> None:
    """By the month in which an indicator was first seen; one that does not say is undated."""
    _, newer, entries = lists
    told = asked(main, "--of", "list", "--snapshot", newer, "--by", "type", "--least", 1)
    months = Counter((each.get("first_seen") or "undated")[:7] for each in entries)
    assert dict(
        zip([each["key"] for each in told["periods"]], told["total"]["counts"], strict=True)
    ) == {month: count for month, count in months.items() if month != "undated"}
    assert told["total"]["undated"] == months["undated"] == 4
    assert {row["key"][0]: row["count"] for row in told["rows"]} == Counter(
        each["type"] for each in entries
    )


def test_how_the_list_grows(main: Main, lists: tuple[Path, Path, list[dict[str, Any]]]) -> None:
    """A column a snapshot, by how long ago its indicators were first seen."""
    older, newer, entries = lists
    told = asked(
        main, "--of", "list", "--snapshot", newer, "--snapshot", older, "--by", "age",
        "--period", "snapshot", "--least", 1,
    )  # fmt: skip
    assert [each["key"] for each in told["periods"]] == ["1", "2"]
    assert told["total"]["counts"] == [80, 120]
    ages = {row["key"][0]: row["counts"][1] for row in told["rows"]}
    months = Counter((each.get("first_seen") or "undated")[:7] for each in entries)
    assert ages == {
        "0-30": months["2026-04"],
        "30-90": months["2026-03"] + months["2026-02"],
        "90-180": months["2026-01"],
        "unknown": 4,
    }


def test_every_dimension_is_explained() -> None:
    """In the guide; and each can be asked for."""
    guide = Path("docs/trends.md").read_text("utf-8")
    for of in dimensions.OF:
        for name in dimensions.dimensions(of, SYDNEY):
            assert f"`{name}`" in guide or name.endswith("_km")
            columns, _ = dimensions.keys(of, (name,), SYDNEY)
            fact = AlertFact if of == dimensions.ALERTS else ListFact
            assert set(columns) <= set(fact._fields)
