"""Synthetic values and the ways people write them: what a look-up must find, by hand-made rules.

Nothing here asks the code under test: each form is written from the value by a rule of DESIGN
section 4.
"""

from __future__ import annotations

from hypothesis import strategies as st

LETTERS = "bcdfghjkmnpqrtvwxz"  # no word of an answer is made of them
_words = st.text(LETTERS, min_size=5, max_size=9)
_digits = st.text("123456789", min_size=3, max_size=3)


def _upper_half(text: str) -> str:
    return "".join(char.upper() if n % 2 else char for n, char in enumerate(text))


@st.composite
def emails(draw: st.DrawFn) -> tuple[str, str, list[str]]:
    """An address: letters, tags and spaces around it make no difference."""
    local, host = draw(_words) + draw(_digits), f"{draw(_words)}.example.com"
    value = f"{local}@{host}"
    return "email", value, [value.upper(), f"{local}+tag@{host}", f"  {value}\t", f"mailto:{value}"]


@st.composite
def phones(draw: st.DrawFn) -> tuple[str, str, list[str]]:
    """One of the numbers that ACMA keeps for fiction."""
    last = draw(st.integers(0, 99))
    value = f"+61491570{last:03}"
    home = f"0491570{last:03}"
    return "phone", value, [home, f"{home[:4]} {home[4:7]} {home[7:]}", f"0061 {value[3:]}"]


@st.composite
def user_names(draw: st.DrawFn) -> tuple[str, str, list[str]]:
    """A user name: case and the @ make no difference."""
    value = f"{draw(_words)}_{draw(_digits)}"
    return "username", value, [f"@{value}", value.upper(), _upper_half(value)]


@st.composite
def pages(draw: st.DrawFn) -> tuple[str, str, list[str]]:
    """A page: scheme, www., port, fragment, last slash, order of the query make no difference."""
    host, path = f"{draw(_words)}.example.org", f"/{draw(_words)}/{draw(_words)}"
    value = f"https://{host}{path}?a=1&b=2"
    other = [f"http://www.{host}{path}?b=2&a=1", f"{host}:443{path}/?a=1&b=2#top"]
    return "url", value, [*other, f"HTTPS://{host.upper()}{path}?a=1&b=2"]


@st.composite
def domains(draw: st.DrawFn) -> tuple[str, str, list[str]]:
    """A host name: case and a last dot make no difference."""
    value = f"{draw(_words)}.{draw(_words)}.example.org"
    return "domain", value, [value.upper(), f"{value}.", f" {value} "]


@st.composite
def addresses(draw: st.DrawFn) -> tuple[str, str, list[str]]:
    """An address of RFC 3849's range, in its long and short forms."""
    last = draw(st.integers(1, 0xFFFF))
    value = f"2001:db8::{last:x}"
    return "ip", value, [f"2001:0DB8:0:0:0:0:0:{last:04X}", f"[{value}]"]


@st.composite
def accounts(draw: st.DrawFn) -> tuple[str, str, list[str]]:
    """A BSB and a number, as people put them together."""
    branch, number = draw(_digits), "1" + draw(_digits) + draw(_digits)
    forms = [f"062{branch}{number}", f"062{branch} {number}", f"BSB 062-{branch} ACC {number}"]
    return "account", f"062-{branch} {number}", forms


@st.composite
def names(draw: st.DrawFn) -> tuple[str, str, list[str]]:
    """A name: punctuation, case and spacing make no difference."""
    first, last = draw(_words), draw(_words)
    return "name", f"{first} {last}", [f"{first.title()}  {last.upper()}", f"{first}-{last}"]


@st.composite
def phrases(draw: st.DrawFn) -> tuple[str, str, list[str]]:
    """Words: case, width and spacing make no difference."""
    value = " ".join(draw(_words) for _ in range(3))
    wide = "".join(chr(ord(char) + 0xFEE0) if char != " " else char for char in value)
    return "phrase", value, [value.title(), value.replace(" ", "\n  "), wide]


ANY = st.one_of(
    emails(), phones(), user_names(), pages(), domains(), addresses(), accounts(), names(),
    phrases(),
)  # fmt: skip
