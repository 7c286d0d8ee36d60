"""The privacy of an alert: which texts it carries, how they are cut, and what never leaks."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening import alert as alerts
from screening import mapping
from screening.settings import AlertSettings, Settings, SettingsError, load
from screening.stream.messages import alert_message
from tests.screening.support import judge_of, judged, mapping_of, only_alert, pay
from tests.screening.test_alert import validate

if TYPE_CHECKING:
    from pathlib import Path

    from feeds.compile import ActiveList
    from screening.alert import Alert
    from screening.judge import Judge

EMAIL = "quiet.lantern@example.com"
CARD = "4111111111111111"
TFN = "123 456 782"
GENERIC = mapping.load("generic")
DOCUMENT = pay(f"to {EMAIL} now", reference="r 7", payee={"name": "Ko", "contact": EMAIL})
ITEMS = mapping_of(
    {"path": "lines[*]", "role": "free_text", "join": True},
    {"path": "^note", "role": "free_text"},
    {"path": "note", "role": "free_text"},
    each="Tx[*]",
)


def carrying(reader: mapping.Mapping = GENERIC, **given: Any) -> Judge:
    """A judge whose alerts carry what these settings say."""
    return judge_of(reader, alert=AlertSettings.model_validate(given))


def fields(active: ActiveList, **given: Any) -> dict[str, str]:
    """The texts in the alert of the payment above."""
    return only_alert(judged(DOCUMENT, active, carrying(**given)))["transaction"]["fields"]


def test_which_fields_are_carried(active: ActiveList) -> None:
    """All, those with a match, none, or those that are listed; matches are told in any case."""
    assert list(fields(active)) == ["description", "reference", "payee.name", "payee.contact"]
    assert list(fields(active, fields="matched")) == ["description", "payee.contact"]
    assert list(fields(active, fields="none")) == []
    assert list(fields(active, fields="reference, payee.name")) == ["reference", "payee.name"]
    alert = only_alert(judged(DOCUMENT, active, carrying(fields="none")))
    assert [match["excerpt"] for match in alert["matches"]] == [EMAIL, EMAIL]
    validate(alert)


def test_paths_are_those_of_the_mapping(active: ActiveList) -> None:
    """Below each payment, or around it; never another of the same name."""
    document = {"note": EMAIL, "Tx": [{"lines": ["a", EMAIL], "note": "x"}, {"lines": EMAIL}]}
    told = [
        [sorted(each["transaction"]["fields"]) for each in judged(document, active, judging).alerts]
        for judging in (carrying(ITEMS, fields=path) for path in ("lines[*]", "note", "^note"))
    ]
    assert told == [
        [["Tx[0].lines[0]", "Tx[0].lines[1]"], ["Tx[1].lines[0]"]],
        [["Tx[0].note"], []],
        [["note"], ["note"]],
    ]


def test_an_unknown_path_is_refused() -> None:
    """A misspelt one would silently carry nothing."""
    with pytest.raises(SettingsError, match=r"FRESNEL_ALERT__FIELDS: memo: neither all"):
        carrying(fields="description,memo")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("matched", "matched"), ("all", "all"), ("a.b,c[*]", ("a.b", "c[*]")), ('["a"]', ("a",))],
)
def test_it_is_set_by_the_environment(
    monkeypatch: pytest.MonkeyPatch, text: str, expected: object
) -> None:
    """A word, or paths with commas between, or a list."""
    monkeypatch.setenv("FRESNEL_ALERT__FIELDS", text)
    monkeypatch.setenv("FRESNEL_ALERT__CONTEXT_CHARS", "20")
    assert load().alert == AlertSettings(fields=expected, context_chars=20)


def test_it_is_set_by_a_file(tmp_path: Path) -> None:
    """A list is natural there."""
    path = tmp_path / "settings.yaml"
    path.write_text("alert: {fields: [description], context_chars: 0}\n")
    assert load(path).alert == AlertSettings(fields=("description",), context_chars=0)


def test_the_digest_covers_it() -> None:
    """An alert can be judged by what it was allowed to carry."""
    digests = {
        judge_of(GENERIC, alert=each).policy.config_digest
        for each in (Settings().alert, AlertSettings(fields="none"), AlertSettings(context_chars=9))
    }
    assert len(digests) == 3


@pytest.mark.parametrize(
    ("chars", "text", "cuts"),
    [
        (0, EMAIL, [(13, 38)]),
        (3, f"to {EMAIL}, t", [(10, 41)]),
        (400, None, [(0, 57)]),
    ],
)
def test_texts_are_cut_around_matches(
    active: ActiveList, chars: int, text: str | None, cuts: list[tuple[int, int]]
) -> None:
    """Spans still index the payment's text; a field without a match has nothing to show."""
    whole = f"ease pay  to {EMAIL}, thank you so much"[:57].ljust(57)
    document = pay(whole, reference="r 7")
    transaction = only_alert(judged(document, active, carrying(context_chars=chars)))["transaction"]
    assert transaction["fields"] == {"description": whole if text is None else text}
    assert transaction["cuts"] == {"description": [{"start": a, "end": b} for a, b in cuts]}


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.lists(
        st.sampled_from([EMAIL, "violet kettle harbour", "rent", "é😀", CARD, f"tfn {TFN}"]),
        min_size=1,
        max_size=12,
    ),
    chars=st.integers(0, 40),
)
def test_a_cut_text_is_the_whole_ones_pieces(
    active: ActiveList, words: list[str], chars: int
) -> None:
    """Every character within reach of a match, no other, masked as in the whole text."""
    document = pay(" ".join(words))
    for full, cut in zip(
        judged(document, active, carrying()).alerts,
        judged(document, active, carrying(context_chars=chars)).alerts,
        strict=True,
    ):
        assert full["matches"] == cut["matches"]
        whole = full["transaction"]["fields"]["description"]
        near = {
            at
            for match in full["matches"]
            for at in range(match["start"] - chars, match["end"] + chars)
            if 0 <= at < len(whole)
        }
        pieces = cut["transaction"]["cuts"]["description"]
        assert {at for p in pieces for at in range(p["start"], p["end"])} == near
        assert all(a["end"] < b["start"] for a, b in pairwise(pieces))
        shown = "…".join(whole[p["start"] : p["end"]] for p in pieces)
        assert cut["transaction"]["fields"]["description"] == shown
        for match in cut["matches"]:
            original = document["description"][match["start"] : match["end"]]
            assert original == match["excerpt"]
        validate(cut)


@pytest.mark.parametrize(("gap", "chars", "pieces"), [(3, 1, 2), (2, 1, 1), (1, 1, 1), (5, 2, 2)])
def test_pieces_that_touch_are_one(active: ActiveList, gap: int, chars: int, pieces: int) -> None:
    """Nothing is said to be left out where nothing is."""
    text = f"{EMAIL}{' ' * gap}{EMAIL}"
    told = only_alert(judged(pay(text), active, carrying(context_chars=chars)))["transaction"]
    assert len(told["cuts"]["description"]) == pieces
    assert told["fields"]["description"].count("…") == pieces - 1


def digits(whole: Alert) -> str:
    """Everything that an alert and its Kafka message say, without gaps."""
    message = alert_message("review", whole)
    said = json.dumps(whole, ensure_ascii=False) + str(message.key) + str(message.headers)
    return said.replace(" ", "").replace("-", "")


@pytest.mark.parametrize("place", ["id", "customer_id", "amount", "currency", "reference"])
@pytest.mark.parametrize("number", [CARD, int(CARD), "4111 1111 1111 1111", f"TFN {TFN}"])
def test_no_card_leaks_from_anywhere(active: ActiveList, place: str, number: Any) -> None:
    """Nor a tax file number: not by id, customer, amount or currency, nor as the Kafka key."""
    found = only_alert(judged(pay(EMAIL) | {place: number}, active, carrying()))
    for alert in (found, alerts.compact(found)):
        assert CARD not in digits(alert)
        assert TFN.replace(" ", "") not in digits(alert)
        validate(alert)


def test_none_leaks_from_facts_and_paths(active: ActiveList) -> None:
    """A fact by its name, a key of an object at a mapped path, and a part of a match there."""
    reader = mapping_of(
        {"path": "note", "role": "free_text"},
        {"path": "payer.tfn", "role": "reference"},
        context={"payer_tfn": "t", "taxFile": "t", "count": "n"},
    )
    document = {"note": {CARD: EMAIL}, "t": 123456782, "n": 123456782, "payer": {"tfn": TFN}}
    found = only_alert(judged(document, active, judge_of(reader)))
    assert CARD not in digits(found)
    assert found["matches"][0]["field"] == f"note.{'•' * 16}"
    assert found["transaction"]["fields"][f"note.{'•' * 16}"] == EMAIL
    assert found["transaction"]["fields"]["payer.tfn"] == "••• ••• •••"
    context = {"payer_tfn": "•" * 9, "taxFile": "•" * 9, "count": 123456782}
    assert found["transaction"]["context"] == context
