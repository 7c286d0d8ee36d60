"""Listed values in every disguise are found at their own place, and what is near them is not."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.automaton import build
from matcher.indicator import IndicatorType, Lane
from matcher.loose import FAMILIES
from matcher.normalize import canonical
from tests.matcher.lists import find, index
from tests.matcher.loose import disguises

VALUES = [
    ("phrase", "blue otter"),
    ("phrase", "purple lantern walk"),
    ("phrase", "silver maple"),
    ("username", "some_user77"),
    ("username", "quiet.heron"),
    ("email", "first.last@mail.example.org"),
    ("domain", "silver-maple.example.net"),
    ("url", "quietriver.example.com/page/one"),
]
OVER = index(*VALUES)
ONE_BY_ONE = {
    "leet": "leet",
    "confusables": "confusables",
    "diacritics": "diacritics",
    "repeats": "repeats",
    "separators": "separators",
    "joined": "separators",
    "piled_up": "diacritics",
    "at_dot": "at_dot",
}
BEFORE = ["", "rent ", "thanks: ", "("]
AFTER = ["", " 2024", ", ok", ")"]


def _reads_as_an_address(kind: str, disguised: str) -> bool:
    """Whether an `@` for a makes an e-mail address of a host: that shows no sign."""
    return kind in {"domain", "url"} and "@" in disguised


@pytest.mark.parametrize("family", ONE_BY_ONE)
@given(
    st.sampled_from(VALUES), st.integers(0, 10**6), st.sampled_from(BEFORE), st.sampled_from(AFTER)
)
@settings(max_examples=150, deadline=None)
def test_a_disguised_value_is_found_at_its_place(
    family: str, listed: tuple[str, str], seed: int, before: str, after: str
) -> None:
    """Every family, every type it may be used on: loose, with its span and what was undone."""
    kind, value = listed
    if (kind == "url" and family == "repeats") or (kind != "phrase" and family == "joined"):
        return
    disguised = getattr(disguises, family)(random.Random(seed), value)
    if disguised == value or _reads_as_an_address(kind, disguised):
        return
    text = before + disguised + after
    found = [
        m for m in find(OVER, text) if m.indicator.value == canonical(IndicatorType(kind), value)
    ]
    assert found, text
    for match in found:
        assert match.lane is Lane.LOOSE
        assert ONE_BY_ONE[family] in match.undone
        assert list(match.undone) == sorted(match.undone, key=FAMILIES.index)
        assert text[match.span.start : match.span.end].strip("/") == disguised.strip(
            "/"
        ) or kind in {
            "domain",
            "url",
        }


@pytest.mark.parametrize(
    ("text", "undone"),
    [
        ("b l u 3   0 t t 3 r", ("separators", "leet")),
        ("BLUUUUE 0TTER", ("leet", "repeats")),
        ("bl\u03c5\u0308e \u043etter", ("confusables", "diacritics")),
        ("b.l.u.e.o.t.t.e.r", ("separators",)),
        ("blue*otter", ("separators",)),
        ("b\u200bl\u00fce otter", ("diacritics",)),
    ],
)
def test_several_disguises_at_once_are_all_named(text: str, undone: tuple[str, ...]) -> None:
    """What was undone is named, in the order of the families."""
    match = next(m for m in find(OVER, text) if m.indicator.value == "blue otter")
    assert (match.lane, match.undone, match.span.excerpt) == (Lane.LOOSE, undone, text)


ORDINARY = """
mall fox|mailfox|mail foxes|maill fox|blue-otter|blue.otter|blueotter|blue, otter|blue otters
b otter|h o t t e r|INV 2024-118 rent A4 unit 3B|soooo good!!!|R2D2 & C3PO|$4 each|at 5pm
meet at garden.|1 l milk 2 l oil|O2 bill|REF123456789|1337 8105|10 0 0 5 5|U.S.A. a b c
café crème|loyer 3ème étage|straße 4|zażółć gęślą
оплата за аренду|ενοίκιο
家賃 7月|ค่าเช่า|الإيجار|किराया
"""
PLAIN = st.sampled_from(ORDINARY.replace("\n", "|").strip("|").split("|"))


@given(st.lists(PLAIN, min_size=1, max_size=5), st.sampled_from([" ", "; ", " - ", "\n"]))
@settings(max_examples=300, deadline=None)
def test_ordinary_texts_and_near_words_match_nothing(texts: list[str], gap: str) -> None:
    """A plain letter stands for itself alone, and ordinary writing is no disguise."""
    over = index(("phrase", "mail fox"), ("phrase", "blue otter"), ("phrase", "lee bios"))
    assert not find(over, gap.join(texts))


def test_a_plain_letter_is_never_another() -> None:
    """`mall` is not mail; a digit among letters may be either."""
    over = index(("phrase", "mail fox"))
    assert not find(over, "mall f0x")
    assert [m.span.excerpt for m in find(over, "ma1l f0x or ma!l fox")] == ["ma1l f0x", "ma!l fox"]


def test_marks_are_undone_in_both_directions() -> None:
    """A phrase listed with marks is found without them in a text that shows no sign."""
    over = index(
        ("phrase", "caf\u00e9 noir"), ("phrase", "\u03b3\u03b1\u03bb\u03ac\u03b6\u03b9\u03b1")
    )
    for text in ("cafe noir", "caf\u00e8 noir", "cafe\u0300 noir"):
        assert [(m.lane, m.undone) for m in find(over, text)] == [(Lane.LOOSE, ("diacritics",))]
    assert [m.lane for m in find(over, "caf\u00e9 noir")] == [Lane.CANONICAL]
    assert [m.lane for m in find(over, "\u0393\u0391\u039b\u0391\u0396\u0399\u0391")] == [
        Lane.LOOSE
    ]


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("phone", "0491 570 006", "O491 57O OO6"),
        ("phone", "0491 570 006", "0_4_9_1_5_7_0_0_0_6"),
        ("account", "062-000 12345678", "062-OOO 1234S678"),
        ("account", "062-000 12345678", "0 6 2 0 0 0 1 2 3 4 5 6 7 8"),
        ("payid", "51 824 753 556", "5l 824 7S3 556"),
        (
            "wallet",
            "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2",
            "1BvB MSEY stWe tqTF n5Au 4m4G Fg7x JaNV N2",
        ),
        ("url", "example.com/page", "hxxps://example[.]com/page"),
        ("url", "example.com/page", "www dot example dot com/page"),
        ("email", "a.b@post.example.org", "a dot b at post dot example dot org"),
    ],
)
def test_numbers_wallets_and_defanged_pages(kind: str, value: str, text: str) -> None:
    """Letters for digits, groups, and what is written so that it cannot be clicked."""
    matches = find(index((kind, value)), f"see {text} thanks")
    assert [(m.lane, m.span.excerpt) for m in matches] == [(Lane.LOOSE, text)]


def test_a_wallet_in_other_case_is_another() -> None:
    """Base58 is case-sensitive, in the loose lane too."""
    over = index(("wallet", "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"))
    assert not find(over, "1bvb msey stwe tqtf n5au 4m4g fg7x janv n2")


def test_a_text_cut_at_a_known_length_is_read_to_its_end() -> None:
    """The beginning of a listed value at the very end of a text of 18 characters, no other."""
    over = index(("phrase", "purple lantern"), ("email", "a.b@post.example.org"))
    assert [(m.method, m.undone) for m in find(over, "rent purple lanter")] == [
        ("prefix", ("truncated",))
    ]
    assert [m.span.excerpt for m in find(over, "to a.b@post.exampl")] == ["a.b@post.exampl"]
    for text in (
        "rentpurple lantern",
        "rent impurple lant",
    ):
        assert not [m for m in find(over, text) if m.lane is Lane.LOOSE]


def test_both_engines_find_the_same() -> None:
    """The skeletons' automaton is the engine's choice too."""
    text = "bluuue 0tter and s0me_us3r77 and \u0440urple l4ntern w@lk"
    found = [
        [(m.indicator.value, m.span) for m in find(index(*VALUES, engine=engine), text)]
        for engine in ("pyahocorasick", "daachorse")
    ]
    assert found[0] == found[1]
    assert len(found[0]) == 3
    assert build(["a"]).find("aa") == [(0, 1, 0), (1, 2, 0)]


@pytest.mark.parametrize(
    "unit", ["(at)", "a.", "1!", "a", "a ", "[.]", "@ ", "\u00e9", "| ", " at a dot "]
)
def test_text_made_of_signs_is_screened(unit: str) -> None:
    """Sign after sign neither fails nor finds."""
    assert not find(OVER, (unit * 4096)[:8192])
