"""Hard negatives: texts that come as near to a listed value as the rules let them.

Law: what is made differs from every listed value, by the documented rules and by `undo`. A text
that could be read as a listed value with something undone is not made, or is thrown away.
"""

from __future__ import annotations

import ipaddress
import itertools
import re
from typing import TYPE_CHECKING, NamedTuple

from tests.evaluation.undo import digits, skeleton
from tests.evaluation.words import COLOURS, THINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

    from tests.evaluation.values import Listed

TEXT, WHOLE = ("description", "reference"), ("payer.proxy", "payee.contact")


class Trap(NamedTuple):
    """A near miss: what kind, its text, and the fields where it is one.

    `holds` says that the listed value is inside, as a part of something longer.
    """

    family: str
    text: str
    places: tuple[str, ...] = TEXT
    holds: bool = False


class Known:
    """What is listed, in the forms that a near miss is compared with."""

    def __init__(self, made: Listed) -> None:
        """Collect the values of each type."""
        self.values = {e.value.casefold() for e in made.entries()}
        self.skeletons = {skeleton(e.value) for e in made.entries()}
        numbers = [e.value for kind in ("phone", "payid") for e in made.by_type[kind]]
        self.numbers = {digits(value) for value in numbers}
        self.numbers |= {digits(e.value)[2:] for e in made.by_type["phone"]}
        self.accounts = {account_digits(e.value) for e in made.by_type["account"]}
        self.networks = [ipaddress.ip_network(e.value) for e in made.by_type["ip"]]

    def has_word(self, text: str) -> bool:
        """Whether a listed value reads the same once everything is undone."""
        return skeleton(text) in self.skeletons

    def has_number(self, text: str) -> bool:
        """Whether a listed number has these digits, with or without a country code."""
        found = digits(text)
        return bool({found, found.lstrip("0"), found.removeprefix("61")} & self.numbers)

    def has_account(self, text: str) -> bool:
        """Whether a listed account has these digits; zeros before a number say nothing."""
        return account_digits(text) in self.accounts

    def has_address(self, address: str) -> bool:
        """Whether a listed address or network holds this address."""
        parsed = ipaddress.ip_address(address)
        return any(parsed.version == n.version and parsed in n for n in self.networks)


def account_digits(text: str) -> str:
    """BSB and the number padded to nine; of an IBAN the digits."""
    found = digits(text)
    return found if text[0].isalpha() else found[:6] + found[6:].zfill(9)


def other_letter(rng: Random, text: str) -> str:
    """The text with one letter of its first two thirds changed to a consonant that is not alike."""
    places = [at for at, char in enumerate(text[: max(2, len(text) * 2 // 3)]) if char.isalpha()]
    if not places:
        return text
    at = rng.choice(places)
    return text[:at] + rng.choice("dfhkmqrvwx".replace(text[at].lower(), "")) + text[at + 1 :]


def other_digits(rng: Random, text: str) -> Iterator[tuple[str, str]]:
    """One digit changed, two transposed, one more, one less; never the first two."""
    places = [at for at, char in enumerate(text) if char.isdecimal()][3:-1]
    at = rng.choice(places)
    changed = str((int(text[at]) + rng.randint(1, 9)) % 10)
    yield "one digit changed", text[:at] + changed + text[at + 1 :]
    yield "one digit more", text[:at] + changed + text[at:]
    yield "one digit less", text[:at] + text[at + 1 :]
    pairs = [(a, b) for a, b in itertools.pairwise(places) if text[a] != text[b]]
    if pairs:
        a, b = rng.choice(pairs)
        swapped = list(text)
        swapped[a], swapped[b] = text[b], text[a]
        yield "two digits transposed", "".join(swapped)


def phone(rng: Random, value: str) -> Iterator[Trap]:
    """Near numbers, longer numbers, and a number without its prefix in running text."""
    national = "0" + value[3:] if value.startswith("+61") else value
    for family, text in [*other_digits(rng, national), *other_digits(rng, value)]:
        yield Trap(family, text, (*TEXT, *WHOLE))
    if value.startswith("+61"):
        yield Trap("number without prefix", value[3:], holds=True)
        yield Trap("in a longer number", f"{rng.randint(1, 9)}{national}{rng.randint(10, 99)}",
                   holds=True)  # fmt: skip
        yield Trap("type not permitted here", national, ("payer.account", "payer.name"), True)


def account(rng: Random, value: str) -> Iterator[Trap]:
    """Near numbers; the listed BSB with another number, the number with another BSB, or alone."""
    fields = (*TEXT, "payer.account", "payee.account")
    for family, text in other_digits(rng, value):
        yield Trap(family, text, fields)
    if value[0].isalpha():
        return
    bsb, number = value.split()
    yield Trap("other number at this BSB", f"{bsb} {rng.randint(10**7, 10**8 - 1)}", fields)
    other = f"{rng.choice(('064', '112', '484'))}-{rng.randint(0, 999):03d}"
    yield Trap("this number at another BSB", f"{other} {number}", fields, True)
    yield Trap("number without BSB", number, fields, True)
    yield Trap("in a longer number", f"{rng.randint(1, 9)}{bsb.replace('-', '')}{number}7", TEXT,
               True)  # fmt: skip


def payid(rng: Random, value: str) -> Iterator[Trap]:
    """Near numbers."""
    for family, text in other_digits(rng, value):
        yield Trap(family, text, (*TEXT, *WHOLE))


def wallet(rng: Random, value: str) -> Iterator[Trap]:
    """One character changed, mixed or changed case where it counts, the first half alone."""
    at = rng.randint(6, len(value) - 6)
    same = "0123456789abcdef" if value.startswith("0x") else "qpzry9x8gf2tvdw0s3jn54khce6mua7"
    changed = value[:at] + rng.choice(same.replace(value[at].lower(), "")) + value[at + 1 :]
    yield Trap("one character changed", changed, (*TEXT, "payer.account"))
    yield Trap("half of it", value[: len(value) // 2] + " and", TEXT)
    if value.startswith("bc1"):
        half = len(value) // 2
        yield Trap("mixed case", value[:half] + value[half:].upper(), TEXT)
    elif not value.startswith("0x"):
        yield Trap("other case", value.swapcase(), (*TEXT, "payer.account"))


def ip(rng: Random, value: str) -> Iterator[Trap]:
    """Neighbours, and dotted numbers that hold the address."""
    network = ipaddress.ip_network(value)
    neighbour = ipaddress.ip_address(int(network.broadcast_address) + rng.randint(1, 3))
    yield Trap("neighbour", str(neighbour), (*TEXT, "device.ip"))
    if network.version == 4:
        yield Trap("in a longer number", f"{rng.randint(2, 9)}.{network[0]}", TEXT, True)
        yield Trap("in a longer number", f"{network[0]}.{rng.randint(2, 9)}", TEXT, True)
        yield Trap("in a longer number", f"{rng.randint(10, 99)}{network[0]}", TEXT, True)


def domain(rng: Random, value: str) -> Iterator[Trap]:
    """Parents, siblings, longer labels and hosts."""
    _, _, parent = value.partition(".")
    fields = (*TEXT, "payee.contact")
    yield Trap("parent domain", parent, fields)
    yield Trap("parent domain", f"https://{parent}/{rng.choice(THINGS)}", fields)
    yield Trap("sibling domain", f"{rng.choice(THINGS)}-stall.{parent}", fields)
    yield Trap("longer label", f"my{value}", fields, True)
    yield Trap("longer label", f"not-{value}", fields, True)
    yield Trap("longer host", f"{value}.{rng.choice(('example.com', 'example.net'))}", fields, True)
    yield Trap("longer suffix", f"{value}.au", fields, True)
    yield Trap("mail at the parent", f"someone@{parent}", fields)
    yield Trap("one letter different", other_letter(rng, value), fields)


def email(rng: Random, value: str) -> Iterator[Trap]:
    """Longer local parts and hosts, other hosts."""
    local, _, host = value.partition("@")
    fields = (*TEXT, *WHOLE)
    yield Trap("longer local part", f"{rng.choice('xvb')}{value}", fields, True)
    yield Trap("longer local part", f"other.{value}", fields, True)
    yield Trap("longer local part", f"{local}-x@{host}", fields)
    yield Trap("longer host", f"{value}.au", fields, True)
    yield Trap("other host", f"{local}@{rng.choice(COLOURS)}.example.com", fields)
    yield Trap("other mailbox", f"{rng.choice(THINGS)}{rng.randint(1, 99)}@{host}", fields)
    yield Trap("one letter different", other_letter(rng, local) + "@" + host, fields)
    if "." in local and "gmail" not in host:
        yield Trap("dots that count", local.replace(".", "") + "@" + host, fields)


def url(rng: Random, value: str) -> Iterator[Trap]:
    """Other, longer, shorter and otherwise written paths, hosts below, other ports and queries."""
    fields = (*TEXT, *WHOLE)
    scheme, _, rest = value.partition("://")
    address, mark, query = rest.partition("?")
    host, slash, path = address.partition("/")
    yield Trap("host below", f"{scheme}://m.{rest}", fields, True)
    yield Trap("other host", f"{scheme}://{rng.choice(THINGS)}.example.org/{path}", fields)
    if not slash:
        return
    yield Trap("host alone", f"https://{host}/", fields)
    yield Trap("host alone", host, fields)
    yield Trap("other path", f"https://{host}/{rng.choice(COLOURS)}/{rng.choice(THINGS)}x", fields)
    yield Trap("parent path", f"{scheme}://{host}/{path.rpartition('/')[0]}", fields)
    yield Trap("longer path", f"{scheme}://{address}/more{mark}{query}", fields, True)
    yield Trap("longer path", f"{scheme}://{address}x{mark}{query}", fields, True)
    yield Trap("case of the path", f"{scheme}://{host}/{path.swapcase()}", fields)
    yield Trap("other port", f"{scheme}://{host}:8443/{path}{mark}{query}", fields)
    if query:
        yield Trap("query missing", f"{scheme}://{address}", fields)
        yield Trap(
            "other query", f"{scheme}://{address}?{query.replace('room=', 'room=7')}", fields
        )


def username(rng: Random, value: str) -> Iterator[Trap]:
    """Longer handles, one letter different, a field where handles do not belong."""
    yield Trap("in a longer word", f"@{value}{rng.choice('xv')}", TEXT, True)
    yield Trap("in a longer word", f"@{rng.choice('xv')}{value}", TEXT, True)
    yield Trap("in a longer word", f"{rng.choice('xv')}{value}{rng.randint(2, 9)}2", TEXT, True)
    yield Trap("one letter different", f"@{other_letter(rng, value)}", (*TEXT, *WHOLE))
    yield Trap("ends in its first word", re.split(r"[._]", value)[0], TEXT)
    yield Trap("type not permitted here", value, ("payer.name", "merchant", "payer.account"), True)


def name(rng: Random, value: str) -> Iterator[Trap]:
    """A name with a word more or less, one letter different, or in running text."""
    fields = ("payer.name", "payee.name")
    yield Trap("word missing", value.rpartition(" ")[0], fields)
    yield Trap("word more", f"{value} Pty", fields, True)
    yield Trap("one letter different", other_letter(rng, value), fields)
    yield Trap("type not permitted here", value, TEXT, True)


def phrase(rng: Random, value: str) -> Iterator[Trap]:
    """Longer words, other words, words apart, other order, a field without phrases."""
    fields = (*TEXT, "merchant", "payer.name")
    yield Trap("type not permitted here", value, ("payer.account", "payer.proxy"), True)
    if not value.isascii():
        return
    words = value.split()
    yield Trap("in longer words", f"x{value}", fields, True)
    yield Trap("in longer words", f"{value}ful", fields, True)
    yield Trap("in longer words", f"{rng.choice('éñжλ가')}{value}", fields, True)
    yield Trap("in longer numbers", f"{rng.randint(1, 9)}{value}", fields, True)
    yield Trap("in longer numbers", f"{value}{rng.randint(1, 9)}", fields, True)
    yield Trap("one letter different", other_letter(rng, value), fields)
    yield Trap("other order", " ".join(words[::-1]), fields)
    yield Trap("word between", f"{words[0]} or {' '.join(words[1:])}", fields)
    yield Trap("one word", rng.choice(words), fields)
    yield Trap("ends in its first word", words[0], TEXT)
    yield Trap("other plural", f"{words[0]} {' '.join(words[1:])}mongers", fields, True)


TRAPS: dict[str, Callable[[Random, str], Iterator[Trap]]] = {
    "phone": phone, "account": account, "payid": payid, "wallet": wallet, "ip": ip,
    "domain": domain, "email": email, "url": url, "username": username, "name": name,
    "phrase": phrase,
}  # fmt: skip
