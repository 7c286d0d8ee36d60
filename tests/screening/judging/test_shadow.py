"""Shadow: its file, its alert, and that it never makes a transaction flagged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from screening import mapping
from screening.judging import shadow
from screening.settings import KafkaSettings, SettingsError, load
from screening.stream.accounting import Outcome, outcome
from tests.screening.support import judged, list_of, listed_ids, only_alert, pay
from tests.screening.test_alert import validate

if TYPE_CHECKING:
    from pathlib import Path

    from feeds.compile import ActiveList
    from screening.judge import Judge

EMAIL = "quiet.lantern@example.com"
ENTRY = {"source": "alpha", "reason": "on trial", "owner": "list team"}
GENERIC = mapping.load("generic")


def written(folder: Path, *entries: dict[str, Any], **changed: Any) -> Path:
    """A shadow file of these entries."""
    path = folder / "shadow.yaml"
    whole = {"approved_by": "A. Reviewer", "shadow": list(entries)} | changed
    path.write_text(yaml.safe_dump(whole), "utf-8")
    return path


def judging(path: Path | None, *, alerts: bool = True) -> Judge:
    """The judge of `serve` with a shadow topic, or without."""
    from screening import judge

    return judge.from_settings(load(shadow=path), GENERIC, shadow_alerts=alerts)


def test_names_make_a_shadow_alert_of_their_own(active: ActiveList) -> None:
    """Beside the live alert, with another id; the record is flagged by the live one alone."""
    judgement = judged(pay(EMAIL, payee={"name": "Robin Placeholder"}), active, judging(None))
    live, watched = only_alert(judgement), judgement.shadow_alerts[0]
    assert (live["mode"], listed_ids(live)) == ("live", ["e1"])
    assert (watched["mode"], listed_ids(watched)) == ("shadow", ["n1"])
    assert live["alert_id"] != watched["alert_id"]
    assert outcome(judgement) is Outcome.FLAGGED
    validate(watched)


def test_shadow_alone_is_clear_and_counted(active: ActiveList, tmp_path: Path) -> None:
    """One alert of all that is in shadow; without a topic it is only counted."""
    path = written(tmp_path, ENTRY)
    document = pay(f"{EMAIL} violet kettle harbour", payee={"name": "Robin Placeholder"})
    told = judged(document, active, judging(path))
    assert (told.alerts, told.shadow, outcome(told)) == ([], 1, Outcome.CLEAR)
    assert [listed_ids(each) for each in told.shadow_alerts] == [["e1", "p1", "n1"]]
    counted = judged(document, active, judging(path, alerts=False))
    assert (counted.alerts, counted.shadow_alerts, counted.shadow) == ([], [], 1)


def test_shadow_has_the_id_that_it_had_live(active: ActiveList, tmp_path: Path) -> None:
    """The set of matches is the same, so whoever promotes it recognises what was seen."""
    live = only_alert(judged(pay(EMAIL), active, judging(None)))
    watched = judged(pay(EMAIL), active, judging(written(tmp_path, ENTRY))).shadow_alerts[0]
    assert watched["alert_id"] == live["alert_id"]
    assert watched["severity_reasons"] == live["severity_reasons"]


def test_one_live_source_judges_alone(tmp_path: Path) -> None:
    """What the shadowed source states has no say, and is not listed."""
    entry = {"type": "email", "value": "old.heron@example.com"}
    active = list_of(
        tmp_path,
        entry | {"source": "alpha", "tier": "indicator", "confidence": 90, "tlp": "red"},
        entry | {"source": "beta", "tier": "clue", "confidence": 10, "tlp": "green"},
    )
    alert = only_alert(
        judged(pay("old.heron@example.com"), active, judging(written(tmp_path, ENTRY)))
    )
    match = alert["matches"][0]
    assert [source["name"] for source in match["sources"]] == ["beta"]
    assert (match["tier"], match["confidence"], match["tlp"]) == ("clue", 10, "green")
    assert alert["severity_reasons"] == [
        "tier clue: +20",
        "nature unknown: +0",
        "confidence 10: +2",
    ]


@pytest.mark.parametrize(
    ("entry", "live"),
    [
        ({"source": "alpha"}, []),
        ({"source": "beta"}, ["e1", "w1"]),
        ({"indicator": "e1"}, ["w1"]),
        ({"type": "username"}, ["e1"]),
        ({"lane": "loose"}, ["e1"]),
        ({"lane": "loose", "type": "email"}, ["e1", "w1"]),
        ({"source": "alpha", "until": "2026-03-01T12:00:00Z"}, ["e1", "w1"]),
        ({"source": "alpha", "until": "2026-03-01T12:00:01Z"}, []),
    ],
)
def test_what_an_entry_covers(
    active: ActiveList, tmp_path: Path, entry: dict[str, Any], live: list[str]
) -> None:
    """By source, indicator, type and lane, all that it names; until its end."""
    path = written(tmp_path, {"reason": "r", "owner": "o"} | entry)
    judgement = judged(pay(f"{EMAIL} marbleharbour"), active, judging(path))
    told = listed_ids(judgement.alerts[0]) if judgement.alerts else []
    watched = listed_ids(judgement.shadow_alerts[0]) if judgement.shadow_alerts else []
    assert (told, sorted(told + watched)) == (live, ["e1", "w1"])


@pytest.mark.parametrize(
    ("whole", "message"),
    [
        ({"approved_by": None}, "approved_by"),
        ({"approved_by": " "}, "approved_by: not a name"),
        ({"shadow": [{"reason": "r", "owner": "o"}]}, "shadow.0: needs source, indicator, type"),
        ({"shadow": [{"source": "a", "owner": "o"}]}, "shadow.0.reason"),
        ({"shadow": [{"source": "a", "reason": "r"}]}, "shadow.0.owner"),
        ({"shadow": [ENTRY | {"until": "soon"}]}, "shadow.0.until: not a date or time"),
        ({"shadow": [ENTRY | {"type": "hash"}]}, "shadow.0.type"),
        ({"shadow": [ENTRY | {"customer": "C1"}]}, "shadow.0.customer"),
        ({"more": 1}, "more"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, whole: dict[str, Any], message: str) -> None:
    """Nothing goes into shadow without a reason, an owner, and a person who approved it."""
    path = written(tmp_path, **whole)
    with pytest.raises(SettingsError) as refused:
        shadow.load(path)
    assert str(refused.value).startswith(f"FRESNEL_SHADOW: {path}: line ")
    assert message in str(refused.value)


def test_the_digest_covers_it_and_not_the_topic(tmp_path: Path) -> None:
    """`scan` and `serve` agree, whether or not the alerts are written."""
    path = written(tmp_path, ENTRY)
    digests = {judging(path, alerts=alerts).policy.config_digest for alerts in (True, False)}
    assert len(digests) == 1
    assert digests != {judging(None).policy.config_digest}


@pytest.mark.parametrize(
    "name", ["transactions", "transactions.review", "transactions.dead-letter"]
)
def test_the_topic_is_another_one(name: str) -> None:
    """What is watched never reaches those who act on live alerts."""
    with pytest.raises(ValueError, match="shadow_topic must be another one"):
        KafkaSettings(shadow_topic=name)
    assert KafkaSettings(shadow_topic="transactions.shadow").shadow_topic == "transactions.shadow"
