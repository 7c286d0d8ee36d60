"""The sample that metrics tell of, and the screening of what no path reads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from screening.bad_record import Reason
from screening.mapping import unread
from screening.metrics import Metrics
from screening.survey import Findings, Survey
from tests.screening.support import judge_of, judged, list_of, mapping_of, only_alert, pay

if TYPE_CHECKING:
    from pathlib import Path

    from feeds.compile import ActiveList


class Record(NamedTuple):
    """What is asked of a record."""

    partition: int
    offset: int


SECRET = "0491 570 006"


@pytest.fixture
def phones(tmp_path: Path) -> ActiveList:
    """A list of one phone number."""
    return list_of(tmp_path, {"type": "phone", "value": SECRET})


def looked(mapping: Any, *documents: Any) -> Findings:
    """What a survey finds in these records."""
    findings, survey = Findings(), Survey(mapping, 1)
    for document in documents:
        survey.look(None if document is None else json.dumps(document).encode(), findings)
    return findings


@pytest.mark.parametrize("step", [1, 2, 3, 64, 1000])
@pytest.mark.parametrize("every", [1, 7, 1000])
def test_about_one_in_so_many_whatever_the_rhythm(step: int, every: int) -> None:
    """Offsets that leave gaps, as transactions and compaction make them, are sampled alike."""
    survey = Survey(mapping_of({"path": "a", "role": "free_text"}), every)
    records = [Record(p, n * step) for p in range(8) for n in range(25_000)]
    picked = survey.sample(records)  # type: ignore[arg-type]
    assert len(picked) * every == pytest.approx(len(records), rel=0.2)
    assert picked == survey.sample(records)  # type: ignore[arg-type]


def test_none_are_picked_where_the_setting_is_0() -> None:
    """0 switches the survey off."""
    survey = Survey(mapping_of({"path": "a", "role": "free_text"}), 0)
    assert not survey.sample([Record(0, n) for n in range(10_000)])  # type: ignore[misc]


def test_a_survey_counts_what_is_absent_and_unread() -> None:
    """Payments by absent path, whichever of the record's it is; unread texts, shared ones once."""
    mapping = mapping_of(
        {"path": "memo", "role": "free_text"}, {"path": "note", "role": "free_text"},
        each="tx[*]", id="id",
    )  # fmt: skip
    items = [{"id": "1", "memo": "m", "x": "u"}, {"id": "2", "y": 5}]
    found = looked(
        mapping, {"head": "h", "tx": items}, {"tx": [{"id": "3", "memo": "m", "note": "n"}]}
    )
    assert (found.records, found.payments) == (2, 3)
    assert (found.unread_records, found.unread_texts) == (1, 2)
    assert found.absent == {"memo": 1, "note": 2}


def test_what_cannot_be_read_shows_nothing() -> None:
    """A tombstone, and a record that is dead-lettered, are not in the sample."""
    field = {"path": "a", "role": "free_text"}
    assert looked(mapping_of(field), None, [1]).records == 0
    assert looked(mapping_of(field, each="tx[*]"), {"a": "b"}, {"tx": ["b"]}).records == 0


def test_metrics_name_the_mapping_s_paths_and_nothing_of_a_record() -> None:
    """Labels are the file's own paths, shown from the start; a record's keys never are."""
    mapping = mapping_of({"path": "memo", "role": "free_text"}, id="id")
    metrics, survey = Metrics(), Survey(mapping, 1)
    metrics.surveying(survey.paths)
    assert 'fresnel_mapping_absent_total{path="memo"} 0.0' in metrics.render(ready=True).decode()
    metrics.surveyed(looked(mapping, {"id": "1", SECRET: SECRET}))
    shown = metrics.render(ready=True).decode()
    assert 'fresnel_mapping_absent_total{path="memo"} 1.0' in shown
    assert "fresnel_mapping_sampled_total 1.0" in shown
    assert "fresnel_mapping_unread_texts_total 1.0" in shown
    assert "fresnel_mapping_unread_records_total 1.0" in shown
    assert SECRET not in shown


def test_unread_text_is_screened_when_asked(phones: ActiveList) -> None:
    """Only with the setting; as free text, at its concrete path, and in the alert's fields."""
    mapping = mapping_of({"path": "description", "role": "free_text"}, id="id")
    document = pay("nothing", deep=[{"words": f"call {SECRET}"}])
    assert not judged(document, phones, judge_of(mapping)).alerts
    wider = judge_of(mapping, screen_unread_text=True)
    alert = only_alert(judged(document, phones, wider))
    (match,) = alert["matches"]
    assert (match["field"], match["role"]) == ("deep[0].words", "free_text")
    assert alert["transaction"]["fields"]["deep[0].words"] == f"call {SECRET}"
    assert wider.policy.config_digest != judge_of(mapping).policy.config_digest


def test_the_id_and_other_mapped_values_are_not_screened_twice(phones: ActiveList) -> None:
    """What a path reads, screened or not, stays as the mapping has it."""
    mapping = mapping_of(
        {"path": "memo", "role": "party_name"}, id="id", context={"fact": "fact"}
    )  # fmt: skip
    wider = judge_of(mapping, screen_unread_text=True)
    assert not judged({"id": SECRET, "memo": SECRET, "fact": SECRET}, phones, wider).alerts


def test_unread_text_of_one_item_flags_that_item_alone(phones: ActiveList) -> None:
    """An item's own belongs to it; the message's to every item."""
    mapping = mapping_of({"path": "memo", "role": "free_text"}, each="tx[*]", id="id")
    wider = judge_of(mapping, screen_unread_text=True)
    items = [{"id": "1", "memo": "a"}, {"id": "2", "more": SECRET}]
    alert = only_alert(judged({"tx": items}, phones, wider))
    assert (alert["transaction"]["id"], alert["matches"][0]["field"]) == ("2", "tx[1].more")
    header = judged({"head": SECRET, "tx": items[:1] * 2}, phones, wider)
    assert [alert["matches"][0]["field"] for alert in header.alerts] == ["head", "head"]


def test_items_times_texts_around_them_are_bounded(
    phones: ActiveList, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A record that would be screened without end is dead-lettered, not passed as clear."""
    monkeypatch.setattr(unread, "MOST_SHARED_FIELDS", 100)
    mapping = mapping_of({"path": "memo", "role": "free_text"}, each="tx[*]")
    wider = judge_of(mapping, screen_unread_text=True)
    document = {"head": ["x"] * 11, "tx": [{"memo": "m"}] * 10}
    assert judged(document, phones, wider).reason is Reason.TOO_DEEP
    assert judged(document | {"head": ["x"] * 10}, phones, wider).reason is None


def test_a_repeated_key_that_is_not_mapped_can_hide_nothing(phones: ActiveList) -> None:
    """Where all texts are screened, a second value of any key would be lost: it is refused."""
    mapping = mapping_of({"path": "memo", "role": "free_text"})
    raw = f'{{"memo": "m", "x": "{SECRET}", "x": "y"}}'.encode()
    assert judged(raw, phones, judge_of(mapping)).reason is None
    wider = judge_of(mapping, screen_unread_text=True)
    assert judged(raw, phones, wider).reason is Reason.DUPLICATE_KEY
