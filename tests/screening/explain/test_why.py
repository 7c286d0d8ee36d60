"""Why a payment was not flagged: each rule is named where a listed value would match without it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from screening import mapping
from screening.bad_record import Reason
from screening.batch.frame import Frame
from screening.explain import why
from screening.explain.record import Explainer
from screening.explain.sight import Sight
from screening.judge import from_settings
from screening.settings import Settings
from tests.screening.support import LISTED, NOW, judge_of, list_of, mapping_of

if TYPE_CHECKING:
    from pathlib import Path

    from feeds.compile import ActiveList
    from screening.judge import Judge

TIME = "2026-02-10T00:00:00Z"
MORE = [
    {"id": "ph1", "type": "phone", "value": "+61491570156", "source": "alpha"},
    {"id": "ph2", "type": "phone", "value": "+61299999999", "source": "alpha"},
    {"id": "ph3", "type": "phone", "value": "+61190000000", "source": "alpha"},
    {"id": "u5", "type": "username", "value": "kit9x", "source": "alpha"},
    {"id": "p2", "type": "phrase", "value": "purple lantern", "source": "alpha"},
    {"id": "later", "type": "email", "value": "next.beacon@example.com", "source": "alpha",
     "valid_from": "2026-03-01T00:00:00Z"},
]  # fmt: skip


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> ActiveList:
    """The list, with values that running text treats with care."""
    return list_of(tmp_path_factory.mktemp("why"), *LISTED, *MORE)


def explain(
    active: ActiveList, judge: Judge, payment: dict[str, Any] | bytes, **sight: bool
) -> dict[str, Any]:
    """The explanation of one record, as JSON gives it back."""
    raw = payment if isinstance(payment, bytes) else json.dumps(payment).encode()
    explainer = Explainer(judge, active, NOW, NOW, Sight(**sight))
    return json.loads(json.dumps(explainer.explained(Frame(1, raw), "file", 1)))


def payment(**fields: Any) -> dict[str, Any]:
    """A payment with these fields."""
    return {"id": "tx-1", "timestamp": TIME, **fields}


def of_one(record: dict[str, Any]) -> dict[str, Any]:
    """The one payment of a record."""
    (found,) = record["transactions"]
    return found


RULES = [
    ({"description": "call 491570156 soon"}, "ph1", "phone_prefix"),
    ({"description": "on 0190000000 now"}, "ph3", "phone_not_valid"),
    ({"description": "from kit9x with love"}, "u5", "username_short"),
    ({"description": "to copper.sparrow42@example.org"}, "u1", "username_inside"),
    ({"description": "with purple lanterns"}, "p2", "inside_word"),
    ({"payer": {"name": "quiet.lantern@example.com"}}, "e1", "type_not_permitted"),
    ({"payee": {"proxy": "see quiet.lantern@example.com"}}, "e1", "not_whole"),
    ({"note": "purple lantern"}, "p2", "not_mapped"),
    ({"customer_id": "quiet.lantern@example.com"}, "e1", "not_screened"),
    ({"description": "for Robin Placeholder"}, None, None),
    ({"description": "rent march"}, None, None),
]


@pytest.mark.parametrize(("fields", "indicator", "rule"), RULES)
def test_the_rule_against_a_listed_value(
    wide: ActiveList, generic: Judge, fields: dict[str, Any], indicator: str, rule: str
) -> None:
    """It is named with its indicator, and nothing is said where nothing is near."""
    found = of_one(explain(wide, generic, payment(**fields)))
    assert found["outcome"] == "clear"
    near = {each["indicator_id"]: each["rule"] for each in found["near"]}
    if indicator is None:
        assert near == {}
        assert "none is listed" in found["why"][-1]
    else:
        assert near[indicator] == rule
        assert any(indicator in said for said in found["why"])


@pytest.mark.parametrize(
    ("text", "rule"),
    [("purple-lantern", "no_sign_of_disguise"), ("ccopper.sparrow42", "weak_disguise")],
)
def test_a_weak_disguise_is_told(wide: ActiveList, generic: Judge, text: str, rule: str) -> None:
    """What reads as a listed value only by chance, whether or not the loose lane was tried."""
    found = of_one(explain(wide, generic, payment(description=text)))
    assert found["outcome"] == "clear"
    assert rule in {each["rule"] for each in found["near"]}
    assert found["fields"][0]["loose"][0]["signs_of_disguise"] is (rule == "weak_disguise")


@pytest.mark.parametrize(
    ("value", "said"),
    [("past.beacon@example.com", "to 2026-02-01"), ("next.beacon@example.com", "from 2026-03-01")],
)
def test_what_is_not_valid_then(wide: ActiveList, generic: Judge, value: str, said: str) -> None:
    """Expired and not yet begun, with the window and the time it was judged by."""
    found = of_one(explain(wide, generic, payment(description=value)))
    assert found["outcome"] == "clear"
    (match,) = found["matches"]
    assert match["decision"] == "not valid"
    (sentence,) = [each for each in found["why"] if match["indicator_id"] in each]
    assert said in sentence
    assert TIME in sentence


def test_a_borrowed_time_is_told(wide: ActiveList, generic: Judge) -> None:
    """Where the payment states none that is believed."""
    found = of_one(explain(wide, generic, {"id": "tx-1", "description": "rent"}))
    assert found["timestamp_source"] == "record"
    assert found["judged_at"] == "2026-03-01T12:00:00Z"
    assert any("--at" in said for said in found["why"])


def test_names_are_in_shadow(wide: ActiveList, generic: Judge) -> None:
    """A name alone flags nothing, and it is said why."""
    found = of_one(explain(wide, generic, payment(payee={"name": "robin placeholder"})))
    assert (found["outcome"], found["matches"][0]["decision"]) == ("clear", "shadow")
    assert any("names are always in shadow" in said for said in found["why"])


@pytest.fixture
def strict(tmp_path: Path) -> Judge:
    """A judge with a shadow file and an allow-list."""
    shadow = {"approved_by": "A", "shadow": [
        {"type": "phrase", "reason": "new", "owner": "B"},
        {"type": "domain", "reason": "old", "owner": "B", "until": "2026-01-01"},
    ]}  # fmt: skip
    entry = {"reason": "known", "owner": "B", "approver": "C", "customer": "c-1"}
    allowed = {"version": 1, "entries": [
        {"name": "kept", "indicator": "e1", "expires": "2027-01-01", **entry},
        {"name": "ended", "indicator": "i1", "expires": "2026-01-01", **entry},
    ]}  # fmt: skip
    (tmp_path / "shadow.yaml").write_text(yaml.safe_dump(shadow))
    (tmp_path / "allow.yaml").write_text(yaml.safe_dump(allowed))
    files = {"shadow": tmp_path / "shadow.yaml", "allow_list": tmp_path / "allow.yaml"}
    given = Settings().model_copy(update=files)
    return from_settings(given, mapping.load("generic"), shadow_alerts=True)


def test_the_banks_own_files(wide: ActiveList, strict: Judge) -> None:
    """Entries of the shadow file and of the allow-list are named, in force or ended."""
    fields = {
        "customer_id": "c-1",
        "description": "purple lantern, quiet.lantern@example.com, teal-anchor.example.org",
        "device": {"ip": "192.0.2.44"},
    }
    found = of_one(explain(wide, strict, payment(**fields)))
    decisions = {each["indicator_id"]: each for each in found["matches"]}
    assert decisions["p2"]["decision"] == "shadow"
    assert [each["entry"] for each in decisions["p2"]["shadow"]] == [1]
    assert decisions["e1"]["decision"] == "suppressed"
    assert [each["entry"] for each in decisions["e1"]["allow_list"]] == ["kept"]
    assert decisions["d1"]["decision"] == "live"
    assert decisions["i1"]["allow_list"][0]["in_force"] is False
    said = "\n".join(found["why"])
    for words in ("entry 1 of the shadow file", "allow-list entry kept", "ended covered it"):
        assert words in said
    assert found["shadow_alert"]["mode"] == "shadow"


def test_text_that_is_too_long(wide: ActiveList) -> None:
    """Head and tail alone are looked into; without a match it is a dead letter."""
    judge = judge_of(mapping.load("generic"), max_text_chars=1_024)
    inside = f"{'x ' * 600}quiet.lantern@example.com{' x' * 600}"
    record = explain(wide, judge, payment(description=inside))
    assert (record["outcome"], record["reason"]) == ("dead_lettered", "text_too_long")
    found = of_one(record)
    assert not found["fields"][0]["screened_whole"]
    assert found["matches"] == []
    assert "head and tail" in found["why"][0]
    behind = f"{'x ' * 1200}quiet.lantern@example.com ok"
    found = of_one(explain(wide, judge, payment(description=behind)))
    (match,) = found["matches"]
    assert behind[match["start"] : match["end"]] == "quiet.lantern@example.com"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"{", "not_json"),
        (b"\xff", "not_utf8"),
        (b"[]", "not_an_object"),
        (b'{"description": "x"}', "id_missing"),
        (b'{"id": 1.5}', "id_type"),
        (b'{"id": "1", "id": "2"}', "duplicate_key"),
    ],
)
def test_what_cannot_be_screened(wide: ActiveList, generic: Judge, raw: bytes, reason: str) -> None:
    """The reason by its name and in words."""
    record = explain(wide, generic, raw)
    assert (record["outcome"], record["reason"]) == ("dead_lettered", reason)
    (said,) = record["why"]
    assert why.REASONS[Reason(reason)] in said


def test_every_reason_has_words() -> None:
    """The set is closed."""
    assert set(why.REASONS) == set(Reason)


def test_items_are_explained_one_by_one(wide: ActiveList) -> None:
    """Each with its path and its own verdict; one that cannot be read costs no other."""
    judge = judge_of(
        mapping_of(
            {"path": "text", "role": "free_text"},
            {"path": "^head", "role": "free_text"},
            each="items[*]",
            id="id",
        )
    )
    items = [{"id": "a", "text": "purple lantern"}, {"text": "no id"}, {"id": "c", "text": "rent"}]
    record = explain(wide, judge, {"head": "kit9x", "items": items, "foot": "purple lantern"})
    first, second, third = record["transactions"]
    assert (first["item"], first["outcome"]) == ("items[0]", "flagged")
    assert (second["outcome"], second["reason"]) == ("dead_lettered", "id_missing")
    assert (third["item"], third["outcome"]) == ("items[2]", "clear")
    assert {each["rule"] for each in third["near"]} == {"username_short", "not_mapped"}
    assert record["reason"] == "id_missing"
    assert len(record["why"]) == 3


def test_a_match_over_joined_items(wide: ActiveList) -> None:
    """Is told with its parts, and the joined text is shown."""
    judge = judge_of(mapping_of({"path": "t[*]", "role": "free_text", "join": True}, id="id"))
    found = of_one(explain(wide, judge, payment(t=["a purple", "lantern b"])))
    (match,) = found["matches"]
    assert [part["field"] for part in match["parts"]] == ["t[0]", "t[1]"]
    assert found["joined"][0]["text"] == "a purple lantern b"
    assert any("across t[0], t[1]" in said for said in found["why"])


def test_fields_tell_tokens_keys_and_the_sieve(wide: ActiveList, generic: Judge) -> None:
    """What was found, looked up and hit; and where the sieve would have passed it over."""
    text = "Mail QUIET.lantern+tag@Example.com"
    found = of_one(explain(wide, generic, payment(description=text, reference="rent"), **REVEALED))
    field, other = found["fields"]
    (token,) = [each for each in field["tokens"] if each["type"] == "email"]
    assert (token["text"], token["key"], token["listed"]) == (
        "QUIET.lantern+tag@Example.com",
        "quiet.lantern@example.com",
        True,
    )
    hits = {(each["table"], each["key"]): each for each in field["lookups"] if each["hit"]}
    assert hits["email", "quiet.lantern@example.com"]["indicators"] == ["e1"]
    misses = {(each["table"], each["key"]) for each in other["lookups"]}
    assert ("username", "rent") in misses
    assert not any(each["hit"] for each in other["lookups"])
    if wide.index.compiled_sieve is not None:
        assert (field["sieve"], other["sieve"]) == ("may hold a listed value", "passed over")


REVEALED = {"is_revealed": True}


def test_values_are_masked(wide: ActiveList, generic: Judge) -> None:
    """No indicator's value but what the payment says, without --reveal; nor a card number."""
    text = "past.beacon@example.com card 4111 1111 1111 1111"
    plain = explain(wide, generic, payment(description=text, note="PURPLE  LANTERN"))
    shown = json.dumps(plain)
    assert "4111" not in shown
    assert "purple lantern" not in shown
    assert shown.count("past.beacon@example.com") <= 4  # text, excerpt, token and a reading of it
    values = [each["value"] for each in of_one(plain)["matches"] + of_one(plain)["near"]]
    assert values == ["p•••.••••••@•••••••.•••", "p••••• •••••••"]
    open_ones = of_one(explain(wide, generic, payment(note="PURPLE  LANTERN"), **REVEALED))["near"]
    assert [each["value"] for each in open_ones] == ["purple lantern"]
