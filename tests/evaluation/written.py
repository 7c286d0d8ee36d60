"""How people write identifiers of hosts: e-mail addresses, URLs, domains and IP addresses.

Every form is canonical: DESIGN section 4 and the issue's "Structured" and "Inside free text".
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, NamedTuple

from tests.evaluation.case import CANONICAL, LOOSE, other, span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

ZERO_WIDTH = "\u200b\u200c\u2060\ufeff\u00ad"


class Form(NamedTuple):
    """A value as somebody wrote it, its span marked; `where` is `any`, `text` or `whole`."""

    name: str
    marked: str
    where: str = "any"
    lanes: tuple[str, ...] = (CANONICAL,)


EITHER = (CANONICAL, LOOSE)
# What stands around an identifier in running text, and is no part of it.
AROUND = {
    "comma": "{},", "full stop": "{}.", "semicolon": "{};", "colon": "{}:", "question": "{}?",
    "exclamation": "{}!", "ellipsis": "{}...", "in parentheses": "({})",
    "in brackets": "[{}]", "in braces": "{{{}}}", "in angles": "<{}>", "quoted": '"{}"',
    "single-quoted": "'{}'", "curly-quoted": "“{}”", "guillemets": "«{}»", "own line": "\n{}\n",
    "carriage return": "\r\n{}\r\n", "tab": "\t{}\t", "after a label": "id: {}",
    "ideographic stop": "： {}。", "corner brackets": "「{}」", "emoji": "🎁 {} 🎁",
    "no-break space": "\u00a0{}\u00a0", "parentheses and comma": "({}),", "quoted, stop": '"{}".',
    "list": "a, {}, b", "ideographic comma": "，{}，", "ideographic space": "\u3000{}\u3000",
}  # fmt: skip


def wide(text: str) -> str:
    """The full-width forms of ASCII characters (NFKC gives them back)."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def around(core: str) -> Iterator[Form]:
    """The core in every surrounding."""
    for name, template in AROUND.items():
        yield Form(name, template.format(core), "text")


def hidden_inside(rng: Random, text: str) -> str:
    """The text with one to three zero-width characters inside."""
    for _ in range(rng.randint(1, 3)):
        at = rng.randint(1, len(text) - 1)
        text = text[:at] + rng.choice(ZERO_WIDTH) + text[at:]
    return text


def ascii_host(host: str) -> str:
    """The host with A-labels."""
    return ".".join(
        label if label.isascii() else "xn--" + label.encode("punycode").decode()
        for label in host.split(".")
    )


def email(rng: Random, value: str) -> Iterator[Form]:
    """An e-mail address: case, plus-tags, Gmail's dots, IDN both ways, `mailto:`."""
    local, _, host = value.partition("@")
    yield Form("as listed", span(value))
    yield from around(span(value))
    for name, changed in {
        "upper case": value.upper(),
        "title case": value.title(),
        "plus-tag": f"{local}+{rng.choice(('pay', 'x1', 'bill.2'))}@{host}",
        "full width": wide(value),
        "A-labels": f"{local}@{ascii_host(host)}",
        "full-width at": value.replace("@", "\uff20"),
        "full-width stops": value.replace(".", "\uff0e"),
    }.items():
        if changed != value:
            yield Form(name, span(changed))
    if host == "gmail.com":
        at = rng.randint(1, len(local) - 1)
        yield Form("Gmail dots", span(f"{local[:at]}.{local[at:]}@{host}"))
        yield Form("googlemail", span(f"{local}@googlemail.com"))
        yield Form("googlemail tag", span(f"{local[:at]}.{local[at:]}+a@GoogleMail.com"))
    yield Form("mailto", other("mailto:" + span(value)))
    yield Form("label without space", f"email:{span(value)}", "text")
    yield Form("after Han", f"请联系{span(value)}谢谢" if value.isascii() else span(value), "text")
    yield Form("zero-width inside", span(hidden_inside(rng, value)), "any", EITHER)


def url(rng: Random, value: str) -> Iterator[Form]:
    """A URL: scheme, `www.`, port, fragment, trailing slash, order of the query."""
    rest = value.partition("://")[2]
    hostpath, mark, query = rest.partition("?")
    host, slash, path = hostpath.partition("/")
    has_path = bool(slash)
    yield Form("as listed", span(value))
    yield from around(span(value))
    forms = {
        "no scheme": rest,
        "www": f"www.{rest}",
        "www and scheme": f"https://www.{rest}",
        "http": f"http://{rest}",
        "https": f"https://{rest}",
        "upper-case host": f"HTTPS://{host.upper()}{slash}{path}{mark}{query}",
        "default port": f"https://{host}:443{slash}{path}{mark}{query}",
        "default port http": f"http://{host}:80{slash}{path}{mark}{query}",
        "fragment": f"{value}#top-2",
        "full width": wide(value),
        "full-width no scheme": wide(rest),
    }
    if has_path:
        forms["trailing slash"] = f"https://{hostpath}/{mark}{query}"
        forms["no scheme, slash"] = f"{hostpath}/{mark}{query}"
    if not query:
        forms["any query"] = f"{value}?ref={rng.randint(1, 99)}&from=chat"
    else:
        forms["query order"] = f"https://{hostpath}?{'&'.join(query.split('&')[::-1])}"
        forms["more in the query"] = f"https://{hostpath}?a=1&{query}&z=2"
    for name, text in forms.items():
        yield Form(name, span(text))
    yield Form("label without space", f"site:{span(rest)}", "text")
    yield Form("after Han", f"请看{span(value)}，谢谢", "text")


def domain(rng: Random, value: str) -> Iterator[Form]:
    """A domain: as a host, below it, in a URL, as the host of an e-mail address."""
    sub = f"{rng.choice(('shop', 'm', 'a.b', 'cdn-1'))}.{value}"
    yield Form("as listed", span(value))
    yield from around(span(value))
    for name, text in {
        "upper case": value.upper(),
        "title case": value.title(),
        "www": f"www.{value}",
        "sub-domain": sub,
        "full width": wide(value),
        "A-labels": ascii_host(value),
    }.items():
        if text != value or name == "as listed":
            yield Form(name, span(text))
    hosts = {
        "in a URL": ("https://", sub, "/room/2?x=1"),
        "in a URL with port": ("http://", value, ":8080/a"),
        "host and path": ("", value, "/hello.html"),
        "host of an e-mail": ("somebody@", value, ""),
        "host of an e-mail below": ("some.body+tag@", sub, ""),
        "user in a URL": ("https://name@", value, "/"),
    }
    for name, (before, host, after) in hosts.items():
        yield Form(name, other(before + span(host) + after))
    yield Form("after Han", f"请看{span(value)}，谢谢" if value.isascii() else span(value), "text")


def ip(rng: Random, value: str) -> Iterator[Form]:
    """An IP address, or one in a listed network; v6 however it is written."""
    network = ipaddress.ip_network(value)
    address = network[rng.randint(0, network.num_addresses - 1) % 60_000]
    text = str(address)
    name = "as listed" if network.num_addresses == 1 else "in a network"
    yield Form(name, span(text))
    yield from around(span(text))
    if address.version == 4:
        mapped = ipaddress.ip_address("::ffff:0:0")
        packed = ipaddress.ip_address(int(mapped) + int(address))
        yield Form("v4-mapped", span(f"::ffff:{text}"))
        yield Form("v4-mapped, hexadecimal", span(str(packed.exploded)))
        yield Form("with port", other(f"{span(text)}:8443"), "text")
        yield Form("full width", span(wide(text)))
        return
    yield Form("upper case", span(text.upper()))
    yield Form("exploded", span(address.exploded))
    yield Form("in URL brackets", f"[{span(text)}]", "text")


FORMS: dict[str, Callable[[Random, str], Iterator[Form]]] = {
    "email": email,
    "url": url,
    "domain": domain,
    "ip": ip,
}
