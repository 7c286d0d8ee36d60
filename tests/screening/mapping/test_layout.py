"""Ways to several payments in a message, and what is read around them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from screening.bad_record import BadRecordError
from screening.mapping import load
from screening.mapping.unread import Coverage
from tests.screening.support import mapping_of, read

if TYPE_CHECKING:
    from screening.transaction import Transaction

BATCHES = {
    "Doc": {
        "Head": {"at": "2026-02-01T00:00:00Z", "note": "of all"},
        "Batch": [
            {"payer": "first", "Tx": [{"id": "a", "note": "x"}, {"id": "b", "note": "y"}]},
            {"payer": "second", "Tx": {"id": "c", "note": "z"}},
        ],
    }
}


def texts(transaction: Transaction) -> dict[str, str]:
    """What is screened, by concrete path."""
    return {path: text for path, _, text in transaction.fields}


def note(path: str) -> dict[str, Any]:
    """A field of free text."""
    return {"path": path, "role": "free_text"}


def test_what_stands_around_a_payment_is_that_of_its_own_branch() -> None:
    """`../` reads the batch that the payment is in, `^` the message; paths are concrete."""
    mapping = mapping_of(
        note("note"),
        note("../payer"),
        note("^Doc.Head.note"),
        each="Doc.Batch[*].Tx[*]",
        id="id",
        timestamp="../../Head.at",
        customer="../payer",
        context={"batch": "../payer"},
    )
    first, second, third = read(mapping, BATCHES)
    assert [each.customer for each in (first, second, third)] == ["first", "first", "second"]
    assert texts(second) == {
        "Doc.Batch[0].Tx[1].note": "y",
        "Doc.Batch[0].payer": "first",
        "Doc.Head.note": "of all",
    }
    assert texts(third) == {
        "Doc.Batch[1].Tx[0].note": "z",
        "Doc.Batch[1].payer": "second",
        "Doc.Head.note": "of all",
    }
    assert third.timestamp == "2026-02-01T00:00:00Z"
    assert third.context == {"batch": "second"}


def test_a_step_that_may_be_missing_loses_no_entry() -> None:
    """Entries with details are several payments; one without is a payment itself, read once."""
    mapping = mapping_of(
        note("info"),
        note("../../info"),
        each="Entry[*].Batch[*]?.Details[*]?",
        id=["id", "../../id", None],
    )
    document = {
        "Entry": [
            {"id": "1", "info": "outer", "Batch": {"Details": [{"info": "p"}, {"info": "q"}]}},
            {"id": "2", "info": "alone"},
            {"info": "batch without details", "Batch": {"count": 3}},
        ]
    }
    found = read(mapping, document)
    assert [each.item for each in found] == [
        "Entry[0].Batch[0].Details[0]",
        "Entry[0].Batch[0].Details[1]",
        "Entry[1]",
        "Entry[2].Batch[0]",
    ]
    assert [each.id for each in found] == ["1", "1", "2", None]
    assert texts(found[0]) == {"Entry[0].Batch[0].Details[0].info": "p", "Entry[0].info": "outer"}
    assert texts(found[2]) == {"Entry[1].info": "alone"}
    assert texts(found[3]) == {"Entry[2].info": "batch without details"}


def entry(reference: str, **more: Any) -> dict[str, Any]:
    """An entry of an account statement."""
    return {"AcctSvcrRef": reference, "AddtlNtryInf": f"of {reference}", **more}


def test_camt_reads_a_batch_with_and_without_its_payments() -> None:
    """`Btch` may stand between an entry and its details, or in their place; none is lost."""
    batch = {"Btch": {"PmtInfId": "batch"}}
    entries = [
        entry("1"),
        entry("2", NtryDtls=batch),
        entry("3", NtryDtls={**batch, "TxDtls": [{"AddtlTxInf": "p"}, {"AddtlTxInf": "q"}]}),
        entry("4", NtryDtls=[batch, {"TxDtls": {"AddtlTxInf": "r"}}]),
    ]
    document = {"BkToCstmrStmt": {"Stmt": {"AddtlStmtInf": "of all", "Ntry": entries}}}
    found = [sorted(texts(each).values()) for each in read(load("camt"), document)]
    assert found == [
        ["of 1", "of all"],
        ["batch", "of 2", "of all"],
        ["batch", "of 3", "of all", "p"],
        ["batch", "of 3", "of all", "q"],
        ["batch", "of 4", "of all"],
        ["of 4", "of all", "r"],
    ]
    parts = Coverage(load("camt").model).parts(document)
    assert [part.unread for part in parts] == [[]] * len(found)


def test_ways_of_unequal_length_each_read_their_own_surroundings() -> None:
    """What is one step above a payment of one way is two above that of another."""
    mapping = mapping_of(note("../note"), each=["Doc.Tx[*]", "Doc.Batch[*].Tx[*]"])
    document = {
        "Doc": {"note": "doc", "Tx": [{}], "Batch": [{"note": "batch", "Tx": [{}]}]},
    }
    assert [texts(each) for each in read(mapping, document)] == [
        {"Doc.note": "doc"},
        {"Doc.Batch[0].note": "batch"},
    ]


def test_a_place_to_which_two_ways_lead_is_one_payment() -> None:
    """That of the first of them."""
    mapping = mapping_of(note("note"), each=["Doc.Tx[*]", "Doc.Batch[*]?.Tx", "Doc[*].Tx[*]"])
    document = {"Doc": {"Tx": {"note": "x"}}}
    assert [each.item for each in read(mapping, document)] == ["Doc.Tx[0]"]


def test_lists_in_lists_hide_no_payment() -> None:
    """Neither payments, nor entries beside others that have details."""
    mapping = mapping_of(note("note"), each="Entry[*].Details[*]?")
    document = {"Entry": [[{"Details": [[{"note": "p"}], []]}, {"note": "q"}], {"Details": []}]}
    assert [texts(each) for each in read(mapping, document)] == [
        {"Entry[0][0].Details[0][0].note": "p"},
        {"Entry[0][1].note": "q"},
        {},
    ]


def test_a_key_may_not_come_twice_where_a_step_is_missing() -> None:
    """Nor on the way; where the step is there, the entry's own key of that name is not read."""
    mapping = mapping_of(note("note"), each="Entry[*].Details[*]?")
    for raw in (
        b'{"Entry": [{"note": "p", "note": "q"}]}',
        b'{"Entry": [{"note": "p", "Details": [], "note": "q"}]}',
        b'{"Entry": [{"Details": {"note": "p"}, "Details": {"note": "q"}}]}',
        b'{"Entry": [], "Entry": [{"note": "q"}]}',
    ):
        with pytest.raises(BadRecordError, match="duplicate_key"):
            read(mapping, raw)
    raw = b'{"Entry": [{"note": "p", "note": "q", "Details": {"note": "r"}}]}'
    assert [texts(each) for each in read(mapping, raw)] == [{"Entry[0].Details[0].note": "r"}]


def test_a_path_that_is_listed_twice_is_read_once() -> None:
    """Its objects and lists are counted once, too."""
    mapping = mapping_of(note("note"), note("note"))
    (found,) = read(mapping, {"note": {"a": ["x"]}})
    assert (texts(found), found.nested) == ({"note.a[0]": "x"}, 2)
    assert len(found.fields) == 1


def test_payments_at_every_way_are_read() -> None:
    """A message that holds two lists of payments has all of them screened, in order."""
    mapping = mapping_of(note("note"), each=["Doc.Tx[*]", "Tx[*]", "None.Tx[*]"], id="id")
    document = {"Tx": [{"id": 1, "note": "p"}], "Doc": {"Tx": [{"id": 2, "note": "q"}]}}
    assert [each.id for each in read(mapping, document)] == ["2", "1"]
    with pytest.raises(BadRecordError, match="no_transaction"):
        read(mapping, {"Other": []})


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"a": "1", "b": "2"}, "1"),
        ({"a": "", "b": "2"}, "2"),
        ({"a": None, "b": 3}, "3"),
    ],
)
def test_the_first_alternative_with_a_value_counts(document: dict[str, Any], expected: str) -> None:
    """An empty one is passed over."""
    assert read(mapping_of(note("note"), id=["a", "b"]), document)[0].id == expected


@pytest.mark.parametrize(
    ("document", "expected"),
    [({"a": {"b": 1}, "b": "2"}, "id_type"), ({"a": ""}, "id_empty"), ({}, "id_missing")],
)
def test_an_id_that_no_alternative_has(document: dict[str, Any], expected: str) -> None:
    """The reason is that of the last value there is."""
    with pytest.raises(BadRecordError, match=expected):
        read(mapping_of(note("note"), id=["a", "b"]), document)


def test_only_a_mapping_that_says_so_does_without_an_id() -> None:
    """Null as the last alternative; an id of another type stays an error."""
    mapping = mapping_of(note("note"), id=["a", None])
    assert read(mapping, {"note": "x"})[0].id is None
    with pytest.raises(BadRecordError, match="id_type"):
        read(mapping, {"a": 1.5})


@pytest.mark.parametrize(
    "more",
    [
        {"id": [None, "a"]},
        {"id": []},
        {"each": []},
        {"each": "a..b?"},
        {"id": "a?.b[*][*]"},
        {"id": "../a"},
        {"each": "a.b", "id": "../../../c"},
        {"each": ["a.b.c", "a"], "customer": "../../c"},
    ],
)
def test_a_path_that_leads_nowhere_is_refused(more: dict[str, Any]) -> None:
    """At load, with the path in the message."""
    with pytest.raises(ValidationError):
        mapping_of(note("note"), **more)


@given(st.lists(st.lists(st.integers(0, 9), max_size=4), max_size=4))
def test_no_payment_is_lost_whatever_the_nesting(batches: list[list[int]]) -> None:
    """Every payment is read with its own batch's payer; a batch without payments is one itself."""
    document = {
        "Batch": [
            {"payer": f"p{n}", **({"Tx": [{"id": i} for i in ids]} if ids else {})}
            for n, ids in enumerate(batches)
        ]
    }
    mapping = mapping_of(note("payer"), note("../payer"), each="Batch[*].Tx[*]?", id=["id", None])
    expected = [
        (str(i) if ids else None, f"p{n}") for n, ids in enumerate(batches) for i in (ids or [None])
    ]
    if not expected:
        with pytest.raises(BadRecordError, match="no_transaction"):
            read(mapping, document)
        return
    found = [(each.id, next(iter(texts(each).values()))) for each in read(mapping, document)]
    assert found == expected
