"""The listed values: synthetic ones of every type, and many more that never occur.

Documentation hosts (RFC 2606), addresses (RFC 5737, 3849), and ACMA's and Ofcom's and the NANP's
fictitious telephone numbers; wallets of random payloads.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from tests.evaluation import checksums
from tests.evaluation.case import Entry
from tests.evaluation.undo import skeleton
from tests.evaluation.words import (
    COLOURS,
    CREATURES,
    FAMILY,
    GIVEN,
    OTHER_SCRIPTS,
    THINGS,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

HOSTS = ("example.com", "example.org", "example.net")
IDN_LABELS = ("bücherei", "müllerei", "καφενείο", "фонарь", "灯笼屋", "ランタン", "señalado")
MOBILES = """0491570006 0491570156 0491570157 0491570158 0491570159 0491570110 0491570313
0491570737 0491571266 0491571491 0491571804 0491572549 0491572665 0491572983 0491573770
0491573087 0491574118 0491574632 0491575254 0491575789 0491576398 0491576801 0491577426
0491577644 0491578957 0491578148 0491578888 0491579212 0491579760 0491579455""".split()
SHORT_NAMES = ("fig7", "oak42", "elm9x", "yew_3")  # never matched bare
EACH = 60


@dataclass
class Listed:
    """What is on the list, by type; `decoys` never occur in a positive."""

    by_type: dict[str, list[Entry]] = field(default_factory=dict)
    decoys: list[Entry] = field(default_factory=list)

    def entries(self) -> list[Entry]:
        """All of them."""
        return [entry for group in self.by_type.values() for entry in group] + self.decoys


def listed(seed: int = 1, decoys: int = 6_000) -> Listed:
    """The list of this seed."""
    rng = Random(seed)
    made = Listed()
    worded: list[str] = []
    for kind, values in _MAKERS.items():
        unique = _apart(dict.fromkeys(values(rng)), worded, kind in _WORDED)
        made.by_type[kind] = [
            Entry(f"{kind}-{number}", kind, value) for number, value in enumerate(unique)
        ]
    made.decoys = [Entry(f"decoy-{number}", *_decoy(rng, number)) for number in range(decoys)]
    made.decoys += [Entry(f"short-{value}", "username", value) for value in SHORT_NAMES]
    return made


def _apart(values: Iterable[str], worded: list[str], is_worded: bool) -> list[str]:
    """The values that hold none of `worded`, which a loose reading would find in them."""
    kept = []
    for value in values:
        bones = skeleton(value)
        if any(listed in bones or (is_worded and bones in listed) for listed in worded):
            continue
        kept.append(value)
        if is_worded:
            worded.append(bones)
    return kept


def two_words(rng: Random, joiner: str = " ") -> str:
    """A colour and a creature or a thing."""
    return rng.choice(COLOURS) + joiner + rng.choice(CREATURES + THINGS)


def _emails(rng: Random) -> list[str]:
    made = [
        f"{two_words(rng, rng.choice('._-'))}@{rng.choice(('mail', 'post', 'inbox'))}."
        f"{rng.choice(HOSTS)}"
        for _ in range(EACH)
    ]
    made += [f"{two_words(rng, '.')}{rng.randint(10, 99)}@example.org" for _ in range(20)]
    made += [f"{two_words(rng, '')}{rng.randint(100, 999)}@gmail.com" for _ in range(20)]
    return made + [f"{two_words(rng, '.')}@{label}.example.org" for label in IDN_LABELS]


def _phones(rng: Random) -> list[str]:
    made = [f"+61{mobile[1:]}" for mobile in MOBILES]
    for area in "2378":
        made += [f"+61{area}{block}{rng.randint(0, 9999):04d}" for block in ("5550", "7010")
                 for _ in range(4)]  # fmt: skip
    made += [f"+4420794{60000 + rng.randint(0, 999)}" for _ in range(10)]
    return made + [f"+1202555{rng.randint(100, 199):04d}" for _ in range(10)]


def _usernames(rng: Random) -> list[str]:
    made = [f"{two_words(rng, rng.choice('._'))}{rng.randint(10, 99)}" for _ in range(EACH)]
    made += [f"{rng.choice(CREATURES)}{rng.choice(THINGS)}" for _ in range(EACH)]
    return made + [f"{rng.choice(CREATURES)}_{rng.choice(THINGS)}" for _ in range(20)]


def _urls(rng: Random) -> list[str]:
    made = []
    for _ in range(EACH):
        host = f"{two_words(rng, '-')}.{rng.choice(HOSTS)}"
        path = f"{rng.choice(THINGS)}/{rng.choice(CREATURES).title()}-{rng.randint(1, 99)}"
        made.append(f"https://{host}/{path}")
    made += [f"{url}?room={rng.randint(10, 99)}&key={rng.choice(THINGS)}" for url in made[:20]]
    made += [f"https://pages.example.com/{two_words(rng, '/')}" for _ in range(15)]
    made += [f"http://host-{two_words(rng, '-')}.example.net" for _ in range(15)]
    return made[20:]


def _domains(rng: Random) -> list[str]:
    made = [f"{two_words(rng, '-')}-shop.{rng.choice(HOSTS)}" for _ in range(EACH)]
    made += [f"{two_words(rng, '')}.club.{rng.choice(HOSTS)}" for _ in range(20)]
    return made + [f"{label}-laden.example.net" for label in IDN_LABELS]


def _ips(rng: Random) -> list[str]:
    made = [f"192.0.2.{rng.randint(1, 250)}" for _ in range(20)]
    made += [f"198.51.100.{last}" for last in range(3, 60, 4)]
    made += ["203.0.113.64/28", "203.0.113.128/26", "2001:db8:77::/48", "2001:db8:beef::/64"]
    return made + [f"2001:db8:1:{rng.randint(1, 0xFFFF):x}::{rng.randint(1, 0xFFFF):x}"
                   for _ in range(20)]  # fmt: skip


def _accounts(rng: Random) -> list[str]:
    made = [
        f"{rng.choice((62, 32, 733, 83, 12)):03d}-{rng.randint(0, 999):03d} "
        f"{rng.randint(10 ** (size - 1), 10**size - 1)}"
        for size in (6, 7, 8, 9)
        for _ in range(15)
    ]
    digits = lambda count: "".join(rng.choice("0123456789") for _ in range(count))  # noqa: E731
    for country, count in (("DE", 18), ("AT", 16), ("CH", 17), ("PL", 24)):
        made += [checksums.iban(country, digits(count)) for _ in range(6)]
    return made + [checksums.iban("GB", f"ABCD{digits(14)}") for _ in range(6)]


def _payids(rng: Random) -> list[str]:
    return [checksums.abn(rng) for _ in range(30)] + [checksums.acn(rng) for _ in range(20)]


def _wallets(rng: Random) -> list[str]:
    made = [checksums.base58check(version, rng.randbytes(20)) for version in (0, 5) * 10]
    made += [checksums.bech32("bc", 0, rng.randbytes(size)) for size in (20, 32) * 8]
    made += [checksums.bech32("bc", 1, rng.randbytes(32)) for _ in range(14)]
    return made + [checksums.eip55(rng.randbytes(20).hex()) for _ in range(20)]


def _names(_: Random) -> list[str]:
    made = [f"{given} {family}" for given in GIVEN[:6] for family in FAMILY[:6]]
    return made + [f"{given} Q {FAMILY[9]}" for given in GIVEN]


def _phrases(rng: Random) -> list[str]:
    made = [f"{two_words(rng)} {rng.choice(THINGS)}" for _ in range(EACH)]
    made += [f"{two_words(rng)}" for _ in range(EACH)]
    return made + list(OTHER_SCRIPTS)


# Those made of words alone come first: no other value may hold one of them.
_WORDED = {"phrase", "username", "name"}
_MAKERS = {
    "phrase": _phrases,
    "username": _usernames,
    "name": _names,
    "email": _emails,
    "phone": _phones,
    "url": _urls,
    "domain": _domains,
    "ip": _ips,
    "account": _accounts,
    "payid": _payids,
    "wallet": _wallets,
}


def _decoy(rng: Random, number: int) -> tuple[str, str]:
    """An indicator of no document; its words end in `zq`, which no text holds."""
    word = f"{rng.choice(COLOURS)}{number}zq"
    return (
        ("email", f"{word}@decoy.example.com"),
        ("username", word),
        ("domain", f"{word}.example.org"),
        ("url", f"https://decoy.example.net/{word}"),
        ("phrase", f"{word} {rng.choice(THINGS)}zq"),
        ("wallet", checksums.bech32("bc", 0, number.to_bytes(20, "big"))),
        ("account", f"941-{number % 1000:03d} {900000000 + number}"),
    )[number % 7]
