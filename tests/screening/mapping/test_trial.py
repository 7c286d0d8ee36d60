"""What a trial says is unread: as a mapping would name it, and right where it is pasted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from screening.decode.json_format import JsonDecoder
from screening.mapping import propose
from screening.mapping.trial import Trial
from tests.screening.support import mapping_of, read, texts

if TYPE_CHECKING:
    from screening.transaction import Transaction

NOTE = {"path": "note", "role": "free_text"}
BATCHES = {
    "head": {"memo": "of all"},
    "batch": [
        {"payer": {"name": "Robin One"}, "tx": [{"note": "a"}, {"note": "b", "more": "own"}]},
        {"payer": {"name": "Robin Two"}, "tx": {"note": "c"}},
        {"memo": "of a batch without payments"},
    ],
}


def unread(document: dict[str, Any], *fields: str, **more: Any) -> dict[str, tuple[int, bool]]:
    """How often each unread path occurs, and whether a mapping can name it."""
    listed = [{"path": path, "role": "free_text"} for path in fields]
    trial = Trial(mapping_of(NOTE, *listed, **more))
    trial.add("1", json.dumps(document).encode(), 0)
    assert not trial.failures
    return {path: (each.count, each.nameable) for path, each in trial.unread.items()}


def test_what_is_around_payments_is_named_as_their_own() -> None:
    """`../` for a batch's, `^` for the message's: pasted, each payment has its own batch's."""
    found = unread(BATCHES, each="batch[*].tx[*]")
    assert found == {
        "more": (1, True),
        "../payer.name": (2, True),
        "^head.memo": (1, True),
        "^batch[*].memo": (1, True),
    }
    assert unread(BATCHES, *found, each="batch[*].tx[*]") == {}
    names = mapping_of({"path": "../payer.name", "role": "party_name"}, each="batch[*].tx[*]")
    transactions: list[Any] = read(names, BATCHES)
    assert [shown(each) for each in transactions] == ["Robin One", "Robin One", "Robin Two"]


def shown(transaction: Transaction) -> str:
    """The one text of a transaction."""
    ((_, text),) = texts(transaction)
    return text


def test_a_payment_that_stands_for_a_missing_step_names_its_own() -> None:
    """What is in an entry without details is its own, not around it."""
    document = {"entry": [{"note": "x", "memo": "y"}, {"memo": "z", "part": [{"note": "x"}]}]}
    assert unread(document, each="entry[*].part[*]?") == {"memo": (1, True), "../memo": (1, True)}
    assert unread(document, "memo", "../memo", each="entry[*].part[*]?") == {}


def test_where_ways_differ_in_length_the_message_is_where_a_path_begins() -> None:
    """A path further up than the shortest way has steps would be refused."""
    document = {"batch": {"memo": "y", "tx": [{"note": "x"}]}}
    found = unread(document, each=["batch.tx[*]", "tx[*]"])
    assert found == {"../memo": (1, True)}
    document = {"day": [{"memo": "y", "batch": [{"tx": [{"note": "x"}]}]}]}
    found = unread(document, each=["day[*].batch[*].tx[*]", "tx[*]"])
    assert found == {"^day[*].memo": (1, True)}
    assert unread(document, *found, each=["day[*].batch[*].tx[*]", "tx[*]"]) == {}


@pytest.mark.parametrize("key", ["a.b", "a[0]", "", "^a"])
def test_a_key_that_no_path_names_is_no_other(key: str) -> None:
    """It is shown in quotes, whatever numbers it has, and is not offered."""
    found = unread({"note": "x", "more": {key: ["y", "z"], "a": {"b": "t"}}})
    assert found == {f"more[{json.dumps(key)}][*]": (2, False), "more.a.b": (1, True)}


@pytest.mark.parametrize("key", ["a.b", "a[b", "^x", "", "../x"])
def test_a_list_that_no_path_names_is_not_proposed(key: str) -> None:
    """The proposal loads, whatever the sample's keys are."""
    items = [{"id": "1", "amount": "5.00", "memo": "for a lunch"}]
    raw = json.dumps({key: items, "memo": "some words in here"}).encode()
    text = propose.mapping_file("json", JsonDecoder(), [raw])
    assert "memo" in text
    assert "each" not in text


def test_a_batch_s_id_is_no_payment_s() -> None:
    """A proposal reads a batch's own texts with `../`, but never its id as that of a payment."""
    batch = {"id": "B1", "payer": {"name": "Robin Placeholder"}}
    payments = [{"ref": n, "amount": "5.00", "memo": "for a lunch"} for n in ("r1", "r2")]
    raw = json.dumps({"batch": [{**batch, "tx": payments}]}).encode()
    text = propose.mapping_file("json", JsonDecoder(), [raw])
    assert "each: batch[*].tx[*]" in text
    assert "id: ../id" not in text
    assert "path: ../payer.name" in text
