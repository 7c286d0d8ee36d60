"""What a forecast makes of hard samples, of the lists' own times, and of what fails."""

from __future__ import annotations

import io
import json
import shutil
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.screening.test_forecast import EMAIL, NEW, OLD, TEXTS, USERNAME, make_list, payments

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.screening.command import Main

    Forecast = Callable[..., dict[str, Any]]
LATER = {"id": "l1", "type": "email", "value": "later.beacon@example.com"}


@pytest.fixture
def forecast(main: Main, tmp_path: Path) -> Forecast:
    """Runs the command with lists and records made for it, and gives its JSON."""

    def run(
        old: dict[str, Any], new: dict[str, Any], sample: bytes, *more: object
    ) -> dict[str, Any]:
        for folder in ("old", "new"):
            shutil.rmtree(tmp_path / folder, ignore_errors=True)
        lists = make_list(tmp_path / "old", old, 1), make_list(tmp_path / "new", new, 2)
        path = tmp_path / "sample.jsonl"
        path.write_bytes(sample)
        options = ["--against", lists[0], "--snapshot", lists[1], "--sample", path, "--json"]
        status, out, err = main("snapshot", "forecast", *options, *more)
        assert (status, err) == (0, "")
        told: dict[str, Any] = json.loads(out)
        return told

    return run


def counts(told: dict[str, Any], name: str = "alerts") -> tuple[int, int]:
    """The sample's alerts under the old and the new list."""
    return told[name]["old"]["sample"], told[name]["new"]["sample"]


def lines(*documents: dict[str, Any]) -> bytes:
    """Documents as JSON lines."""
    return b"".join(json.dumps(each).encode() + b"\n" for each in documents)


def test_alerts_are_those_of_scan(main: Main, forecast: Forecast, tmp_path: Path) -> None:
    """Each list's count is what `fresnel scan` writes with that list."""
    told = forecast(OLD, NEW, payments(TEXTS, timedelta(hours=5)).encode())
    for name, count in zip(("old", "new"), counts(told), strict=True):
        arguments = ["--snapshot", tmp_path / name / "list", tmp_path / "sample.jsonl"]
        assert len(main("scan", *arguments)[1].splitlines()) == count


def test_every_transaction_of_a_record_is_compared_with_itself(
    forecast: Forecast, tmp_path: Path
) -> None:
    """One payment's alert goes and another's comes, in one record: two changes, not none."""
    mapping = tmp_path / "many.yaml"
    mapping.write_text(
        "name: many\neach: 'payments[*]'\nid: id\ntimestamp: at\n"
        "fields: [{path: text, role: free_text}]\n"
    )
    first = {"id": "1", "at": "2026-02-01T00:00:00Z", "text": "violet kettle harbour"}
    second = {"id": "2", "at": "2026-02-01T02:00:00Z", "text": f"to {USERNAME}"}
    sample = lines({"payments": [first, second, {"text": "no id"}]}, {"payments": []})
    told = forecast(OLD, NEW, sample, "--mapping", mapping)
    assert counts(told) == (1, 1)
    changes = {name: told[name]["sample"] for name in ("appear", "disappear", "change", "same")}
    assert changes == {"appear": 1, "disappear": 1, "change": 0, "same": 0}
    assert (told["sample"]["records"], told["sample"]["transactions"]) == (2, 2)
    assert told["unreadable"] == {
        "id_missing": {"old": 1, "new": 1}, "no_transaction": {"old": 1, "new": 1},
    }  # fmt: skip
    assert told["volume"]["records_per_day"] == pytest.approx(24)


def test_text_too_long_is_unreadable_by_the_list_that_finds_nothing(
    forecast: Forecast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long text is dead-lettered under one list, and flagged under the other."""
    monkeypatch.setenv("FRESNEL_MAX_TEXT_CHARS", "1024")
    sample = lines({"id": "1", "description": f"to {USERNAME} " + "rent " * 500})
    told = forecast(OLD, NEW, sample)
    assert counts(told) == (0, 1)
    assert told["unreadable"] == {"text_too_long": {"old": 1, "new": 0}}
    assert told["volume"]["reason"] == "its transactions state no time"


def test_every_match_counts(forecast: Forecast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also those that an alert would not list, as it lists only so many."""
    monkeypatch.setenv("FRESNEL_MAX_MATCHES", "1")
    sample = lines({"id": "1", "description": f"{EMAIL} {EMAIL} to {USERNAME}"})
    told = forecast(OLD, NEW, sample)
    assert {each["id"]: each["alerts"]["new"]["sample"] for each in told["noisiest"]} == {
        "e1": 1, "u1": 1,
    }  # fmt: skip


def test_an_alert_counts_once_under_each_name(forecast: Forecast) -> None:
    """Two indicators of one type and source, one of them twice: one alert of each."""
    pair = [
        {"id": "f1", "type": "phrase", "value": "amber willow", "source": "alpha"},
        {"id": "f2", "type": "phrase", "value": "violet kettle", "source": "alpha"},
    ]
    sample = lines({"id": "1", "description": "amber willow, violet kettle, amber willow"})
    told = forecast({"alpha": pair[:1]}, {"alpha": pair}, sample)
    assert (counts(told["types"], "phrase"), counts(told["sources"], "alpha")) == ((1, 1), (1, 1))
    assert [(e["id"], e["alerts"]["new"]["sample"]) for e in told["noisiest"]] == [
        ("f1", 1), ("f2", 1),
    ]  # fmt: skip


def test_an_indicator_that_begins_later_is_told_of(forecast: Forecast, tmp_path: Path) -> None:
    """A sample of before cannot show its alerts; `--as-of` judges as if it happened then."""
    begins = LATER | {"valid_from": "2026-06-01T00:00:00Z"}
    sample = lines(
        {"id": "1", "timestamp": "2026-02-01T00:00:00Z", "description": LATER["value"]},
        {"id": "2", "timestamp": "2026-02-01T06:00:00Z", "description": "rent"},
    )
    told = forecast(OLD, {"alpha": [*OLD["alpha"], begins]}, sample)
    assert (counts(told), told["new"]["not_yet_valid"]) == ((0, 0), 1)
    new = {"alpha": [*OLD["alpha"], begins]}
    told = forecast(OLD, new, sample, "--as-of", "2026-05-31T23:59:59Z")
    assert (counts(told), told["new"]["not_yet_valid"]) == ((0, 0), 1)
    told = forecast(OLD, new, sample, "--as-of", "2026-06-01")
    assert (counts(told), told["new"]["not_yet_valid"]) == ((0, 1), 0)
    assert told["sample"]["last"] == "2026-02-01T06:00:00Z"
    assert told["volume"]["records_per_day"] == pytest.approx(8)


def test_an_indicator_is_new_when_it_was_not_listed(forecast: Forecast) -> None:
    """One that was listed and had ended is not new, though only the new list alerts on it."""
    ended = LATER | {"valid_until": "2026-01-01T00:00:00Z"}
    fresh = {"id": "f1", "type": "phrase", "value": "amber willow"}
    sample = lines(
        {"id": "1", "timestamp": "2026-02-01T00:00:00Z", "description": LATER["value"]},
        {"id": "2", "timestamp": "2026-02-01T06:00:00Z", "description": "amber willow"},
    )
    told = forecast({"alpha": [ended]}, {"alpha": [LATER, fresh]}, sample)
    assert {each["id"]: each["is_new"] for each in told["noisiest"]} == {"l1": False, "f1": True}


@pytest.fixture
def options(tmp_path: Path) -> dict[str, object]:
    """Sound options by name, of which a test spoils one."""
    path = tmp_path / "sample.jsonl"
    path.write_text(payments(TEXTS, timedelta(hours=2)))
    old, new = make_list(tmp_path / "old", OLD, 1), make_list(tmp_path / "new", NEW, 2)
    return {"--snapshot": new, "--against": old, "--sample": path}


@pytest.mark.parametrize(
    ("spoilt", "status", "told"),
    [
        ({"--snapshot": "{tmp}/none"}, 1, "none: manifest.json: No such file"),
        ({"--against": "{tmp}"}, 1, "manifest.json: No such file"),
        ({"--sample": "{tmp}/none.jsonl"}, 1, "none.jsonl"),
        ({"--sample": "{tmp}/empty"}, 1, "sample: holds no record"),
        ({"--sample": "{tmp}/wrong"}, 1, "no record can be read (not_json 2, id_missing 1)"),
        ({"--mapping": "none"}, 1, "mapping none: neither shipped"),
        ({"--config": "{tmp}/none.yaml"}, 1, "none.yaml: No such file"),
        ({"--sample": "topic:not a topic"}, 2, "not the name of a topic"),
        ({"--sample": "topic:"}, 2, "not the name of a topic"),
        ({"--as-of": "soon"}, 2, "not a time in RFC 3339"),
        ({"--daily-volume": "0"}, 2, "--daily-volume"),
        ({"--against": None}, 2, "--against"),
    ],
)
def test_what_fails_is_one_line(
    main: Main,
    options: dict[str, object],
    tmp_path: Path,
    spoilt: dict[str, str | None],
    status: int,
    told: str,
) -> None:
    """Status 1 and one line on stderr, or 2 and the usage; no result, and no value of a list."""
    (tmp_path / "empty").write_text("\n\n")
    (tmp_path / "wrong").write_text(f"{EMAIL}\n{{\n" + json.dumps({"description": EMAIL}) + "\n")
    filled = {name: value and value.format(tmp=tmp_path) for name, value in spoilt.items()}
    given_ = {name: value for name, value in {**options, **filled}.items() if value is not None}
    ended, out, err = main(
        "snapshot", "forecast", *(each for pair in given_.items() for each in pair)
    )
    assert (ended, out) == (status, "")
    assert told in err
    assert EMAIL not in err
    if status == 1:
        assert err.startswith("fresnel: error: ")
        assert err.count("\n") == 1


def test_a_broker_that_is_not_there_is_one_line(
    main: Main, options: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The topic is named, and nothing hangs."""
    monkeypatch.setenv("FRESNEL_KAFKA__BOOTSTRAP_SERVERS", "127.0.0.1:1")
    given_ = options | {"--sample": "topic:payments"}
    status, out, err = main("snapshot", "forecast", *(e for pair in given_.items() for e in pair))
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert err.startswith("fresnel: error: topic payments: ")


def test_samples_add_up(main: Main, options: dict[str, object], tmp_path: Path) -> None:
    """Several files are one sample; with daily volume too, no more is extrapolated than asked."""
    arguments = [each for pair in options.items() for each in pair]
    out = main("snapshot", "forecast", *arguments, "--sample", tmp_path / "sample.jsonl", "--json")[
        1
    ]
    told = json.loads(out)
    assert (told["sample"]["records"], counts(told)) == (78, (22, 20))


def test_a_sample_from_stdin(
    main: Main, options: dict[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`-` is standard input."""
    stdin = io.BytesIO((tmp_path / "sample.jsonl").read_bytes())
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(stdin))
    arguments = [each for pair in (options | {"--sample": "-"}).items() for each in pair]
    status, out, _ = main("snapshot", "forecast", *arguments, "--json")
    assert (status, counts(json.loads(out))) == (0, (11, 10))
