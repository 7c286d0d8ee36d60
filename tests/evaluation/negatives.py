"""Documents that hold nothing listed: near misses, and the usual texts of payments.

Law: every negative is checked, by `near.Known` here and by another reading in the tests.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

from tests.evaluation.case import Case, put
from tests.evaluation.near import TRAPS, Known
from tests.evaluation.values import SHORT_NAMES
from tests.evaluation.words import FAMILY, GIVEN, MONTHS, USUAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.evaluation.near import Trap
    from tests.evaluation.values import Listed

NEAR_SHARE = 0.5
# `3emerald` can be read as the word with its first letter repeated, once in leet.
_DATES = ("{d:02d}/{m:02d}/{y}", "{y}-{m:02d}-{d:02d}", "{d}.{m}.{y}", "{d:02d}{m:02d}{y}",
          "{d} {name} {y}")  # fmt: skip
_EDGES = {"in longer numbers", "in longer words"}
# What follows a near miss, so that it cannot be read as a value that a short field cut off.
_ENDINGS = ["thank you so much for the {}", "as discussed, {}"]
_FRAMES = ["for {} and all that", "{}, thank you all so much", "ref {} as we said before",
           "paid {} to the office today", "hello ({}) see you tomorrow"]  # fmt: skip


def negatives(made: Listed, seed: int, count: int) -> Iterator[Case]:
    """`count` documents, about half of them near misses."""
    rng = Random(f"negative:{seed}")
    known = Known(made)
    near = _near(rng, made, known)
    for number in range(count):
        if rng.random() < NEAR_SHARE:
            yield next(near)
        else:
            yield usual(rng, known, number)


def _near(rng: Random, made: Listed, known: Known) -> Iterator[Case]:
    number = 0
    while True:
        for kind, entries in made.by_type.items():
            for trap in TRAPS[kind](rng, rng.choice(entries).value):
                if not is_true(kind, trap, known):
                    continue
                number += 1
                yield _trapped(rng, kind, trap, number)
        number += 1
        short = rng.choice(SHORT_NAMES)
        yield _case(number, "reference", f"see {short} here", "username", "short and bare")


def is_true(kind: str, trap: Trap, known: Known) -> bool:
    """Whether the near miss is none of the listed values itself."""
    if kind == "ip" and "neighbour" in trap.family:
        return not known.has_address(trap.text)
    if trap.holds:
        return trap.family not in _EDGES or not known.has_word(trap.text)
    if kind == "account":
        return not known.has_account(trap.text)
    if kind in {"phone", "payid"}:
        return not known.has_number(trap.text)
    text = trap.text.removeprefix("@")
    return text.casefold() not in known.values and (
        kind in {"wallet", "url", "ip"}
        or trap.family == "dots that count"
        or not known.has_word(text)
    )


def _trapped(rng: Random, kind: str, trap: Trap, number: int) -> Case:
    place = rng.choice(trap.places)
    is_text = place in {"description", "reference"}
    frames = _ENDINGS if trap.family == "ends in its first word" else _FRAMES
    text = rng.choice(frames).replace("{}", trap.text) if is_text else trap.text
    return _case(number, place, text, kind, trap.family)


def _case(number: int, place: str, text: str, kind: str, family: str) -> Case:
    document: dict[str, Any] = {
        "id": f"n{number}",
        "timestamp": "2026-03-01T12:00:00Z",
        "customer_id": f"c{number % 997}",
        "amount": "12.50",
        "currency": "AUD",
    }
    put(document, place, text)
    return Case(document, (), kind, "", place, "near miss", family)


def usual(rng: Random, known: Known, number: int) -> Case:
    """A payment like any other, with usual texts in every field."""
    description = _filled(rng, rng.choice(USUAL))
    if rng.random() < 0.3:
        description += rng.choice((" / ", "; ", "\n", " ")) + _filled(rng, rng.choice(USUAL))
    case = _case(number, "description", description, "usual", "usual text")
    document = case.document | {"id": f"u{number}"}
    put(document, "reference", _filled(rng, rng.choice(USUAL))[:35])
    put(document, "payer.name", f"{rng.choice(GIVEN)} {rng.choice(FAMILY)} & Co")
    put(document, "payer.account", f"{rng.randint(100, 999)}-{rng.randint(100, 999)} "
                                   f"{rng.randint(10**5, 10**9)}")  # fmt: skip
    put(document, "payee.proxy", _phone(rng, known))
    put(document, "payee.contact", f"person{rng.randint(1, 10**6)}@example.org")
    put(document, "merchant", f"SHOP {rng.randint(1, 999)} SYDNEY {rng.randint(2000, 2999)}")
    put(document, "device.ip", f"2001:db8:ffff::{rng.randint(1, 65535):x}")
    return Case(document, (), "usual", "", "description", "usual", "usual text")


def _phone(rng: Random, known: Known) -> str:
    while known.has_number(text := f"04915{rng.randint(0, 99999):05d}"):
        pass
    return text


def _filled(rng: Random, template: str) -> str:
    if "{" not in template:
        return template
    day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(2019, 2027)
    date = rng.choice(_DATES)
    return (
        template.replace("{n}", str(rng.randint(1, 999)))
        .replace("{s}", str(rng.randint(1, 9)))
        .replace("{i}", str(rng.randint(1000, 99999)))
        .replace("{c}", str(rng.randint(10**5, 10 ** rng.randint(6, 12))))
        .replace("{a}", f"{rng.randint(1, 9999)}.{rng.randint(0, 99):02d}")
        .replace("{t}", f"{rng.randint(0, 23):02d}:{rng.randint(0, 59):02d}")
        .replace("{m}", f"{rng.choice(MONTHS)} {year}")
        .replace("{h}", f"{rng.getrandbits(160):040x}")
        .replace("{d}", date.format(d=day, m=month, y=year, name=rng.choice(MONTHS)))
    )
