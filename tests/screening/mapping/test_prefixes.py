"""Values in two fields: which belong together, and what is said of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from screening.bad_record import BadRecordError, Reason
from screening.mapping.trial import Trial
from screening.mapping.unread import Coverage
from tests.screening.support import judge_of, judged, list_of, mapping_of, only_alert, read_one

if TYPE_CHECKING:
    from pathlib import Path

    from screening.mapping import Mapping
    from screening.transaction import Transaction

BSBS = st.sampled_from(["062000", "064-000", ""])
NUMBERS = st.sampled_from(["12345678", "87654321", ""])
PARTY = st.fixed_dictionaries({}, optional={"bsb": BSBS, "number": NUMBERS})


def account(path: str, prefix: str, **more: Any) -> dict[str, Any]:
    """A field with a prefix."""
    return {"path": path, "role": "account", "prefix": prefix, **more}


def joined(transaction: Transaction) -> list[list[tuple[str, str]]]:
    """Path and text of the pieces that are read together."""
    return [[(each.field, each.text) for each in pieces] for _, pieces in transaction.joined]


def found_in(mapping: Mapping, document: Any) -> list[list[tuple[str, str]]]:
    """What of a document is read together."""
    return joined(read_one(mapping, document))


@given(st.lists(PARTY), st.booleans())
def test_each_party_has_its_own(parties: list[dict[str, str]], below: bool) -> None:
    """Of a list of parties none gets another's BSB, however deep both stand in one."""
    document = {"parties": [{"at": each} if below else each for each in parties]}
    step = "parties[*].at" if below else "parties[*]"
    mapping = mapping_of(account(f"{step}.number", f"{step}.bsb"))
    inner = ".at" if below else ""
    assert found_in(mapping, document) == [
        [
            (f"parties[{n}]{inner}.bsb", party["bsb"]),
            (f"parties[{n}]{inner}.number", party["number"]),
        ]
        for n, party in enumerate(parties)
        if party.get("bsb") and party.get("number")
    ]


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"bank": {"bsb": "1"}, "acct": {"no": "2"}}, [[("bank.bsb", "1"), ("acct.no", "2")]]),
        ({"bank": {"bsb": 62000}, "acct": {"no": 2}}, [[("bank.bsb", "62000"), ("acct.no", "2")]]),
        (
            {"bank": [{}, {"bsb": ["1", "9"]}], "acct": {"no": ["2", "3"]}},
            [
                [("bank[1].bsb[0]", "1"), ("acct.no[0]", "2")],
                [("bank[1].bsb[0]", "1"), ("acct.no[1]", "3")],
            ],
        ),
        ({"bank": {"bsb": "1"}, "acct": {}}, []),
        ({"bank": {}, "acct": {"no": "2"}}, []),
        ({"bank": "1", "acct": "2"}, []),
        ({"bank": None, "acct": {"no": "2"}}, []),
    ],
)
def test_the_first_prefix_is_read_before_each_value(document: Any, expected: Any) -> None:
    """Whatever shapes they come in."""
    assert found_in(mapping_of(account("acct.no", "bank.bsb")), document) == expected


def test_around_a_payment() -> None:
    """`../` and `^` are the batch's and the message's own."""
    mapping = mapping_of(
        account("../no", "../bank.bsb"), account("^no", "^bsb"), each="batches[*].payments[*]"
    )
    document = {
        "bsb": "9",
        "no": "8",
        "batches": [
            {"no": "1", "bank": {"bsb": "2"}, "payments": [{}, {}]},
            {"no": "3", "payments": [{}]},
        ],
    }
    raw = json.dumps(document).encode()
    own, other = [("batches[0].bank.bsb", "2"), ("batches[0].no", "1")], [("bsb", "9"), ("no", "8")]
    found = [each for each in mapping.read(raw) if not isinstance(each, BadRecordError)]
    assert [joined(each) for each in found] == [[own, other], [own, other], [other]]


def test_the_evidence_is_both_pieces(tmp_path: Path) -> None:
    """As they are written; the number alone, another BSB, or the BSB alone is no match."""
    active = list_of(
        tmp_path,
        {"id": "a", "type": "account", "value": "062-000 12345678"},
        {"id": "b", "type": "account", "value": "064000"},
    )
    judging = judge_of(mapping_of(account("payee.no", "payee.bsb")))

    def matches(bsb: str, number: str) -> Any:
        document = {"payee": {"bsb": bsb, "no": number}}
        alerts = judged(document, active, judging).alerts
        return [each for alert in alerts for each in alert["matches"]]

    for bsb, number in (
        (" 062-000", "0012345678 "[1:]),
        ("062 000", "1234-5678"),
        ("\uff10\uff16\uff12\uff10\uff10\uff10", "12345678"),
    ):
        (match,) = matches(bsb, number)
        assert (match["indicator_id"], match["method"], match["lane"]) == (
            "a",
            "exact",
            "canonical",
        )
        assert [each["field"] for each in match["parts"]] == ["payee.bsb", "payee.no"]
        for part, text in zip(match["parts"], (bsb, number), strict=True):
            assert text[part["start"] : part["end"]] == part["excerpt"] == text.strip()
    for bsb, number in (("", "12345678"), ("064000", "12345678"), ("064000", "")):
        assert matches(bsb, number) == []
    alert = only_alert(
        judged({"payee": {"bsb": "064000", "no": "062-000 12345678"}}, active, judging)
    )
    assert [each["field"] for each in alert["matches"]] == ["payee.no"]


def test_a_prefix_is_read_like_any_path() -> None:
    """It is not unread, is told of where it is absent, and may not come twice."""
    mapping = mapping_of(account("no", "bsb"), id="id")
    document = {"id": "a", "bsb": "062000", "no": "12345678", "more": "x"}
    (part,) = (coverage := Coverage(mapping.model)).parts(document)
    assert part.unread == [("more", "x")]
    assert coverage.absent(coverage.parts({"id": "a", "no": "1"})[0]) == ["bsb"]
    with pytest.raises(BadRecordError) as caught:
        list(mapping.read(b'{"id": "a", "bsb": "1", "bsb": "2", "no": "3"}'))
    assert caught.value.reason is Reason.DUPLICATE_KEY
    trial = Trial(mapping)
    trial.add("1", json.dumps(document).encode(), 0)
    assert [(each.name, each.path, each.there) for each in trial.fields] == [
        ("account", "no", 1),
        ("account, prefix", "bsb", 1),
    ]


@pytest.mark.parametrize(
    ("field", "said"),
    [
        (account("no", "../bsb"), "prefix must begin where path does"),
        (account("^no", "bsb"), "prefix must begin where path does"),
        (account("no", "no"), "prefix needs another path"),
        (account("no[*]", "bsb", join=True), "prefix needs another path, and no join"),
        (account("no", "b..sb"), "not a path"),
        (account("../../no", "../../bsb"), "reaches above the message"),
    ],
)
def test_prefixes_that_cannot_be(field: dict[str, Any], said: str) -> None:
    """Each says why."""
    with pytest.raises(ValidationError, match=said):
        mapping_of(field, each="a[*]")


def test_the_digest_follows_the_prefix() -> None:
    """A mapping without one keeps the digest that it had."""
    bare = {"path": "no", "role": "account"}
    digests = {mapping_of(each).digest for each in (bare, account("no", "a"), account("no", "b"))}
    assert len(digests) == 3
    assert mapping_of(bare).digest == mapping_of({**bare, "prefix": None}).digest
