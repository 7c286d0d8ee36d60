"""An answer as lines for people, from what may be shown of it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screening.lookup.answer import Outcome
from screening.lookup.masked import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from screening.lookup.view import Shown

_OUTCOMES = {
    Outcome.LISTED: "on the list",
    Outcome.NOT_LISTED: "not on the list",
    Outcome.UNKNOWN_TYPE: "of no known type",
}
RELATIONS = {
    "email_host": "the host of the address is listed, or a domain above it",
    "network": "a listed network holds the address",
    "other_country": "a listed number differs in its country alone",
    "parent_domain": "a sub-domain of the host is listed",
    "phrase": "a listed phrase is in the value",
    "platform": "the value names this user on a platform",
    "same_host": "a page of the same host is listed",
    "same_page": "the page is listed with another query, or its whole host is",
    "subdomain": "a domain above the host is listed",
    "token_set": "a listed name has the same words in another order",
    "variant": "another spelling of it is listed",
    "without_country": "the number is listed, with its country",
}
_OPEN = "open"


def lines(answer: Shown) -> Iterator[str]:
    """What a terminal shows; nothing in it is alive there."""
    return map(harmless, _lines(answer))


def _lines(answer: Shown) -> Iterator[str]:
    yield _OUTCOMES[answer["outcome"]]
    if (
        answer["near"]
        and not answer["listed"]
        and any(n["screening_matches"] for n in answer["near"])
    ):
        yield "but screening would find an indicator in it: see near misses"
    yield _pair("value", answer["value"])
    yield _pair("type", _type(answer))
    for each in answer["normalised"]:
        steps = "; ".join(each["steps"]) or "as given"
        yield _pair("normalised", f"{each['type']} {each['value']} ({steps})")
    if answer["problem"]:
        yield _pair("problem", answer["problem"])
    listing = answer["snapshot"]
    yield _pair("list", f"serial {listing['serial']} of {listing['created']}")
    for each in answer["indicators"]:
        yield ""
        yield _pair("indicator", f"{each['id']} ({each['type']} {each['value']})")
        yield from _details(each)
    for each in answer["near"]:
        yield ""
        yield _pair("near miss", f"{each['id']} ({each['type']} {each['value']})")
        yield _pair("relation", _relation(each))
        yield from _details(each)
    if answer["near_has_more"]:
        yield ""
        yield "there are more near misses"


def _type(answer: Shown) -> str:
    asked = answer["type"]
    if asked["given"]:
        return f"{asked['given']} (given)"
    return f"{', '.join(asked['guessed']) or 'none'} (guessed from its form)"


def _relation(near: Shown) -> str:
    said = RELATIONS.get(near["relation"], near["relation"])
    if not near["screening_matches"]:
        return f"{said}; screening does not match it"
    undone = f", undoing {', '.join(near['undone'])}" if near["undone"] else ""
    return f"{said}; screening matches it ({near['lane']} lane{undone})"


def _details(each: Shown) -> Iterator[str]:
    confidence = "" if each["confidence"] is None else f", confidence {each['confidence']}"
    yield _pair("tier", f"{each['tier']}, nature {each['nature']}{confidence}, TLP {each['tlp']}")
    yield _pair("valid", _window(each))
    yield _pair(
        "seen", f"first {each['first_seen'] or 'unknown'}, last {each['last_seen'] or 'unknown'}"
    )
    yield _pair(
        "where", f"platform {each['platform'] or 'unknown'}, region {each['region'] or 'unknown'}"
    )
    if each["labels"]:
        yield _pair("labels", _words(each["labels"]))
    for source in each["sources"]:
        said = f"{source['name']} {source['id']}: {source['tier']}, {source['nature']}"
        yield _pair("source", f"{said}, {_window(source)}")


def _window(each: Shown) -> str:
    force = "in force" if each["in_force"] else "not in force"
    return f"{force}, from {each['valid_from'] or _OPEN} until {each['valid_until'] or _OPEN}"


def _words(words: Iterable[str]) -> str:
    return ", ".join(words)


def _pair(name: str, value: object) -> str:
    return f"{name:<12}{value}"
