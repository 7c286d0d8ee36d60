"""What each listed value leaves in every text that holds it, whichever way it is written.

Law: an ordinary text (printable ASCII without any sign of disguise) in which the matcher finds a
value holds, in order and apart from what is no letter or digit,

* the value's *stem*, which begins and ends where letters and digits do; or
* the *number* that it is, at the end of a group of digits; or branch and number of an *account*;
* a dotted address in a listed *network*; or all letters of a *name*, in any order;
* where a text may have been cut off, the first few letters and digits of its *beginning*.

A value that can stand in no ordinary text leaves nothing.
"""

from __future__ import annotations

import ipaddress
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from matcher import tabulate
from matcher.indicator import IndicatorType
from matcher.loose import truncated, views
from matcher.normalize import phone, url

if TYPE_CHECKING:
    from collections.abc import Callable

    from matcher.sieve._native import Builder

WINDOW = 8
"""Letters and digits of a stem that are looked for first; a shorter stem is looked for whole."""
_GMAIL, _GOOGLEMAIL = "@gmail.com", "@googlemail.com"


@dataclass(slots=True)
class Facts:
    """What a sieve knows of a list besides its sets."""

    number_lengths: int = 0
    prefixes: int = 0
    odd_characters: list[int] = field(default_factory=list)
    short_stems: int = 0
    lists_addresses: bool = False
    has_numeric_hosts: bool = False

    def plain(self) -> dict[str, Any]:
        """The facts as JSON would have them."""
        return asdict(self)


class Marks:
    """Gathers what a list's values leave."""

    def __init__(self, builder: Builder) -> None:
        """Put marks into `builder`."""
        self._builder = builder
        self.facts = Facts()

    def add(self, kind: IndicatorType, value: str) -> None:
        """What a canonical value leaves."""
        _WAYS[kind](self, value)
        if kind in truncated.TYPES and value.isascii():
            self._builder.add_beginning(value)

    def _stem(self, text: str) -> None:
        """ASCII text whose letters and digits stand in order; other text is never ordinary."""
        if not text or not text.isascii():
            return
        if count := self._builder.add_stem(text):
            self.facts.short_stems |= 1 << count if count < WINDOW else 0
        else:
            self.facts.odd_characters.append(ord(text[0]))

    def _number(self, digits: str) -> None:
        """Digits that end where a group of digits does."""
        if not _is_number(digits):
            self._stem(digits)
            return
        self.facts.number_lengths |= 1 << len(digits)
        self._builder.add_number(len(digits), int(digits))

    def _account(self, value: str) -> None:
        branch, _, number = value.partition("-")
        if _is_number(branch) and _is_number(number):
            self._builder.add_account(int(branch), int(number))
            return
        self._stem(value)
        self._stem(f"iban{value}")

    def _phone(self, value: str) -> None:
        national = phone.national(value)
        self._number(phone.tail(value) if national is None else national)

    def _email(self, value: str) -> None:
        self._stem(value)
        if value.endswith(_GMAIL):
            self._stem(value.removesuffix(_GMAIL) + _GOOGLEMAIL)

    def _url(self, value: str) -> None:
        host = url.host(url.split(value)[0])
        self._stem(host)
        if tabulate.may_be_address(host):
            self.facts.has_numeric_hosts = True
            self._network(host)

    def _network(self, value: str) -> None:
        """An address or a network; other forms than dotted ones are never ordinary."""
        try:
            network = ipaddress.ip_network(value)
        except ValueError:
            return
        if network.version == 4:
            self.facts.prefixes |= 1 << network.prefixlen
            self._builder.add_network(network.prefixlen, int(network.network_address))

    def _address(self, value: str) -> None:
        self.facts.lists_addresses = True
        self._network(value)

    def _payid(self, value: str) -> None:
        self._number(value)

    def _phrase(self, value: str) -> None:
        """As it is, or as one types it who leaves its marks out."""
        self._stem(value if value.isascii() else views.form(value))

    def _name(self, value: str) -> None:
        if value.isascii():
            self._builder.add_name(value)


def _is_number(text: str) -> bool:
    return text.isdigit() and text.isascii()


_WAYS: dict[IndicatorType, Callable[[Marks, str], None]] = {
    IndicatorType.ACCOUNT: Marks._account,
    IndicatorType.DOMAIN: Marks._stem,
    IndicatorType.EMAIL: Marks._email,
    IndicatorType.IP: Marks._address,
    IndicatorType.NAME: Marks._name,
    IndicatorType.PAYID: Marks._payid,
    IndicatorType.PHONE: Marks._phone,
    IndicatorType.PHRASE: Marks._phrase,
    IndicatorType.URL: Marks._url,
    IndicatorType.USERNAME: Marks._phrase,
    IndicatorType.WALLET: Marks._stem,
}
