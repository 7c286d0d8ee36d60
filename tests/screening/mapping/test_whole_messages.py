"""Whole mappings on random messages, against a naive reading of the same rules."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, event, given, settings

from screening.bad_record import BadRecordError, Reason
from screening.judging.field_path import FieldPath
from screening.mapping.unread import SCALARS, Coverage
from tests.screening.mapping.naive import (
    CHANCE,
    At,
    Whole,
    is_joined,
    joined_by,
    message_of,
    numbered,
    payments,
    read_by,
    scalars,
    spot_of,
    twice,
    unread_of,
    whole_of,
)

if TYPE_CHECKING:
    from random import Random

    from screening.mapping import Mapping
    from screening.transaction import Transaction


def read(mapping: Mapping, message: Any, *, has_payments: bool) -> list[Any]:
    """The payments of a message, or the errors in their places."""
    raw = json.dumps(message).encode()
    if not has_payments:
        with pytest.raises(BadRecordError, match="no_transaction"):
            mapping.read(raw)
        return []
    return list(mapping.read(raw))


@settings(deadline=None, max_examples=600)
@given(CHANCE)
def test_each_payment_has_exactly_what_its_paths_read(chance: Random) -> None:
    """Every place once a role, with its own text, at a path that leads there and to no other."""
    whole, message = whole_of(chance), numbered(message_of(chance))
    expected = payments(message, whole)
    found = read(whole.mapping(), message, has_payments=bool(expected))
    event(f"{min(len(found), 3)} payments")
    for transaction, chain in zip(found, expected, strict=True):
        if not isinstance(chain[-1][1], dict):
            assert transaction.reason is Reason.NOT_AN_OBJECT
        elif isinstance(transaction, BadRecordError):
            assert transaction.reason in {Reason.ID_TYPE, Reason.ID_EMPTY}
        else:
            assert [spot_of(each, message) for each in transaction.steps] == [s for s, _ in chain]
            assert transaction.steps[-1] == (transaction.item or "")
            _check_fields(transaction, chain, whole, message)
            _check_joined(transaction, chain, whole, message)
            _check_field_paths(transaction, chain, whole, message)


def _check_fields(transaction: Transaction, chain: list[At], whole: Whole, message: Any) -> None:
    found = [
        (spot_of(path, message), scope.role, text)
        for path, scope, text in transaction.fields
        if text
    ]
    expected = {
        (spot, role, str(value))
        for path, role in whole.fields
        for spot, value in read_by(chain, path).items()
    }
    assert sorted(found) == sorted(expected)
    paths = {path for path, _, _ in transaction.fields}
    assert len({spot_of(path, message) for path in paths}) == len(paths)


def _check_joined(transaction: Transaction, chain: list[At], whole: Whole, message: Any) -> None:
    texts = {path: text for path, _, text in transaction.fields}
    pieces = [pieces for _, pieces in transaction.joined]
    assert all(texts[piece.field] == piece.text for each in pieces for piece in each)
    assert {tuple(spot_of(piece.field, message) for piece in each) for each in pieces} == {
        spots
        for path, role in whole.fields
        if is_joined(path, role)
        for spots in joined_by(chain, path)
    }


def _check_field_paths(
    transaction: Transaction, chain: list[At], whole: Whole, message: Any
) -> None:
    for path, _ in whole.fields:
        of_path, its = FieldPath(path.written), read_by(chain, path)
        for concrete, _, text in transaction.fields:
            if text:
                is_its = spot_of(concrete, message) in its
                assert of_path.reads(concrete, transaction.steps) is is_its


@settings(deadline=None, max_examples=600)
@given(CHANCE)
def test_what_no_path_reads_is_unread_and_nothing_else(chance: Random) -> None:
    """Each such place once, at a path that leads there, with the payments that it belongs to."""
    whole, message = whole_of(chance), numbered(message_of(chance))
    coverage = Coverage(whole.mapping().model)
    parts, expected = coverage.parts(message, SCALARS), unread_of(message, whole)
    found = [sorted(spot_of(path, message) for path, _ in part.unread) for part in parts]
    assert found == [sorted(spots) for spots in expected]
    where = dict(scalars((), message))
    assert all(where[spot_of(p, message)] == value for part in parts for p, value in part.unread)
    chains_found = payments(message, whole)
    for part, chain in zip(parts if chains_found else [], chains_found, strict=True):
        fields = {path.written: path for path, _ in whole.fields}
        absent = {each for each, path in fields.items() if not read_by(chain, path)}
        others = {" | ".join(each.written for each in s) for s in (whole.identifier, whole.fact)}
        found_absent = coverage.absent(part)
        assert len(set(found_absent)) == len(found_absent)
        is_object = isinstance(chain[-1][1], dict)
        assert {*found_absent} - others == ((absent - others) if is_object else set())


@settings(deadline=None, max_examples=600)
@given(CHANCE)
def test_a_key_on_the_way_to_what_is_read_may_not_come_twice(chance: Random) -> None:
    """A second value of it would not be seen: the record is refused."""
    whole, message = whole_of(chance), numbered(message_of(chance))
    spots = [
        spot
        for chain in payments(message, whole)
        if isinstance(chain[-1][1], dict)
        for path, _ in whole.fields
        for spot in read_by(chain, path)
    ]
    assume(spots)
    spot = chance.choice(spots)
    while isinstance(spot[-1], int) or (len(spot) > 1 and chance.random() < 0.3):
        spot = spot[:-1]
    with pytest.raises(BadRecordError) as caught:
        whole.mapping().document(twice(message, spot).encode())
    assert caught.value.reason is Reason.DUPLICATE_KEY
