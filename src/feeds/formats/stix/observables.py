"""The values of an observable (STIX 2.1 section 6, and its public extensions).

Law: an observable of a type that is screened gives at least one value or the reason why not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from feeds.formats.stix import patterns, vocabulary
from feeds.formats.stix.objects import BadObjectError, text
from feeds.formats.stix.patterns import Clue
from feeds.formats.stix.statements import extended
from matcher.indicator import IndicatorType

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from feeds.formats.stix.expression import Unscreened
    from feeds.formats.stix.objects import StixObject


_Found = TypeVar("_Found")


def clues(observable: StixObject) -> Sequence[Clue | Unscreened]:
    """The values of an observable of a screened type.

    Raises:
        BadObjectError: it has none that can be used.
    """
    if observable.get("defanged"):
        raise BadObjectError("defanged: the value is not as it is used")
    kind = observable["type"]
    if kind in _READERS:
        return _READERS[kind](observable)
    return _some(
        [Clue(vocabulary.VALUE_TYPES[kind], value) for value in _given(observable, "value")],
        "value",
    )


def _wallets(observable: StixObject) -> list[Clue]:
    """`value` in the extension as it is, `address` in an older form of it."""
    given = _given(observable, "value", "address")
    return _some([Clue(IndicatorType.WALLET, value) for value in given], "value")


def _users(observable: StixObject) -> list[Clue]:
    """Login and id; a number is no name beside a login, and a display name is no account's own."""
    platform = text(observable, "account_type") or None
    login = _given(observable, "account_login")
    ids = [each for each in _given(observable, "user_id") if not (login and each.isdecimal())]
    names = [*login, *ids] or _given(observable, "display_name")
    return _some([Clue(IndicatorType.USERNAME, name, platform) for name in names], "account_login")


def _accounts(observable: StixObject) -> list[Clue | Unscreened]:
    """The IBAN, and the number with its BSB; a number alone counts where there is no IBAN."""
    found: list[Clue | Unscreened] = []
    found += (Clue(IndicatorType.ACCOUNT, iban) for iban in _given(observable, "iban"))
    bsb = _given(extended(observable, vocabulary.BSB_NAMES), *vocabulary.BSB_NAMES)
    for number in _given(observable, "account_number"):
        if bsb:
            found.append(patterns.account(bsb[0], number))
        elif not found:
            found.append(patterns.lone_number(number))
    return _some(found, "account_number")


def _given(observable: StixObject, *names: str) -> list[str]:
    found = (text(observable, name) for name in names)
    return [value for value in found if value]


def _some(found: list[_Found], name: str) -> list[_Found]:
    if not found:
        raise BadObjectError(f"{name}: missing")
    return list(dict.fromkeys(found))


_READERS: dict[str, Callable[[StixObject], Sequence[Clue | Unscreened]]] = {
    vocabulary.USER: _users,
    vocabulary.BANK: _accounts,
    "cryptocurrency-wallet": _wallets,
}
