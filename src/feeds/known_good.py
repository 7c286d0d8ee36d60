"""Values that are never listed, from folders of lists that a user can extend.

A folder (with its sub-folders) holds:

* `*.txt`: one value a line, for every type that it can be of; `#` at a line's start or after a
  space begins a comment; `.example.org` means a domain with all its sub-domains; an IP network
  means all its addresses.
* `*.json`: MISP warninglists of the types `string`, `hostname` (with sub-domains) and `cidr`, for
  the indicator types of their `matching_attributes`, or all where there are none.
* `IGNORED`: names of files that are not read, one a line.

Law: values are compared as matches are, by their canonical forms; and no list is passed over
silently. One that cannot be compared soundly (`regex`, `substring`), or is no list, is refused
until `IGNORED` names it.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any

import orjson

from feeds.formats import FeedError
from feeds.formats.misp import kinds
from matcher.indicator import IndicatorType
from matcher.normalize import InvalidValueError, canonical, domain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from matcher.indicator import Indicator

IGNORED = "IGNORED"
ALL = frozenset(IndicatorType)
HOSTS = frozenset({IndicatorType.DOMAIN, IndicatorType.URL})
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class KnownGood:
    """Known-good values by type; asking costs a few look-ups, however many are known."""

    def __init__(self) -> None:
        self._values: dict[IndicatorType, dict[str, str]] = {kind: {} for kind in IndicatorType}
        self._hosts: dict[IndicatorType, dict[str, str]] = {kind: {} for kind in HOSTS}
        self._networks: dict[tuple[int, int], dict[int, str]] = {}

    @classmethod
    def load(cls, folders: Iterable[Path]) -> KnownGood:
        """All lists of these folders.

        Raises:
            FeedError: a folder is missing, or a file in it is no list that can be compared;
                names the file.
        """
        known = cls()
        for folder in folders:
            for path in _lists(folder):
                known._add_file(path, path.relative_to(folder).as_posix())
        return known

    def reason(self, indicator: Indicator) -> str | None:
        """Why the indicator may not go on the list, or None if no list has it."""
        kind, value = indicator.type, indicator.value
        name = self._values[kind].get(value)
        if name is None and kind in HOSTS:
            name = self._host_list(kind, value)
        if name is None and kind is IndicatorType.IP:
            name = self._network_list(value)
        return None if name is None else f"on the known-good list {name}"

    def _host_list(self, kind: IndicatorType, value: str) -> str | None:
        """The list with the host, or one above it; a URL counts by its host without a path."""
        if kind is IndicatorType.DOMAIN:
            return self._above(kind, value)
        host, _, page = value.partition("/")
        if page or "?" in host:
            return None
        host = host.partition(":")[0]
        # A URL's identity has no `www.`; a list of hosts may.
        exact = self._values[kind].get(host) or self._hosts[kind].get(f"www.{host}")
        return exact or self._above(kind, host)

    def _above(self, kind: IndicatorType, host: str) -> str | None:
        hosts = self._hosts[kind]
        return next((hosts[each] for each in domain.parents(host) if each in hosts), None)

    def _network_list(self, value: str) -> str | None:
        """The list with a network that holds the address, or all of the network."""
        network = ipaddress.ip_network(value)
        first, bits = int(network.network_address), network.max_prefixlen
        for (version, prefix), networks in self._networks.items():
            if version == network.version and prefix <= network.prefixlen:
                name = networks.get(first >> (bits - prefix) << (bits - prefix))
                if name is not None:
                    return name
        return None

    def _add_file(self, path: Path, name: str) -> None:
        text = _text(path, name)
        if path.suffix.lower() == ".json":
            self._add_warninglist(text, name)
            return
        for value in _lines(text):
            self._add_line(value, name)

    def _add_line(self, value: str, name: str) -> None:
        if value.startswith(".") and self._add_host(value, HOSTS, name):
            return
        self._add_network(value, name)
        self._add_value(value, ALL, name)

    def _add_warninglist(self, text: str, name: str) -> None:
        values, match, types = _warninglist(text, name)
        for value in values:
            if match == "cidr" and not self._add_network(value, name):
                raise FeedError(f"{name}: list: an entry that is no IP network")
            is_host = match == "hostname" and self._add_host(value, types & HOSTS, name)
            if match != "cidr" and not is_host:
                self._add_value(value, types, name)

    def _add_value(self, value: str, types: frozenset[IndicatorType], name: str) -> None:
        for kind in types:
            form = _form(kind, value)
            if form is not None:
                self._values[kind].setdefault(form, name)

    def _add_host(self, value: str, types: frozenset[IndicatorType], name: str) -> bool:
        host = _form(IndicatorType.DOMAIN, value.lstrip("."))
        for kind in types if host is not None else ():
            self._hosts[kind].setdefault(host or "", name)
        return host is not None

    def _add_network(self, value: str, name: str) -> bool:
        form = _form(IndicatorType.IP, value)
        if form is not None:
            network = ipaddress.ip_network(form)
            held = self._networks.setdefault((network.version, network.prefixlen), {})
            held.setdefault(int(network.network_address), name)
        return form is not None


def _lists(folder: Path) -> Iterator[Path]:
    """The files to read of a folder, in the order of their names."""
    if not folder.is_dir():
        raise FeedError(f"{folder.name}: no such folder of known-good lists")
    ignored = _ignored(folder)
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        is_hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_dir() or is_hidden or name == IGNORED or name in ignored:
            continue
        if path.suffix.lower() not in {".txt", ".json"}:
            raise FeedError(
                f"{name}: not a .txt or .json list: name it in {IGNORED} to pass it over"
            )
        yield path


def _ignored(folder: Path) -> frozenset[str]:
    path = folder / IGNORED
    names = frozenset(_lines(_text(path, IGNORED))) if path.is_file() else frozenset()
    missing = sorted(name for name in names if not (folder / name).is_file())
    if missing:
        raise FeedError(f"{IGNORED}: no such file: {missing[0]}")
    return names


def _text(path: Path, name: str) -> str:
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise FeedError(f"{name}: {getattr(error, 'strerror', None) or 'not UTF-8'}") from error


def _lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        value = "" if line.startswith("#") else line.partition(" #")[0].strip()
        if value:
            yield value


def _form(kind: IndicatorType, value: str) -> str | None:
    try:
        return canonical(kind, value)
    except InvalidValueError:
        return None


def _warninglist(text: str, name: str) -> tuple[list[str], str, frozenset[IndicatorType]]:
    """A warninglist's values, how they match, and which types."""
    try:
        given: Any = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise FeedError(f"{name}: not JSON") from error
    values = given.get("list") if isinstance(given, dict) else None
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise FeedError(f"{name}: not a MISP warninglist: no list of texts")
    match = given.get("type", "string")
    if match not in ("string", "hostname", "cidr"):
        raise FeedError(
            f"{name}: type: only string, hostname and cidr are compared soundly: name it in "
            f"{IGNORED} to pass it over"
        )
    attributes = given.get("matching_attributes") or []
    if not isinstance(attributes, list):
        raise FeedError(f"{name}: matching_attributes: not a list")
    found = frozenset(kind for each in attributes for kind in kinds.TYPES.get(str(each), ()))
    return values, match, found if attributes else ALL
