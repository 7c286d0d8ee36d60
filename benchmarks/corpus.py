"""A seeded corpus: a list and the payments to screen by it, all made up.

Payments have the shape of the `generic` mapping, about 700 bytes each. One in a thousand holds
a listed value: half of those in free text, half as a whole value. `payments` plants values of any
type anywhere; `known` plants what a program without tokens finds too, and nothing else is listed.
"""

from __future__ import annotations

import csv
import random
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from feeds import entry, record
from feeds.sort import Sorter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from matcher.indicator import Indicator

HIT_SHARE = 0.001
_SYLLABLES = "ba be bi bo bu da de di do du ka ke ki ko ku la le li lo lu ma me mi mo mu".split()
_WORDS = (
    "payment invoice rent lunch order garden school ticket monthly savings service refund water "
    "coffee books music lesson repair travel deposit membership insurance subscription thanks"
).split()
_TEXT_CHARS = range(20, 141)
# Where a value of a type stands as a whole value.
_PLACES = {"email": "contact", "phone": "contact", "account": "account", "username": "proxy"}


def _name(chance: random.Random, syllables: int) -> str:
    return "".join(chance.choice(_SYLLABLES) for _ in range(syllables))


def _identifier(chance: random.Random) -> tuple[str, str]:
    kind = chance.choices(
        ("email", "phone", "username", "domain", "url", "account"), (40, 15, 20, 5, 10, 10)
    )[0]
    name = _name(chance, 5)
    value = {
        "email": lambda: f"{name}.{chance.randrange(10**4)}@mail{chance.randrange(50)}.example.org",
        "phone": lambda: _phone(chance),
        "username": lambda: f"{name}_{chance.randrange(10**4)}",
        "domain": lambda: f"{name}{chance.randrange(10**4)}.example.net",
        "url": lambda: f"https://{name}.example.com/p/{chance.randrange(10**6)}",
        "account": lambda: f"{chance.randrange(10**6):06}-{chance.randrange(10**8):08}",
    }[kind]()
    return kind, value


def rows(identifiers: int, phrases: int, seed: int = 7) -> Iterator[tuple[str, str]]:
    """Types and values of this many indicators, as a feed would state them."""
    chance = random.Random(seed)
    for _ in range(identifiers):
        yield _identifier(chance)
    for _ in range(phrases):
        yield "phrase", " ".join(_name(chance, chance.randrange(2, 4)) for _ in range(3))


def write_feed(path: Path, identifiers: int, phrases: int, *more: tuple[str, str]) -> None:
    """A CSV feed of `rows` and `more`."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("type", "value"))
        writer.writerows((*rows(identifiers, phrases), *more))


def indicators(
    identifiers: int, phrases: int, *more: tuple[str, str], seed: int = 7
) -> list[Indicator]:
    """About this many indicators (equal ones merge) and `more`, as a snapshot would hold them."""
    listed = (*rows(identifiers, phrases, seed), *more)
    return _merged(entry.to_indicator({"type": t, "value": v}, "corpus") for t, v in listed)


def _merged(stated: Iterable[Indicator]) -> list[Indicator]:
    with tempfile.TemporaryDirectory() as scratch:
        sorter = Sorter(Path(scratch))
        for each in stated:
            sorter.add(each)
        return [record.from_line(line) for _, line in sorter.lines()]


def payments(count: int, listed: list[Indicator], seed: int = 11) -> tuple[list[bytes], int]:
    """Records of about 700 bytes, and how many of them hold a listed value."""
    chance = random.Random(seed)
    hits = 0
    records = []
    for number in range(count):
        payment = _payment(chance, number)
        if chance.random() < HIT_SHARE:
            hits += 1
            _plant(chance, payment, chance.choice(listed))
        records.append(orjson.dumps(payment))
    return records, hits


def known(
    count: int, listed: Sequence[tuple[str, str]], *, sharing: bool, seed: int = 13
) -> Iterator[tuple[str, bytes, bool]]:
    """Transaction ids, records, and whether they hold a listed value; exactly these do.

    Half of those hold an identifier as a whole value, half a phrase in free text. `sharing`: the
    texts are made of the words that the listed phrases are made of.
    """
    chance = random.Random(seed)
    phrases = [value for kind, value in listed if kind == "phrase"]
    whole = [(_PLACES[kind], value) for kind, value in listed if kind in _PLACES]
    taken, triples = {value for _, value in whole}, {tuple(each.split()) for each in phrases}
    words = sorted({word for each in phrases for word in each.split()}) if sharing else _WORDS
    for number in range(count):
        payment = _payment(chance, number)
        for party in (payment["payer"], payment["payee"]):
            while party["contact"] in taken:
                party["contact"] = _phone(chance)
        for holder, field in ((payment, "description"), (payment["branch"], "note")):
            holder[field] = _text_without(chance, words, triples)
        is_hit = chance.random() < HIT_SHARE
        if is_hit and chance.random() < 0.5:
            place, value = chance.choice(whole)
            payment[chance.choice(("payer", "payee"))][place] = value
        elif is_hit:
            payment["description"] += f" {chance.choice(phrases)} thanks"
        yield payment["id"], orjson.dumps(payment), is_hit


def _text_without(
    chance: random.Random, words: Sequence[str], triples: set[tuple[str, ...]]
) -> str:
    """A text of these words in which no three that follow each other are among the triples."""
    while True:
        made = text(chance, words)
        parts = made.split()
        if triples.isdisjoint(zip(parts, parts[1:], parts[2:], strict=False)):
            return made


def text(chance: random.Random, words: Sequence[str] = _WORDS) -> str:
    """A remittance text of 20 to 140 characters."""
    while True:
        chosen = chance.choices(words, k=chance.randrange(3, 18))
        made = " ".join([*chosen, str(chance.randrange(10**6))])
        if len(made) in _TEXT_CHARS:
            return made


def _phone(chance: random.Random) -> str:
    return f"+614{chance.randrange(10**8):08}"


def _party(chance: random.Random) -> dict[str, str]:
    name = _name(chance, 4)
    return {
        "name": f"{name.title()} {_name(chance, 3).title()}",
        "account": f"{chance.randrange(10**6):06}-{chance.randrange(10**9):09}",
        "proxy": f"{name}@post.example.com",
        "contact": _phone(chance),
    }


def _payment(chance: random.Random, number: int) -> dict[str, Any]:
    return {
        "id": f"tx-{number:010}",
        "timestamp": f"2026-11-{chance.randrange(1, 29):02}T10:{chance.randrange(60):02}:00Z",
        "customer_id": f"C{chance.randrange(10**6):07}",
        "amount": f"{chance.randrange(10**6) / 100:.2f}",
        "currency": "AUD",
        "description": text(chance),
        "reference": f"REF{chance.randrange(10**9):09}",
        "payer": _party(chance),
        "payee": _party(chance),
        "merchant": f"{_name(chance, 3).upper()} STORE",
        "device": {"ip": f"10.0.{chance.randrange(256)}.{chance.randrange(256)}"},
        "channel": "mobile",
        "trace": f"{chance.getrandbits(128):032x}",
        "branch": {"code": f"{chance.randrange(10**6):06}", "state": "NSW", "note": text(chance)},
    }


def _plant(chance: random.Random, payment: dict[str, Any], indicator: Indicator) -> None:
    place = _PLACES.get(indicator.type)
    if place is not None and chance.random() < 0.5:
        payment["payee"][place] = indicator.value
    else:
        payment["description"] = f"{payment['description']} @{indicator.value} thanks"
        if indicator.type != "username":
            payment["description"] = payment["description"].replace(" @", " ")
