"""Text over `FRESNEL_MAX_TEXT_CHARS`: head and tail are screened, and it is never clear."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from screening import mapping
from screening.bad_record import Reason
from tests.screening.support import judge_of, judged, listed_ids, mapping_of, only_alert, pay

if TYPE_CHECKING:
    from feeds.compile import ActiveList
    from screening.judge import Judgement

EMAIL = "quiet.lantern@example.com"

LIMIT = 1024


def judge(active: ActiveList, text: str, **more: Any) -> Judgement:
    """The judgement of a payment with this text."""
    judging = judge_of(mapping.load("generic"), max_text_chars=LIMIT)
    return judged(pay(text, **more), active, judging)


def test_at_the_limit_all_is_screened(active: ActiveList) -> None:
    """The limit itself is not over it."""
    text = f"{'x ' * 249}{EMAIL} ".ljust(LIMIT)
    assert judge(active, text).alerts
    clear = judge(active, " " * LIMIT)
    assert (clear.alerts, clear.reason) == ([], None)


def test_without_a_match_it_is_a_dead_letter(active: ActiveList) -> None:
    """What was not screened whole is never called clear."""
    judgement = judge(active, " " * (LIMIT + 1))
    assert (judgement.alerts, judgement.reason) == ([], Reason.TEXT_TOO_LONG)


@pytest.mark.parametrize(("before", "after"), [(0, 4000), (4000, 0), (100, 3900)])
def test_head_and_tail_are_screened(active: ActiveList, before: int, after: int) -> None:
    """A match at either end flags the record, and its place is the original's."""
    text = f"{'x ' * (before // 2)}{EMAIL}{' x' * (after // 2)}"
    judgement = judge(active, text)
    (match,) = only_alert(judgement)["matches"]
    assert judgement.reason is None
    assert text[match["start"] : match["end"]] == match["excerpt"] == EMAIL
    assert match["start"] == before


def test_the_middle_is_not(active: ActiveList) -> None:
    """A match in the middle alone leaves a dead letter."""
    assert judge(active, f"{' ' * 2000}{EMAIL}{' ' * 2000}").reason is Reason.TEXT_TOO_LONG


@pytest.mark.parametrize("shift", range(1, 40))
def test_a_cut_makes_no_match_of_its_own(active: ActiveList, shift: int) -> None:
    """Half a token at a cut is not evidence of a whole one."""
    wide = "teal-anchor.example.org"
    head = f"{' ' * (LIMIT // 2 - shift)}{wide}.example.net{' ' * 3000}"
    assert judge(active, head).reason is Reason.TEXT_TOO_LONG
    tail = f"{' ' * 3000}not{wide}{' ' * (LIMIT // 2 - shift)}"
    assert judge(active, tail).reason is Reason.TEXT_TOO_LONG


def test_other_fields_are_screened_whole(active: ActiveList) -> None:
    """One long field takes nothing from the others."""
    alert = only_alert(judge(active, " " * 5000, reference=f"to {EMAIL}"))
    assert alert["matches"][0]["field"] == "reference"


def test_a_shadow_match_does_not_make_it_clear(active: ActiveList) -> None:
    """Nor does one that is not valid."""
    for more in (
        {"payee": {"name": "Robin Placeholder"}},
        {"reference": "past.beacon@example.com"},
    ):
        assert judge(active, " " * 5000, **more).reason is Reason.TEXT_TOO_LONG


def test_other_joined_items_are_still_joined(active: ActiveList) -> None:
    """A match that straddles short items is found beside a long field."""
    judging = judge_of(
        mapping_of(
            {"path": "note", "role": "free_text"},
            {"path": "lines[*]", "role": "free_text", "join": True},
        ),
        max_text_chars=LIMIT,
    )
    document = {"note": " " * 5000, "lines": ["violet kettle", "harbour"]}
    assert listed_ids(only_alert(judged(document, active, judging))) == ["p1"]
