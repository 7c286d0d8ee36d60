"""The allow-list: what it suppresses, that it is counted, and that an expired entry is loud."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from feeds import moment
from screening import judge, mapping
from screening.judging import allow_list
from screening.judging.allow_list import AllowList, AllowListFile
from screening.judging.field_path import FieldPath
from screening.settings import SettingsError, load
from screening.stream.accounting import Outcome, Tally, outcome
from tests.screening.support import NOW, judged, listed_ids, mapping_of, only_alert, pay
from tests.screening.test_alert import validate

if TYPE_CHECKING:
    from pathlib import Path

    from feeds.compile import ActiveList
    from screening.judge import Judge

EMAIL = "quiet.lantern@example.com"
ENTRY = {
    "name": "AL-1", "indicator": "e1", "customer": "C1", "reason": "their own address",
    "owner": "O. Analyst", "approver": "A. Reviewer", "expires": "2026-06-01",
}  # fmt: skip
BY_VALUE = {"indicator": None, "type": "email", "value": " Quiet.Lantern+x@EXAMPLE.com"}
GENERIC = mapping.load("generic")


def entry(**changed: Any) -> dict[str, Any]:
    """The entry above with these parts changed; None leaves one out."""
    return {name: value for name, value in (ENTRY | changed).items() if value is not None}


def written(folder: Path, *entries: dict[str, Any], **changed: Any) -> Path:
    """An allow-list of these entries."""
    path = folder / "allow.yaml"
    path.write_text(yaml.safe_dump({"version": 1, "entries": list(entries)} | changed), "utf-8")
    return path


def judging(path: Path | None, reader: mapping.Mapping = GENERIC) -> Judge:
    """The judge of `serve` with this allow-list."""
    return judge.from_settings(load(allow_list=path), reader, shadow_alerts=True)


@pytest.mark.parametrize(
    ("changed", "more", "alerted"),
    [
        ({}, {"customer_id": "C1"}, []),
        ({}, {"customer_id": "C2"}, ["e1"]),
        ({}, {}, ["e1"]),
        ({"indicator": "e2"}, {"customer_id": "C1"}, ["e1"]),
        (BY_VALUE, {"customer_id": "C1"}, []),
        (BY_VALUE | {"type": "phrase"}, {"customer_id": "C1"}, ["e1"]),
        ({"customer": None, "field": "description"}, {}, []),
        ({"customer": None, "field": "reference"}, {}, ["e1"]),
        ({"customer": None, "text": EMAIL}, {}, []),
        ({"customer": None, "text": "quiet.lantern"}, {}, ["e1"]),
        ({"expires": "2026-03-01T12:00:01Z"}, {"customer_id": "C1"}, []),
        ({"expires": "2026-03-01T12:00:00Z"}, {"customer_id": "C1"}, ["e1"]),
    ],
)
def test_what_an_entry_covers(
    active: ActiveList, tmp_path: Path, changed: Any, more: Any, alerted: list[str]
) -> None:
    """One indicator, by id or value, with one customer, field or exact text; until its end."""
    judgement = judged(pay(EMAIL, **more), active, judging(written(tmp_path, entry(**changed))))
    assert [listed_ids(alert) for alert in judgement.alerts] == ([alerted] if alerted else [])
    assert judgement.suppressed == (not alerted)


def test_all_suppressed_is_clear_and_counted(active: ActiveList, tmp_path: Path) -> None:
    """Never silently: the hit is in the counts of its batch."""
    judgement = judged(pay(EMAIL, customer_id="C1"), active, judging(written(tmp_path, entry())))
    assert (judgement.alerts, judgement.shadow_alerts) == ([], [])
    assert outcome(judgement) is Outcome.CLEAR
    tally = Tally()
    tally.add(judgement)
    assert (tally.suppressed, tally.shadow, tally.expired) == (1, 0, 0)


def test_the_rest_is_alerted_by_its_own_id(active: ActiveList, tmp_path: Path) -> None:
    """As if the suppressed match were not there."""
    document = pay(f"{EMAIL} violet kettle harbour", customer_id="C1")
    judgement = judged(document, active, judging(written(tmp_path, entry())))
    alert = only_alert(judgement)
    assert (listed_ids(alert), alert["matches_total"], judgement.suppressed) == (["p1"], 1, 1)
    whole = only_alert(judged(document, active, judging(None)))
    assert alert["alert_id"] != whole["alert_id"]
    assert "expired_allow_list" not in alert


def test_a_name_can_be_suppressed_too(active: ActiveList, tmp_path: Path) -> None:
    """It is then not in shadow either."""
    path = written(tmp_path, entry(indicator="n1"))
    document = pay("rent", customer_id="C1", payee={"name": "Robin Placeholder"})
    judgement = judged(document, active, judging(path))
    assert (judgement.shadow_alerts, judgement.shadow, judgement.suppressed) == ([], 0, 1)


def test_an_expired_entry_returns_loudly(active: ActiveList, tmp_path: Path) -> None:
    """The alert names it, a reason with no points says so, and it is counted."""
    ended = entry(name="AL-9", expires="2026-02-01")
    judging_ = judging(written(tmp_path, ended, entry(name="AL-8", customer="C2")))
    judgement = judged(pay(EMAIL, customer_id="C1"), active, judging_)
    alert = only_alert(judgement)
    assert alert["expired_allow_list"] == ["AL-9"]
    assert alert["severity_reasons"][-1] == "expired allow-list entry AL-9: +0"
    assert (judgement.expired, judgement.suppressed) == (1, 0)
    end = moment.parse("2026-02-01")
    for now, names in ((end - timedelta(seconds=1), []), (end, ["AL-9"]), (NOW, ["AL-9"])):
        assert judging_.policy.allow_list.expired(now) == names
    validate(alert)


def test_one_in_force_outweighs_one_expired(active: ActiveList, tmp_path: Path) -> None:
    """A renewed entry beside the old one suppresses."""
    path = written(tmp_path, entry(name="AL-9", expires="2026-02-01"), entry())
    assert judged(pay(EMAIL, customer_id="C1"), active, judging(path)).alerts == []


def test_a_straddling_match_is_covered_as_a_whole(active: ActiveList, tmp_path: Path) -> None:
    """Every part must be in the field; `[*]` is every item; payments stand below `each`."""
    reader = mapping_of(
        {"path": "lines[*]", "role": "free_text", "join": True},
        {"path": "^note", "role": "free_text"},
        each="Tx[*]",
    )
    document = {
        "note": EMAIL,
        "Tx": [{"lines": ["to violet", "kettle harbour"]}, {"lines": "no"}],
    }
    told = {}
    for path in ("lines[*]", "lines", "^note", "note", "Tx[*].lines[*]"):
        covering = [
            entry(name=kind, indicator=kind, customer=None, field=path) for kind in ("e1", "p1")
        ]
        found = judged(document, active, judging(written(tmp_path, *covering), reader))
        told[path] = sorted(each for alert in found.alerts for each in listed_ids(alert))
    assert told == {
        "lines[*]": ["e1", "e1"], "lines": ["e1", "e1"], "^note": ["p1"],
        "note": ["e1", "e1", "p1"], "Tx[*].lines[*]": ["e1", "e1", "p1"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "alerted"),
    [(["violet kettle", "harbour"], 1), (["violet kettle", "harbour", "harbour"], 1)],
)
def test_no_text_covers_a_match_that_straddles_two(
    active: ActiveList, tmp_path: Path, lines: list[str], alerted: int
) -> None:
    """An exact text is one field's; the match is in neither of them."""
    reader = mapping_of({"path": "lines[*]", "role": "free_text", "join": True})
    covering = [
        entry(name=text, indicator="p1", customer=None, text=text) for text in dict.fromkeys(lines)
    ]
    found = judged({"lines": lines}, active, judging(written(tmp_path, *covering), reader))
    assert (len(found.alerts), found.suppressed) == (alerted, 0)


@pytest.mark.parametrize(
    ("path", "concrete", "steps", "reads"),
    [
        ("note", "note", [""], True),
        ("note", "notes", [""], False),
        ("note", "my.note", [""], False),
        ("note", "note.inner[3].x", [""], True),
        ("note", "note[12]", [""], True),
        ("note", 'note["in.ner"]', [""], True),
        ("a.b", '["a.b"]', [""], False),
        ("a.b[*].c", "a[1].b[2].c", [""], True),
        ("a.b[*].c", "a.b.d", [""], False),
        ("a.b", "a.xb", [""], False),
        ("c", "Tx[0].c", ["", "Tx[0]"], True),
        ("c", "Tx[0].c", ["", "Tx[1]"], False),
        ("c", "Tx[0]x.c", ["", "Tx[0]"], False),
        ("../c", "P[0].c", ["", "P[0]", "P[0].Tx[1]"], True),
        ("../c", "P[0].Tx[1].c", ["", "P[0]", "P[0].Tx[1]"], False),
        ("../../c", "c", ["", "P[0]", "P[0].Tx[1]"], True),
        ("../c", "P[0].c", ["", "P[0]", "P[0]"], True),
        ("../../c", "P[0].c", ["", "P[0]", "P[0]"], False),
        ("../../../c", "c", ["", "P[0]", "P[0]"], False),
        ("^c", "c", ["", "P[0]", "P[0].Tx[1]"], True),
        ("^c", "P[0].c", ["", "P[0]", "P[0].Tx[1]"], False),
    ],
)
def test_a_path_reads_what_the_mapping_reads(
    path: str, concrete: str, steps: list[str], reads: bool
) -> None:
    """From the payment, from what is around it, or from the message; whole names alone."""
    assert FieldPath(path).reads(concrete, steps) is reads


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"approver": "o. analyst "}, "entries.0: the approver must be another person"),
        ({"approver": "O.  Analyst"}, "entries.0: the approver must be another person"),
        ({"approver": "Ｏ. ＡＮＡＬＹＳＴ"}, "entries.0: the approver must be another person"),
        ({"expires": None}, "entries.0.expires"),
        ({"expires": "never"}, "entries.0.expires: not a date or time"),
        ({"approver": None}, "entries.0.approver"),
        ({"owner": ""}, "entries.0.owner"),
        ({"reason": None}, "entries.0.reason"),
        ({"customer": None}, "needs one of customer, field and text"),
        ({"field": "description"}, "needs one of customer, field and text"),
        ({"customer": None, "field": "a..b"}, "entries.0.field: not a path"),
        ({"indicator": None}, "needs indicator, or else type and value"),
        ({"indicator": None, "type": "email"}, "type and value belong together"),
        ({"type": "email", "value": "x@example.com"}, "needs indicator, or else type and value"),
        ({"indicator": None, "type": "email", "value": "no-address"}, "entries.0: value: "),
        ({"name": "a\nb"}, "entries.0.name"),
    ],
)
def test_a_wrong_entry_is_refused(tmp_path: Path, changed: Any, message: str) -> None:
    """The error names the entry and never a value."""
    path = written(tmp_path, entry(**changed))
    with pytest.raises(SettingsError) as refused:
        allow_list.load(path)
    told = str(refused.value)
    assert told.startswith(f"FRESNEL_ALLOW_LIST: {path}: line ")
    assert message in told
    assert "C1" not in told
    assert "no-address" not in told


@pytest.mark.parametrize(
    ("whole", "message"),
    [({"version": None}, "version"), ({"version": 0}, "version"), ({"entries": None}, "entries"),
     ({"entries": [ENTRY, ENTRY]}, "two are named AL-1")],
)  # fmt: skip
def test_a_wrong_file_is_refused(tmp_path: Path, whole: Any, message: str) -> None:
    """It has a version, and entries with names of their own."""
    with pytest.raises(SettingsError, match=message):
        allow_list.load(written(tmp_path, **whole))


def test_the_digest_covers_it(tmp_path: Path) -> None:
    """Each version has its own."""
    digests = {judging(path).policy.config_digest for path in (None, written(tmp_path, entry()))}
    digests.add(judging(written(tmp_path, entry(), version=2)).policy.config_digest)
    digests.add(judging(written(tmp_path, entry(customer="C2"))).policy.config_digest)
    assert len(digests) == 4


def test_ten_thousand_entries_are_looked_up_not_walked(active: ActiveList) -> None:
    """Of a match, only entries of its own indicator, customer or text are ever touched."""
    entries = [entry(name=str(n), customer=f"C{n}", indicator=f"x{n % 7}") for n in range(9_999)]
    whole = AllowList(
        AllowListFile.model_validate({"version": 1, "entries": [*entries, entry(name="last")]})
    )
    judging_ = judging(None)
    policy = judging_.policy
    touched = []

    class Watched(dict[Any, Any]):
        def get(self, key: Any, default: Any = None) -> Any:
            touched.append(key)
            return super().get(key, default)

    for each in whole._of.values():
        each._customers = Watched(each._customers)  # type: ignore[assignment]
    object.__setattr__(policy, "allow_list", whole)
    assert judged(pay("rent", customer_id="C1"), active, judging_).suppressed == 0
    assert touched == []
    assert judged(pay(EMAIL, customer_id="C1"), active, judging_).suppressed == 1
    assert touched == ["C1"]
