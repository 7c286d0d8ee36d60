"""`fresnel snapshot forecast` on samples made by hand, with every figure known."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from feeds.build import build

if TYPE_CHECKING:
    from pathlib import Path

    from tests.screening.command import Main

START = datetime(2026, 2, 1, tzinfo=UTC)
EMAIL, PHRASE, OTHER = "quiet.lantern@example.com", "violet kettle harbour", "amber willow"
USERNAME, DOMAIN = "copper.sparrow42", "teal-anchor.example.org"
OLD = {
    "alpha": [
        {"id": "e1", "type": "email", "value": EMAIL},
        {"id": "p1", "type": "phrase", "value": PHRASE},
        {"id": "d1", "type": "domain", "value": DOMAIN},
    ]
}
NEW = {
    "alpha": [
        {"id": "e1", "type": "email", "value": EMAIL, "tier": "indicator",
         "nature": "distribution", "confidence": 100},
        {"id": "d1", "type": "domain", "value": DOMAIN},
    ],
    "beta": [
        {"id": "u1", "type": "username", "value": USERNAME},
        {"id": "b1", "type": "phrase", "value": OTHER},
    ],
}  # fmt: skip
SPAN = "2026-02-01 00:00 to 2026-02-01 12:00 UTC"
TEXTS = [
    *[f"pay {EMAIL}"] * 4,  # both, with another severity
    *[PHRASE] * 3,  # the old list alone
    *[f"to {USERNAME}"] * 2,  # the new list alone
    f"{OTHER} for {EMAIL}",  # both, with other matches
    f"{PHRASE} for {USERNAME}",
    *[f"see {DOMAIN}"] * 2,  # both, the same
    *["rent march"] * 26,
]


def make_list(folder: Path, feeds: dict[str, list[dict[str, Any]]], serial: int) -> Path:
    """A snapshot of these feeds."""
    folder.mkdir()
    paths = []
    for name, entries in feeds.items():
        paths.append(folder / f"{name}.jsonl")
        paths[-1].write_text("".join(f"{json.dumps(entry)}\n" for entry in entries))
    build(paths, folder / "list", serial=serial, created=START)
    return folder / "list"


def payments(texts: list[str], span: timedelta) -> str:
    """A payment for each text, the last one so much after the first."""
    times = [(START + span * n / (len(texts) - 1)).isoformat() for n in range(len(texts))]
    made = [
        {"id": f"t{n}", "timestamp": at, "description": text}
        for n, (at, text) in enumerate(zip(times, texts, strict=True))
    ]
    return "".join(f"{json.dumps(each)}\n" for each in made)


@pytest.fixture
def lists(tmp_path: Path) -> list[object]:
    """The options that name both lists."""
    old, new = make_list(tmp_path / "old", OLD, 7), make_list(tmp_path / "new", NEW, 8)
    return ["--snapshot", new, "--against", old]


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """40 records, one of them unreadable, over 12 hours: 80 records a day."""
    path = tmp_path / "sample.jsonl"
    path.write_text(payments(TEXTS, timedelta(hours=12)) + f"not json {EMAIL}\n")
    return path


def figures(pair: dict[str, Any]) -> tuple[int, int, int]:
    """The sample's counts of a pair: old, new, difference."""
    return tuple(pair[name]["sample"] for name in ("old", "new", "difference"))  # type: ignore[return-value]


def test_every_count_is_exact(main: Main, lists: list[object], sample: Path) -> None:
    """Alerts, types, sources, severities, changes and indicators, as JSON."""
    status, out, err = main("snapshot", "forecast", *lists, "--sample", sample, "--json")
    assert (status, err) == (0, "")
    told = json.loads(out)
    assert told["schema"] == "fresnel.forecast/1"
    assert (told["old"]["serial"], told["old"]["indicators"]) == (7, 3)
    assert (told["new"]["serial"], told["new"]["indicators"]) == (8, 4)
    assert told["sample"] == {
        "records": 40, "tombstones": 0, "transactions": 39,
        "first": "2026-02-01T00:00:00Z", "last": "2026-02-01T12:00:00Z",
    }  # fmt: skip
    assert told["volume"] == {
        "basis": "sample_span", "records_per_day": pytest.approx(80), "reason": None,
    }  # fmt: skip
    assert figures(told["alerts"]) == (11, 10, -1)
    assert told["unreadable"] == {"not_json": {"old": 1, "new": 1}}
    changes = {name: told[name]["sample"] for name in ("appear", "disappear", "change", "same")}
    assert changes == {"appear": 2, "disappear": 3, "change": 6, "same": 2}
    assert {name: figures(pair) for name, pair in told["types"].items()} == {
        "email": (5, 5, 0), "username": (0, 3, 3), "domain": (2, 2, 0), "phrase": (4, 1, -3),
    }  # fmt: skip
    assert {name: figures(pair) for name, pair in told["sources"].items()} == {
        "alpha": (11, 7, -4), "beta": (0, 4, 4),
    }  # fmt: skip
    assert {name: figures(pair) for name, pair in told["severities"].items()} == {
        "critical": (0, 5, 5), "low": (11, 5, -6),
    }  # fmt: skip
    noisiest = [
        (each["id"], each["type"], each["sources"], each["is_new"], figures(each["alerts"]))
        for each in told["noisiest"]
    ]
    assert noisiest == [
        ("e1", "email", ["alpha"], False, (5, 5, 0)),
        ("u1", "username", ["beta"], True, (0, 3, 3)),
        ("d1", "domain", ["alpha"], False, (2, 2, 0)),
        ("b1", "phrase", ["beta"], True, (0, 1, 1)),
    ]


def test_rates_and_intervals(main: Main, lists: list[object], sample: Path) -> None:
    """80 records a day, of which 40 are there: a day has twice the sample's alerts."""
    _, out, _ = main("snapshot", "forecast", *lists, "--sample", sample, "--json")
    alerts = json.loads(out)["alerts"]
    assert alerts["new"] == {
        "sample": 10, "a_day": pytest.approx(20), "per_1000": pytest.approx(250),
    }  # fmt: skip
    assert alerts["interval_of"] == "a day"
    assert alerts["old_95"] == pytest.approx([2 * 5.491, 2 * 19.682], abs=2e-3)
    assert alerts["new_95"] == pytest.approx([2 * 4.795, 2 * 18.390], abs=2e-3)
    arguments = [*lists, "--sample", sample, "--json", "--daily-volume", "4000"]
    told = json.loads(main("snapshot", "forecast", *arguments)[1])
    assert told["volume"] == {"basis": "daily_volume", "records_per_day": 4000, "reason": None}
    assert told["alerts"]["difference"]["a_day"] == pytest.approx(-100)
    assert told["types"]["username"]["new"]["a_day"] == pytest.approx(300)
    assert told["appear"]["a_day"] == pytest.approx(200)


def rows(out: str) -> set[str]:
    """Lines with their runs of spaces and blocks made one."""
    return {re.sub(r"█+", "█", re.sub(r" +", " ", line)).strip() for line in out.splitlines()}


def test_the_tables_and_the_chart(main: Main, lists: list[object], sample: Path) -> None:
    """The same figures for people, the noisiest indicators first, and no value of any."""
    status, out, err = main("snapshot", "forecast", *lists, "--sample", sample)
    assert (status, err) == (0, "")
    assert {
        f"sample: 40 records, 39 transactions, 0 tombstones, {SPAN}",
        "volume: 80.0 records a day, by the sample's own span",
        "old new difference", "serial 7 8", "indicators 3 4 +1", "unreadable: not_json 1 1 +0",
        "alerts in the sample 11 10 -1", "alerts a day 22.0 20.0 -2.0",
        "95 % interval 11.0 to 39.4 9.6 to 36.8",
        "appear 2 4.0", "disappear 3 6.0", "change 6 12.0", "stay the same 2 4.0",
        "critical 0 5 +5 0.0 10.0 +10.0", "low 11 5 -6 22.0 10.0 -12.0",
        "alpha 11 7 -4 22.0 14.0 -8.0", "beta 0 4 +4 0.0 8.0 +8.0",
        "email old █ 10.0", "new █ 10.0", "username old 0.0", "phrase old █ 8.0",
        "e1 email alpha 5 10.0 █", "u1 username beta new 3 6.0 █", "b1 phrase beta new 1 2.0 █",
    } <= rows(out)  # fmt: skip
    assert out.index("e1 ") < out.index("u1 ") < out.index("d1 ") < out.index("b1 ")
    chart = out[out.index("phrase    old") :].splitlines()
    assert [line.count("█") for line in chart[:2]] == [24, 6]  # 4 and 1, where 5 are 30 blocks
    for value in (EMAIL, PHRASE, OTHER, USERNAME, DOMAIN):
        assert value not in out


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_values_are_shown_only_when_asked_for(
    main: Main, lists: list[object], sample: Path, form: list[str]
) -> None:
    """`--reveal` names the noisiest by value, and `--top` says how many there are."""
    arguments = [*lists, "--sample", sample, *form]
    assert EMAIL not in main("snapshot", "forecast", *arguments)[1]
    out = main("snapshot", "forecast", *arguments, "--reveal", "--top", "2")[1]
    assert EMAIL in out
    assert USERNAME in out
    assert DOMAIN not in out


def test_under_an_hour_there_is_no_estimate(
    main: Main, lists: list[object], tmp_path: Path
) -> None:
    """Only alerts per 1,000 records, and the reason; with a daily volume there is one."""
    path = tmp_path / "short.jsonl"
    path.write_text(payments(TEXTS, timedelta(minutes=59)))
    _, out, _ = main("snapshot", "forecast", *lists, "--sample", path)
    lines = rows(out)
    assert (
        "volume: no estimate for a day, as it spans less than an hour; --daily-volume gives one"
        in lines
    )
    assert "alerts per 1,000 records 282 256 -25.6" in lines
    assert "a day" not in out.replace("for a day", "")
    told = json.loads(main("snapshot", "forecast", *lists, "--sample", path, "--json")[1])
    assert told["volume"]["records_per_day"] is None
    assert told["alerts"]["new"]["a_day"] is None
    assert told["alerts"]["interval_of"] == "per 1,000 records"
    path.write_text(payments(TEXTS, timedelta(minutes=60)))
    told = json.loads(main("snapshot", "forecast", *lists, "--sample", path, "--json")[1])
    assert told["volume"]["records_per_day"] == pytest.approx(39 * 24)


def test_one_wrong_time_does_not_make_a_day_quiet(
    main: Main, lists: list[object], sample: Path
) -> None:
    """A span whose days are mostly empty is no measure; a time of 1970 is not believed at all."""
    with sample.open("a") as more:
        more.write(json.dumps({"id": "a", "timestamp": "1970-01-01", "description": "rent"}) + "\n")
    arguments = [*lists, "--sample", sample, "--json"]
    told = json.loads(main("snapshot", "forecast", *arguments)[1])
    assert told["volume"]["records_per_day"] == pytest.approx(82)
    with sample.open("a") as more:
        more.write(json.dumps({"id": "b", "timestamp": "2024-02-01", "description": "rent"}) + "\n")
    told = json.loads(main("snapshot", "forecast", *arguments)[1])
    assert told["volume"]["records_per_day"] is None
    assert told["volume"]["reason"] == "only 2 of the 732 days it spans have transactions"
