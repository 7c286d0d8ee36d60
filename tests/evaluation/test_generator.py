"""The labels of the corpus are true: by another reading than the one that wrote them."""

from __future__ import annotations

import ipaddress
import re
import unicodedata

import pytest
from stdnum import iban
from stdnum.au import abn, acn

from tests.evaluation import checksums
from tests.evaluation.case import CANONICAL, LOOSE, other, span, unmarked
from tests.evaluation.negatives import negatives
from tests.evaluation.positives import PLACES, positives
from tests.evaluation.undo import address, digits, skeleton
from tests.evaluation.values import listed
from tests.rules.repository import ROOT

MADE = listed(5, decoys=500)
POSITIVES = positives(MADE, 5, 4_000)
NEGATIVES = list(negatives(MADE, 5, 6_000))
VALUES = {entry.id: entry.value for entry in MADE.entries()}
NUMBERS = {"phone", "account", "payid"}


def test_the_same_seed_makes_the_same_corpus() -> None:
    """Nothing but the seed decides; another one makes another corpus."""
    assert listed(5, decoys=500) == MADE
    assert positives(MADE, 5, 500) == POSITIVES[: len(positives(MADE, 5, 500))]
    assert list(negatives(MADE, 5, 500)) == NEGATIVES[:500]
    assert list(negatives(MADE, 6, 500)) != NEGATIVES[:500]


def test_every_type_stands_in_every_place_that_permits_it() -> None:
    """And every obfuscation that is listed is made."""
    assert {case.type for case in POSITIVES} == set(MADE.by_type)
    assert {case.place for case in POSITIVES} == set(PLACES)
    assert {case.lane for case in POSITIVES} == {CANONICAL, LOOSE}


def test_a_span_holds_what_was_listed() -> None:
    """Undoing case, forms, look-alikes, separators and repeats gives the value back."""
    untrue = [case for case in POSITIVES for given in case.expected if not is_true(case, given)]
    assert not untrue, [(c.type, c.form, c.family, c.text) for c in untrue[:10]]


def is_true(case, given) -> bool:  # noqa: PLR0911  one a type
    """Whether the excerpt at the first span says what is listed, by a coarse reading."""
    value = VALUES[given.id]
    start, end = given.spans[0]
    excerpt = case.text[start:end]
    assert 0 <= start < end <= len(case.text)
    assert excerpt == excerpt.strip()
    if case.type in NUMBERS and value[0] in "+0123456789":
        return digits(excerpt).endswith(digits(value)[-6:])
    if case.type == "ip":
        written = unicodedata.normalize("NFKC", excerpt)
        found = ipaddress.ip_address(written)
        found = getattr(found, "ipv4_mapped", None) or found
        return found in ipaddress.ip_network(value)
    if case.type == "name":
        return sorted(map(skeleton, excerpt.split())) == sorted(map(skeleton, value.split()))
    if case.family == "truncated":
        return len(case.text) in {18, 35} and skeleton(value).startswith(skeleton(excerpt))
    if case.type == "email":
        return is_same_mailbox(excerpt, value)
    if case.type == "url":
        return skeleton(value.partition("://")[2])[:10] in skeleton(address(excerpt))
    if case.type == "domain":
        return skeleton(as_unicode(address(excerpt))).endswith(skeleton(value))
    bare = unicodedata.normalize("NFKC", excerpt).removeprefix("@")
    return skeleton(value) in {skeleton(bare), skeleton(bare.casefold())}


def is_same_mailbox(excerpt: str, value: str) -> bool:
    """Equal but for plus-tags, Gmail's dots and name, and what `undo` undoes."""
    local, _, host = address(unicodedata.normalize("NFKC", excerpt)).rpartition("@")
    host = re.sub("googlemail", "gmail", as_unicode(host), flags=re.IGNORECASE)
    written = f"{local.partition('+')[0]}/{host}"
    return skeleton(value.replace("@", "/")) in {skeleton(written), skeleton(written.casefold())}


def as_unicode(host: str) -> str:
    """The host with U-labels."""
    plain = unicodedata.normalize("NFKC", host)
    return re.sub(r"xn--([a-z0-9-]+)", lambda m: m[1].encode().decode("punycode"), plain)


def test_no_negative_holds_a_listed_value() -> None:
    """By a search of its words, with everything undone, for what is not inside something longer."""
    bones = {skeleton(entry.value) for kind in ("phrase", "username", "email", "domain")
             for entry in MADE.by_type[kind]}  # fmt: skip
    usual = [case for case in NEGATIVES if case.family == "usual text"]
    assert len(usual) > 2_000
    for case in usual:
        whole = skeleton(" ".join(texts(case.document)))
        assert not [each for each in bones if each in whole], case.text


def test_no_near_miss_is_a_listed_value() -> None:
    """Neither as it stands nor with case and width undone, unless it is not permitted there."""
    everything = {plain(entry.value) for entry in MADE.entries()}
    for case in NEGATIVES:
        if case.family in {"type not permitted here", "number without BSB", "short and bare"}:
            continue
        found = {plain(piece) for piece in re.split(r"[\s()]+", case.text)} & everything
        assert not found, (case.family, case.text)


def test_what_is_glued_to_a_phrase_cannot_be_read_as_a_part_of_it() -> None:
    """`3emerald` might be the word with its first letter twice: such near misses are not made."""
    bones = {skeleton(entry.value) for entry in MADE.by_type["phrase"]}
    cases = [case for case in NEGATIVES if case.type == "phrase" and "in longer" in case.family]
    assert len(cases) > 100
    assert not [case.text for case in cases if skeleton(case.text) in bones]


def plain(text: str) -> str:
    """The text as it is compared at the least."""
    return unicodedata.normalize("NFKC", text).casefold().strip(",.;")


def texts(document) -> list[str]:
    """Every text of a document."""
    return [
        text
        for value in document.values()
        for text in (texts(value) if isinstance(value, dict) else [str(value)])
    ]


def test_numbers_hold_their_check_digits() -> None:
    """By python-stdnum, which the generator does not use."""
    for entry in MADE.by_type["payid"]:
        assert (abn if len(entry.value) == 11 else acn).is_valid(entry.value)
    for entry in MADE.by_type["account"]:
        assert entry.value[0].isdigit() or iban.is_valid(entry.value)


@pytest.mark.parametrize(
    ("made", "published"),
    [
        (
            checksums.bech32("bc", 0, bytes.fromhex("751e76e8199196d454941c45d1b3a323f1433bd6")),
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
        ),
        (
            checksums.bech32("bc", 1, bytes.fromhex(
                "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")),
            "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
        ),
        (
            checksums.base58check(0, bytes.fromhex("751e76e8199196d454941c45d1b3a323f1433bd6")),
            "1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH",
        ),
        (
            checksums.eip55("5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"),
            "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        ),
    ],
)  # fmt: skip
def test_wallets_are_made_by_their_specifications(made, published) -> None:
    """The vectors of BIP 173, BIP 350 and EIP-55."""
    assert made == published


def test_marks_become_spans() -> None:
    """The expected span comes first; the others that are accepted follow."""
    text, spans = unmarked("a " + other("(" + span("b") + ")") + " c")
    assert text == "a (b) c"
    assert spans == ((3, 4), (2, 5))


def test_the_corpus_does_not_know_the_matcher() -> None:
    """What makes labels imports the vocabulary alone."""
    folder = ROOT / "tests" / "evaluation"
    makers = [path for path in folder.glob("*.py")
              if path.name not in {"measure.py", "split.py", "engines.py", "__main__.py"}
              and not path.name.startswith("test_")]  # fmt: skip
    imports = re.compile(r"^\s*(?:from|import) (matcher|feeds|screening)\b(.*)$", re.MULTILINE)
    for path in makers:
        for package, rest in imports.findall(path.read_text("utf-8")):
            assert (package, rest.split()[0]) == ("matcher", ".indicator"), path.name
