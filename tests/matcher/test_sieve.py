"""The sieve lets nothing through that the matcher would find: both are asked of the same texts."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from matcher import sieve
from matcher.index import Index
from matcher.indicator import IndicatorType, Role
from matcher.loose import signs, truncated
from matcher.normalize import canonical, phone
from matcher.pieces import Piece
from tests.matcher import lists, written_rows

native = pytest.importorskip("matcher.sieve._native", reason="made without a compiler")

LISTED = (
    *written_rows.LISTED,
    ("phrase", "blue otter"), ("phrase", "a purple lantern"), ("phrase", "café noir kettle"),
    ("phrase", "$ilver-maple tree"), ("phrase", "x y z w v u"), ("phrase", "=====>"),
    ("phrase", "ab - cd - ef"), ("phrase", "long " * 20 + "kettle"), ("phrase", "teal kettle x"),
    ("username", "otto"), ("username", "_low_line_"), ("username", "quiet--heron"),
    ("email", "first.last@gmail.com"), ("email", "o@x.example.org"),
    ("email", "_@lake.example.org"),
    ("domain", "xn--mnchen-3ya.example.org"), ("domain", "a.example.net"),
    ("url", "http://192.0.2.9/page"), ("url", "pond.example.org/?a=b"),
    ("phone", "+442079460018"), ("phone", "+12025550143"), ("phone", "+390612345678"),
    ("phone", "+5491123456789"), ("phone", "+6112345"),
    ("ip", "198.51.100.0/24"), ("ip", "203.0.113.7"), ("ip", "2001:db8:9::/48"),
    ("account", "083-004 512345"), ("account", "DE89370400440532013000"), ("account", "X1234567"),
    ("wallet", "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"),
    ("payid", "004085616"), ("payid", "harbour.club.org.example"),
    ("name", "Maria Pond Otterly"), ("name", "Lakeside"),
)  # fmt: skip
INDEX = lists.index(*LISTED)


def _plain(over: Index) -> Index:
    """The same index without its sieve."""
    parts = {name: part for name, part in over.parts().items() if not name.startswith("sieve.")}
    return Index.restore(parts, over.records)


PLAIN = _plain(INDEX)
ALONE = {kind: lists.index(*(each for each in LISTED if each[0] == kind)) for kind in IndicatorType}
ROLES = [role.value for role in Role]
VALUES = [value for _, value in LISTED]
KEYS = [canonical(IndicatorType(kind), value) for kind, value in LISTED]
WORDS = (
    "invoice payment for the at dot Dotted www. http:// BSB ACC no. ABN ext IBAN ig: @ + +61 0061 "
    "(0) 12 1,000.50 $50 REF123456 O'Brien Smith-Jones re-issue rent, a b I X ll ee and/or #9 "
    "12.50 is re-issue-of "
    "example 73 31 498 123 turn savvy 12/03/2026 10:30 & - com org 192. 0.2 "
    ".9 TFN % %40 ( ) (at) thanks. 062000 1234567890"
).split()


def _rewritten(value: str) -> st.SearchStrategy[str]:
    """A value in another case, with other marks, cut, or with something in or at it."""
    marks = st.sampled_from(["", " ", "-", ".", "/", "_", "@", "+tag", "  ", ", ", "\n", "é", "("])
    cuts = st.integers(0, len(value))
    return st.builds(
        lambda way, mark, at, last: {
            "as it is": value,
            "upper": value.upper(),
            "title": value.title(),
            "other marks": "".join(c if c.isalnum() else mark for c in value),
            "a mark in it": value[:at] + mark + value[at:],
            "its digits": "".join(filter(str.isdigit, value)),
            "grouped": mark.join(value[n : n + 3] for n in range(0, len(value), 3)),
            "its beginning": value[:last],
            "words turned": mark.join(reversed(value.split())),
        }[way],
        st.sampled_from(
            ["as it is", "upper", "title", "other marks", "a mark in it", "its digits", "grouped",
             "its beginning", "words turned"]
        ),
        marks,
        cuts,
        cuts,
    )  # fmt: skip


PARTS = st.one_of(
    st.sampled_from([*VALUES, *KEYS]).flatmap(_rewritten),
    st.sampled_from(WORDS),
    st.text(st.characters(max_codepoint=0x7E), max_size=4),
)
GLUE = st.sampled_from(
    ["", " ", " ", " ", "  ", ", ", ". ", "-", " - ", "/", ".", ": ", " (", ") ", "@", "\n"]
)
TEXTS = st.lists(st.tuples(PARTS, GLUE), min_size=1, max_size=6).map(
    lambda pairs: "".join(part for pair in pairs for part in pair)
)
CUT_TEXTS = st.tuples(TEXTS, st.sampled_from(sorted(truncated.CUTS))).map(
    lambda made: made[0][: made[1]]
)


def _is_same(over: Index, text: str, role: str) -> None:
    """With the sieve and without, the matches are the same."""
    field = ("f", lists.scope(role), text)
    plain = PLAIN if over is INDEX else _plain(over)
    assert over.match([field]) == plain.match([field]), text


@given(TEXTS | CUT_TEXTS, st.sampled_from(ROLES))
@example("ABC 1234567 0491570006", "free_text")
@example("Otterly, Maria Pond", "party_name")
def test_nothing_is_lost(text: str, role: str) -> None:
    """Whatever the text and wherever it stands."""
    _is_same(INDEX, text, role)


@given(st.lists(TEXTS, min_size=2, max_size=3), st.sampled_from(["free_text", "reference"]))
def test_nothing_is_lost_between_items(texts: list[str], role: str) -> None:
    """Nor where a value stands in several items, cut in its middle or not."""
    pieces = [Piece(f"f[{n}]", text) for n, text in enumerate(texts)]
    scope = lists.scope(role)
    assert INDEX.match_joined(scope, pieces) == PLAIN.match_joined(scope, pieces)


@given(st.sampled_from([*VALUES, *KEYS]), st.data())
def test_nothing_is_lost_where_items_cut_it(value: str, data: st.DataObject) -> None:
    """At any character."""
    at = data.draw(st.integers(1, max(1, len(value) - 1)))
    pieces = [Piece("f[0]", f"for {value[:at]}"), Piece("f[1]", f"{value[at:]} now")]
    scope = lists.scope("free_text")
    assert INDEX.match_joined(scope, pieces) == PLAIN.match_joined(scope, pieces)


@pytest.mark.parametrize(("kind", "value"), LISTED)
def test_nothing_is_lost_where_lines_are_cut(kind: str, value: str) -> None:
    """Each beginning of each value, at the end of a text that is as long as texts may be."""
    key = canonical(IndicatorType(kind), value)
    for length in sorted(truncated.CUTS):
        for last in range(6, min(len(key), length) + 1):
            text = ("rent and " * 40)[: length - last - 1].strip() + " "
            text = text.rjust(length - last, "x") + key[:last]
            for over in (INDEX, ALONE[IndicatorType(kind)]):
                _is_same(over, text, "free_text")


@pytest.mark.parametrize(
    "text", ["192.0.02.9/page", "192.0.521/page", "at 192.521/page", "192.0.2.9"]
)
def test_other_forms_of_an_address_are_not_lost(text: str) -> None:
    """Hosts of URLs may be written in octal, or with fewer numbers (WHATWG, IPv4 parser)."""
    for role in ROLES:
        _is_same(INDEX, text, role)
        _is_same(ALONE[IndicatorType.URL], text, role)


@pytest.mark.parametrize("address", ["203.0.113.77", "198.51.100.9", "203.0.113.7"])
def test_an_address_cut_between_items_is_not_lost(address: str) -> None:
    """The first part alone may be an address too."""
    over = lists.index(("ip", address), ("ip", "198.51.100.99/32"))
    for at in range(1, len(address)):
        pieces = [Piece("f[0]", f"for {address[:at]}"), Piece("f[1]", f"{address[at:]} now")]
        found = over.match_joined(lists.scope("free_text"), pieces)
        assert found == _plain(over).match_joined(lists.scope("free_text"), pieces)
        assert found


@pytest.mark.parametrize("role", ROLES)
def test_nothing_of_the_written_forms_is_lost(role: str) -> None:
    """Every form that the matcher is held to, in every surrounding, in every role."""
    forms = [*written_rows.FORMS, *(text for text, _ in written_rows.PARTS), *written_rows.CUT]
    forms += [text for _, text in written_rows.WHOLE]
    for around in ("{}", *written_rows.SURROUNDINGS):
        for form in forms:
            _is_same(INDEX, around.format(form), role)


@given(TEXTS | st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=40))
def test_an_ordinary_text_shows_no_sign(text: str) -> None:
    """Searched or taken whole: the loose lane would not look at it."""
    for searched in (True, False):
        if native.is_ordinary(text, sieve.SEARCHED if searched else 0):
            assert text.isprintable()
            assert not signs.shows(text, running=searched)


@pytest.mark.parametrize(
    "text",
    ["example. com", "mail 12.50 is", "re-issue-of", "73 31 23 98 76 54", "733 123 987 654",
     "a b c d", "73 1 2 3 45", "kettle dot example", "at.home at 5", "quiet at dotted", "turnn",
     "cornbread burnt", "savvy", "purrple", "teel", "aabbcc", "camelCase", "purplelanternsat",
     "p1", "inv12", "1st", "x12345", "(at)", "rent (dot)", "10:30", "1,000", "a_b", "h@rbour"],
)  # fmt: skip
def test_every_sign_is_no_ordinary_text(text: str) -> None:
    """Those that show one, alone and among other words."""
    for around in ("{}", "rent {} now", "{} rent"):
        for searched in (True, False):
            made = around.format(text)
            is_ordinary = native.is_ordinary(made, sieve.SEARCHED if searched else 0)
            assert not (is_ordinary and signs.shows(made, running=searched)), made


@pytest.mark.parametrize("prefix", ["", "+", "00"])
@given(
    value=st.sampled_from([value for kind, value in LISTED if kind == "phone"]),
    mark=st.sampled_from(["", " ", "-"]),
)
def test_a_number_ends_as_its_country_writes_it(prefix: str, value: str, mark: str) -> None:
    """All written forms end with the national digits, or with the tail."""
    key = phone.canonical(value)
    digits = "".join(filter(str.isdigit, prefix + mark.join(key[1:])))
    assert digits.endswith(phone.national(key) or phone.tail(key))


def test_most_ordinary_texts_are_sent_on() -> None:
    """A sieve that holds everything would be right, and useless."""
    texts = [
        "Rent for March, thanks", "Invoice 10023 of 12/03/2026", "REF120456780", "lunch - Tuesday",
        "Payment for Mr O'Brien (deposit)", "$50 for the garden", "school fees term 2",
        "062-111 87654321", "+61400111222", "10.0.43.234", "maple@post.example.com",
    ]  # fmt: skip
    scope = lists.scope("free_text")
    held = [text for text in texts[:-1] if _holds(text, scope.role)]
    assert held == []
    assert not _holds(texts[-1], Role.PROXY)


def _holds(text: str, role: Role) -> bool:
    reading = sieve.SEARCHED if role is Role.FREE_TEXT else 0
    made = sieve.Sieve.restore(INDEX.parts())
    assert made is not None
    return made.may_hold(text, reading)


@pytest.mark.parametrize("text", ["é", "a" * 5_000, "\udc80", "\0", " \t "])
def test_what_the_sieve_does_not_know_it_holds(text: str) -> None:
    """Other letters, long texts, what cannot be printed."""
    made = sieve.Sieve.restore(INDEX.parts())
    assert made is not None
    assert made.may_hold(text, sieve.SEARCHED)
    assert not made.may_hold("", sieve.SEARCHED)


def test_an_empty_list_holds_nothing() -> None:
    """And its sets are empty, not missing."""
    made = sieve.Sieve.build([])
    assert made is not None
    assert not made.may_hold("Rent for March 12345678", sieve.SEARCHED | sieve.NAMED)


def test_parts_of_another_version_are_left_out() -> None:
    """Then everything is matched, with the same result."""
    parts = dict(INDEX.parts())
    version, count, facts = json.loads(bytes(parts["sieve.facts"]))
    parts["sieve.facts"] = json.dumps([version + 1, count, facts]).encode()
    assert sieve.Sieve.restore(parts) is None


@pytest.mark.parametrize("name", ["sieve.0.bits", "sieve.1.slots"])
def test_parts_that_are_no_sets_are_refused(name: str) -> None:
    """A length that no set can have."""
    with pytest.raises(ValueError, match="not the sets of a sieve"):
        sieve.Sieve.restore({**INDEX.parts(), name: b"abc"})


SIZED = {size: f"opal {'abcdefghijkmnpqstuvwxyz'[: size - 4]}" for size in range(12, 25)}


@pytest.mark.parametrize("size", SIZED)
def test_a_phrase_is_found_whatever_its_length(size: int) -> None:
    """It may be shorter than a long head, end where that does, or go on behind it."""
    over = lists.index(("phrase", SIZED[size]))
    for text in (SIZED[size], f"rent {SIZED[size]} for June", f"rent, {SIZED[size]}"):
        assert over.match([("f", lists.scope("free_text"), text)])


@pytest.mark.parametrize("listed", ["teal kettle", "teal kettle of the harbour"])
def test_a_phrase_is_found_among_many_that_begin_alike(listed: str) -> None:
    """More places to look at than are looked at together; it stands before, among or behind."""
    over = lists.index(("phrase", listed), ("phrase", "teal kettlex"))
    for before in range(0, 60, 3):
        text = "teal kettl " * before + listed + " teal kettl" * (60 - before)
        assert over.match([("f", lists.scope("free_text"), text)]), before
