"""What a dead-letter topic holds, repeats and strangers included."""

from __future__ import annotations

import hashlib
import json
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.bad_record import Reason
from screening.dead_letters.inventory import Choice, Inventory
from screening.dead_letters.letter import Body, Coordinates, read
from screening.stream.messages import dead_letter_message


class Record(NamedTuple):
    """What is read of a Kafka record."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes | None], ...] = ()


def letter(
    offset: int, raw: bytes = b"{", *, most: int = 900_000, at: int = 7, original: int = 5
) -> Record:
    """The dead letter that the service writes of a record, at an offset of its topic."""
    record: Any = Record("transactions", 3, original, 1_700_000_000_000, b"k", raw)
    message = dead_letter_message("dead", record, Reason.NOT_JSON, most)
    return Record("dead", 0, offset, at, message.key, message.forms[0](), tuple(message.headers))


def test_a_dead_letter_tells_all_of_its_record() -> None:
    """What the service wrote is what is read."""
    found = read(letter(11, b"abcdef", most=3))  # type: ignore[arg-type]
    assert found is not None
    assert found.place == Coordinates("dead", 0, 11)
    assert found.original == Coordinates("transactions", 3, 5)
    assert (found.reason, found.length, found.body) == ("not_json", 6, Body.CUT)
    assert (found.recorded_ms, found.at_ms) == (1_700_000_000_000, 7)
    assert found.sha256 == hashlib.sha256(b"abcdef").hexdigest()
    assert found.is_its_record(b"abcdef")
    assert not found.is_its_record(b"abcdeg")
    assert not found.is_its_record(None)


@given(
    st.dictionaries(
        st.sampled_from([name for name, _ in letter(1).headers]),
        st.one_of(st.none(), st.binary(max_size=30), st.sampled_from([b"1", b"-1", b"\xd9\xa1"])),
    )
)
def test_a_message_with_other_headers_is_passed_over(headers: dict[str, bytes | None]) -> None:
    """Whatever stands in them: read, or counted, and never a crash."""
    given_headers = tuple({**dict(letter(1).headers), **headers}.items())
    found = Inventory()
    found.add(letter(1)._replace(headers=given_headers))  # type: ignore[arg-type]
    assert len(found.entries) + found.passed_over == 1
    stranger = Inventory()
    stranger.add(letter(1)._replace(headers=()))  # type: ignore[arg-type]
    assert stranger.passed_over == 1


def test_repeats_are_one_record_and_the_whole_body_is_kept() -> None:
    """A cut one that comes later does not hide the bytes."""
    found = Inventory()
    for each in (letter(1, b"ab", most=1), letter(2, b"ab"), letter(3, b"ab", most=1)):
        found.add(each)  # type: ignore[arg-type]
    found.add(letter(4, original=6))  # type: ignore[arg-type]
    (first, second) = found.chosen(Choice())
    assert (first.count, first.letter.body, first.letter.place.offset) == (3, Body.WHOLE, 2)
    assert second.count == 1
    for offset in (1, 2, 3):
        assert list(found.chosen(Choice(frozenset({(0, offset)})))) == [first]
    both = Choice(frozenset({(0, 1), (0, 3), (0, 9)}))
    assert list(found.chosen(both)) == [first]
    assert found.unknown(both) == [(0, 9)]


def receipt(**changes: object) -> bytes:
    """A receipt of a replay of offset 5."""
    given_ = {"group": "g.replay", "topic": "transactions", "partition": 3, "first_offset": 5}
    return json.dumps(given_ | changes).encode()


@pytest.mark.parametrize(
    ("message", "state"),
    [
        (receipt(), True),
        (receipt(group="g"), False),
        (receipt(first_offset=6), False),
        (receipt(topic=[]), False),
        (b"[]", False),
        (b"nonsense", False),
        (None, False),
    ],
)
def test_a_receipt_of_its_replay_closes_a_record(message: bytes | None, *, state: bool) -> None:
    """That of the stream's own chain, or of another record, does not."""
    found = Inventory()
    found.add(letter(1))  # type: ignore[arg-type]
    found.mark("g", message)
    assert [each.replayed for each in found.entries.values()] == [state]
    assert len(list(found.chosen(Choice()))) == (not state)
    assert len(list(found.chosen(Choice(replayed_too=True)))) == 1


def test_choices_are_by_reason_and_time() -> None:
    """The end is not included."""
    found = Inventory()
    for number in range(4):
        found.add(letter(number, at=100 + number, original=number))  # type: ignore[arg-type]
    times = [each.letter.at_ms for each in found.chosen(Choice(since_ms=101, until_ms=103))]
    assert times == [101, 102]
    assert not list(found.chosen(Choice(reasons=frozenset({"too_large"}))))
    assert len(list(found.chosen(Choice(reasons=frozenset({"not_json"}))))) == 4
