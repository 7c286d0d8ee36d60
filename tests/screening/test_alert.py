"""The alert's form: its JSON Schema, its fields in DESIGN's order, its compact form."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import orjson
import pytest

from screening import alert
from tests.screening.support import NOW, judge_of, judged, mapping_of, only_alert

if TYPE_CHECKING:
    from feeds.compile import ActiveList
    from screening.judge import Judge

EMAIL = "quiet.lantern@example.com"
# DESIGN section 4, "Alert", in its order.
TOP = (
    "schema alert_id mode detected_at severity severity_reasons transaction matches snapshot "
    "config_digest software"
).split()
TRANSACTION = "id source partition offset timestamp customer amount currency fields".split()
MATCH = (
    "indicator_id type tier nature sources confidence tlp platform region labels field role lane "
    "method start end excerpt value"
).split()


def validate(found: dict[str, Any]) -> None:
    """As a consumer would: the alert as it is written, against the schema as it is published."""
    schema = alert.json_schema()
    validator = jsonschema.validators.validator_for(schema)
    validator.check_schema(schema)
    validator(schema, format_checker=validator.FORMAT_CHECKER).validate(
        json.loads(orjson.dumps(found))
    )


def without_additions(found: dict[str, Any], names: list[str]) -> list[str]:
    """The names of `found` that the design lists, in their order here."""
    return [name for name in found if name in names]


def full(active: ActiveList, generic: Judge) -> dict[str, Any]:
    """An alert with several matches."""
    document = {
        "id": "1", "timestamp": "2026-01-05", "customer_id": "C1", "amount": 1.5,
        "currency": "AUD", "description": f"{EMAIL} violet kettle harbour marbleharbour",
        "payee": {"account": "062-000 12345678"},
    }  # fmt: skip
    return only_alert(judged(document, active, generic))


def test_names_and_order_are_the_designs(active: ActiveList, generic: Judge) -> None:
    """Every contracted field is there, in the contract's order."""
    found = full(active, generic)
    assert without_additions(found, TOP) == TOP
    assert without_additions(found["transaction"], TRANSACTION) == TRANSACTION
    for match in found["matches"]:
        assert without_additions(match, MATCH) == MATCH
    assert list(found["snapshot"]) == ["serial", "digest", "created"]


def test_real_alerts_fit_the_schema(active: ActiveList, generic: Judge) -> None:
    """One with everything in it, and its compact form."""
    found = full(active, generic)
    validate(found)
    validate(alert.compact(found))


@pytest.mark.parametrize(
    "document",
    [
        {"note": EMAIL},
        {"note": ["violet", "kettle harbour"]},
        {"note": EMAIL, "at": "soon", "fact": [1]},
    ],
)
def test_unusual_alerts_fit_the_schema(active: ActiveList, document: dict[str, Any]) -> None:
    """Without id or time, straddling, with context, of an item."""
    for each in (None, "Tx[*]"):
        judging = judge_of(
            mapping_of(
                {"path": "note[*]", "role": "free_text", "join": True},
                each=each,
                timestamp="at",
                context={"fact": "fact"},
            )
        )
        record = {"Tx": [document]} if each else document
        found = only_alert(judged(record, active, judging))
        assert ("item" in found["transaction"]) is bool(each)
        validate(found)
        validate(alert.compact(found))


@pytest.mark.parametrize("name", TOP)
def test_the_schema_misses_what_is_missing(active: ActiveList, generic: Judge, name: str) -> None:
    """Each contracted field is required."""
    found = full(active, generic)
    del found[name]
    with pytest.raises(jsonschema.ValidationError):
        validate(found)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("alert_id", "xyz"),
        ("mode", "test"),
        ("severity", "urgent"),
        ("matches", []),
        ("schema", "x"),
    ],
)
def test_the_schema_refuses_what_is_wrong(
    active: ActiveList, generic: Judge, name: str, value: object
) -> None:
    """It is not a schema that everything fits."""
    with pytest.raises(jsonschema.ValidationError):
        validate(full(active, generic) | {name: value})


def test_a_compact_alert_holds_no_text_of_the_payment(active: ActiveList, generic: Judge) -> None:
    """Field values and excerpts are left out; what matched where stays."""
    found = full(active, generic)
    small = alert.compact(found)
    assert small["compact"] is True
    assert small["alert_id"] == found["alert_id"]
    assert small["transaction"]["fields"] == {}
    assert {match["excerpt"] for match in small["matches"]} == {None}
    assert [match["start"] for match in small["matches"]] == [m["start"] for m in found["matches"]]


def test_a_loose_match_tells_what_was_undone(active: ActiveList, generic: Judge) -> None:
    """A reviewer sees how far the text is from the indicator; a canonical match undid nothing."""
    text = f"v.i.o.l.e.t k3ttle harbour {EMAIL}"
    found = only_alert(judged({"id": "1", "description": text}, active, generic))
    loose, canonical = found["matches"]
    assert (loose["lane"], sorted(loose["undone"])) == ("loose", ["leet", "separators"])
    assert (canonical["lane"], canonical["undone"]) == ("canonical", [])
    validate(found)


def test_a_compact_alert_is_bounded(active: ActiveList, generic: Judge) -> None:
    """It lists ten matches at most and still tells how many there are."""
    document = {"id": "1", "description": f"{EMAIL} " * 30}
    small = alert.compact(only_alert(judged(document, active, generic)))
    assert (len(small["matches"]), small["matches_total"]) == (10, 30)


def test_times_are_utc_with_z() -> None:
    """RFC 3339."""
    assert alert.render_time(NOW) == "2026-03-01T12:00:00Z"
