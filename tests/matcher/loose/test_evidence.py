"""How much of a disguise is enough: what is found with it, and what next to it is left alone."""

from __future__ import annotations

import pytest

from matcher.indicator import Lane
from matcher.loose import doubles
from tests.matcher.lists import find, index

WALLET = "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"
ETHER = "0x5aaeb6053f3e94c9b9a09f33ef1beae7f6694351"
THREE = "purple lantern harbour"

FOUND = [
    # Repeated: a double lost where another letter is much longer, one double in a long value.
    ("phrase", "jolly green kayak", "joooly gren kkkayak", "repeats"),
    ("phrase", "wooden trolley bell", "woodenn trolley bell", "repeats"),
    ("phrase", "purple lantern", "purplle lantern", "repeats"),
    ("phrase", "cedar", "cceedar", "repeats"),
    ("phrase", "fox den", "fox dden", "repeats"),
    ("username", "greenkayak55", "greenkayaak55", "repeats"),
    ("username", "quiet_heron77", "quiet_hheron77", "repeats"),
    ("email", "bluekettle77@example.net", "bluuekettle77@example.net", "repeats"),
    # Words with something else between them, or with nothing.
    ("phrase", THREE, "purple.lantern.harbour", "separators"),
    ("phrase", THREE, "purple-lantern-harbour", "separators"),
    ("phrase", THREE, "purplelanternharbour", "separators"),
    ("phrase", THREE, "PurpleLanternHarbour", "separators"),
    ("phrase", "marbled staircase", "marbledstaircase", "separators"),
    ("phrase", "blue otter", "BlueOtter", "separators"),
    ("phrase", "blue otter", "blue_otter", "separators"),
    ("phrase", "blue otter", "blue\U0001f319otter", "separators"),
    ("phrase", "blue otter", "blue... otter", "separators"),
    # Letters apart.
    ("phrase", "tin whistle", "t|i|n w|h|i|s|t|l|e", "separators"),
    ("phrase", "tin whistle", "t+i+n w+h+i+s+t+l+e", "separators"),
    ("phrase", "tin whistle", "t i n / w h i s t l e", "separators"),
    ("phrase", "tin whistle", "(t)(i)(n) (w)(h)(i)(s)(t)(l)(e)", "separators"),
    ("phrase", "tan whistle", "\u24af\u249c\u24a9 \u24b2\u24a3\u24a4\u24ae\u24af\u24a7\u24a0", ""),
    ("phrase", "fox den", "f o x   d e n", "separators"),
    ("username", "maple.tree", "m . a . p . l . e . . . t . r . e . e", "separators"),
    ("wallet", WALLET, f"{WALLET[:17]} {WALLET[17:]}", "separators"),
    # Letters for digits.
    ("phone", "0491 578 957", "O491578957", "leet"),
    ("phone", "0255 500 123", "OZSSSOOlZ3", "leet"),
    ("phone", "0491 578 957", "049157895T", "leet"),
    ("account", "DE89 3704 0044 0532 0130 00", "DEB9 37O4 OO44 OS3Z Ol3O OO", "leet"),
    ("account", "DE89 3704 0044 0532 0130 00", "DE8937O4OO440S320l3O0O", "leet"),
    # Words and marks for marks.
    ("email", "lampkeeper@example.com", "lampkeeper arroba example punkt com", "at_dot"),
    ("email", "lampkeeper@example.com", "lampkeeper-at-exampleD0Tcom", "at_dot"),
    ("email", "lampkeeper@example.com", "lampkeeper@example,com", "at_dot"),
    ("domain", "silver-maple.example.net", "silver-maple\u00b7example\u3002net", "at_dot"),
    ("url", "lamps.example.org/a/list", "h**p://lamps[.]example[.]org/a/list", "at_dot"),
    ("url", "lamps.example.org/a/list", "http[:]//lamps(dot)example(dot)org/a/list", "at_dot"),
    # Letters of other scripts that only Latin neighbours explain, and two letters for one.
    ("phrase", "purple lantern", "purple la\u043fter\u0438", "confusables"),
    ("phrase", "tin whistle", "t\u037an whistle", "diacritics"),
    ("phrase", "foggy harbour", "f\u0d02ggy harbour", "confusables"),
    ("url", "kettle.example.net/room", "https://k3ttle.example.net/room", "leet"),
    ("phrase", "small lamp", "srnall larnp", "confusables"),
    ("phrase", "window keeper", "vvindovv keeper", "confusables"),
    # Marks.
    ("phrase", "blue otter", "\u0336".join("blue otter") + "\u0336", "diacritics"),
    ("username", "blue.otter42", "b\u0336l\u0336ue.otter4\u03362\u0336", "diacritics"),
    ("phrase", "tin whistle", "t i n   w \u0306 h i s t l e", "separators"),
    ("phrase", "scone", "s\u0301cone\u0327\u0306\u030a\u030c\u030a", "diacritics"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "value", "text", "undone"), FOUND)
@pytest.mark.parametrize("around", ["{}", "for {} ok", "किराया {} धन्यवाद"])
def test_what_is_enough(kind: str, value: str, text: str, undone: str, around: str) -> None:
    """Found in the loose lane at its place, between words of any script."""
    whole = around.format(text)
    found = [(m.lane, m.span.excerpt) for m in find(index((kind, value)), whole)]
    assert found == [(Lane.LOOSE, text)], whole
    assert undone in (*find(index((kind, value)), whole)[0].undone, "")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("733-123 987654", "73 31 23 98 76 54"),
        ("733-123 987654", "733 123 987 654"),
        ("DE89 3704 0044 0532 0130 00", "DE 89 37 04 00 44 05 32 01 30 00"),
    ],
)
def test_accounts_in_odd_groups_are_found_in_either_lane(value: str, text: str) -> None:
    """Once and as a whole."""
    for around in ("{}", "for {} ok"):
        found = find(index(("account", value)), around.format(text))
        assert [m.span.excerpt for m in found] == [text]


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        # One letter more makes another word, name or mailbox.
        ("phrase", "later", "latter"),
        ("phrase", "fox hop", "fox hoop"),
        ("phrase", "golden shuttle", "6golden shuttle"),
        ("username", "amber.kayak", "aamber.kayak"),
        ("username", "amber.kayak", "amber.kayakk"),
        ("username", "bluekettle77", "bluekettle777"),
        ("email", "b.kettle@example.net", "bb.kettle@example.net"),
        ("email", "b.kettle@example.net", "b.kettlee@example.net"),
        ("phrase", "jolly green kayak", "joly gren kayak"),
        ("phrase", "jolly green kayak", "joly gren kaayak"),
        # What words have between them anyway, and words that are one.
        ("phrase", "blue otter", "blue-otter, blue.otter, blue/otter, blueotter; blue, otter"),
        ("phrase", "blue otter", "blue - otter, blue / otter, blue & otter"),
        ("phrase", THREE, "purple-lantern.harbour"),
        ("phrase", THREE, "www.purple.lantern.harbour.example.org"),
        ("phrase", THREE, "xpurplelanternharbour"),
        ("phrase", "for rest", "forrest"),
        # Figures that are another number, words that are no number.
        ("phone", "0491 578 957", "B491578957"),
        ("account", "733-123 987654", "73 31 23 98 76 55"),
        ("wallet", ETHER, ETHER.replace("6694351", "b694351")),
        # Other scripts in words of their own.
        ("phrase", "nina nin", "\u043f\u0456\u043f\u0430 \u043f\u0456\u043f"),
        ("domain", "silver-maple.example.net", "silver-maple, example, net"),
    ],
)  # fmt: skip
def test_what_is_not(kind: str, value: str, text: str) -> None:
    """Neither alone nor in a text."""
    over = index((kind, value))
    for around in ("{}", "for {} ok", "p1ease see {} t0day"):
        assert not find(over, around.format(text))


@pytest.mark.parametrize(
    "emoji", ["\u2764\ufe0f", "rent \u2708\ufe0f", "\U0001f469\u200d\u2764\ufe0f"]
)
def test_an_emoji_in_front_hides_nothing(emoji: str) -> None:
    """Its variation selector is a mark (DESIGN: no boundary), so what it hides is loose."""
    over = index(("phrase", "blue otter"), ("username", "quiet.heron77"))
    for value in ("blue otter", "quiet.heron77"):
        found = find(over, f"{emoji}{value}")
        assert [(m.lane, m.undone, m.span.excerpt) for m in found] == [
            (Lane.LOOSE, ("separators",), value)
        ]
    assert not find(over, "a\ufe0fblue otter")
    assert [m.lane for m in find(over, f"{emoji} blue otter")] == [Lane.CANONICAL]


CUT = [
    ("email", "maple_tree@example.org", "pa maple_tree@exam"),
    ("email", "lampkeeper@example.com", "pay for the car ren lampkeeper@exam"),
    ("domain", "bluekettle.example.com", "bluekettle.example"),
    ("domain", "otter-pond.shop.example.org", "pay for the c otter-pond.shop.examp"),
    ("username", "lampkeeper", "pay for. lampkeepe"),
    ("username", "greenkayak55", "pay for greenkayak"),
    ("url", "quietriver.example.com/page/one", "pay quietriver.example.com/page/on"),
]


@pytest.mark.parametrize(("kind", "value", "text"), CUT)
def test_a_value_is_known_by_enough_of_its_beginning(kind: str, value: str, text: str) -> None:
    """At the end of a text as long as a field; not where the text is longer by one."""
    over = index((kind, value))
    if len(text) == 34:
        text = f"({text}"
    found = find(over, text)
    assert [m.undone for m in found] == [("truncated",)]
    assert value.startswith(found[0].span.excerpt)
    assert not find(over, f"{text[:1]} {text[1:]}")


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("email", "maple_tree@example.org", "pay for maple_tree"),
        ("email", "maple_tree@example.org", "pays maple_tree@ex"[:-1] + "."),
        ("domain", "mail.example.com.au", "for u mail.example.com"),
        ("domain", "lamplight.shop.example.org", "pay now lamplight."),
        ("username", "lighthouse_keeper", "see the lighthouse"),
        ("username", "gardener1", "pay 4 the gardener"),
        ("username", "umbrellas", "a pony umbrella 18"),
        ("url", "example.com/maple-tree/nine", "example.com/maple-tree"),
    ],
)
def test_too_little_of_a_value_is_none(kind: str, value: str, text: str) -> None:
    """A whole word, a whole host, a mailbox without its host, a page above."""
    assert not [m for m in find(index((kind, value)), text) if m.undone]


def test_the_table_of_doubles_knows_usual_words() -> None:
    """And none that somebody made by holding a key."""
    usual = "coffee dinner butter shopping accommodation address school fees week address apple"
    odd = "violett umbrrella appple llamp moonnlit ccedar harbbour kayaak oottter cuup"
    for words, expected in ((usual, False), (odd, True)):
        for word in words.split():
            data = word.encode()
            places = [at for at in range(len(data) - 1) if data[at] == data[at + 1]]
            assert any(doubles.is_odd(data, at) for at in places) is expected, word
