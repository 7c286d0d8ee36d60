"""How people write numbers: telephones, accounts, business numbers; and wallets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.evaluation.case import OPEN, other, span
from tests.evaluation.written import EITHER, Form, around, hidden_inside, wide

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

# Zero of each script; its other digits follow in order.
ZEROS = {
    "Arabic-Indic": "٠", "Persian": "۰", "Devanagari": "०", "Bengali": "০", "Thai": "๐",
    "Tamil": "௦", "full-width": "０", "mathematical": "\U0001d7ce",
}  # fmt: skip
SEPARATORS = {
    "spaces": " ", "hyphens": "-", "stops": ".", "no-break spaces": "\u00a0", "line break": "\n",
    "en dashes": "\u2013", "no-break hyphens": "\u2011", "double spaces": "  ", "thin": "\u2009",
    "carriage return": "\r\n", "ideographic spaces": "\u3000",
}  # fmt: skip


def in_digits(text: str, zero: str) -> str:
    """The text with its ASCII digits in another script's."""
    return text.translate({ord("0") + n: chr(ord(zero) + n) for n in range(10)})


def phone(rng: Random, value: str) -> Iterator[Form]:
    """A telephone number: separators, country code styles, `tel:`, other scripts' digits.

    The span runs from the first to the last sign or digit; whether a parenthesis before the
    first digit is a sign is left open, so both are accepted.
    """
    code, groups = _groups(value)
    yield Form("as listed", span(value))
    plus = f"+{code}"
    for name, separator in SEPARATORS.items():
        yield Form(f"international, {name}", span(separator.join([plus, *groups])))
    joined = " ".join(groups)
    yield from around(span(f"{plus} {joined}"))
    yield Form("0011", span(f"0011 {code} {joined}"))
    yield Form("0011 together", span(f"0011{code}{''.join(groups)}"))
    yield Form("code in parentheses", other(f"({OPEN}{plus}) {joined}\ue001"))
    yield Form("tel", other(f"tel:{span(value)}"))
    yield Form("label", f"ph:{span(value)}", "text")
    yield Form("after Han", f"电话{span(value)}谢谢", "text")
    for name, zero in ZEROS.items():
        yield Form(f"{name} digits", span(in_digits(f"{plus} {joined}", zero)))
    yield Form("full width", span(wide(value)))
    yield Form("zero-width inside", span(hidden_inside(rng, value)), "any", EITHER)
    if code == "61":
        yield from _national(groups)


def _groups(value: str) -> tuple[str, list[str]]:
    """The country code, and the groups of the rest as people write them."""
    if value.startswith("+614"):
        return "61", [value[3:6], value[6:9], value[9:]]
    if value.startswith("+61"):
        return "61", [value[3:4], value[4:8], value[8:]]
    if value.startswith("+44"):
        return "44", [value[3:5], value[5:9], value[9:]]
    return "1", [value[2:5], value[5:8], value[8:]]


def _national(groups: list[str]) -> Iterator[Form]:
    first, *rest = groups
    national = [f"0{first}", *rest]
    yield Form("code alone", span("61" + "".join(groups)))
    yield Form("code alone, spaces", span(f"61 {' '.join(groups)}"))
    yield Form("national", span("".join(national)))
    yield from around(span(" ".join(national)))
    for name, separator in SEPARATORS.items():
        yield Form(f"national, {name}", span(separator.join(national)))
    yield Form("area in parentheses", other(f"({OPEN}0{first}) {' '.join(rest)}\ue001"))
    yield Form("zero in parentheses", span(f"+61 (0){' '.join(groups)}"))
    yield Form("zero in parentheses, spaced", span(f"+61 (0) {' '.join(groups)}"))
    yield Form("label, national", f"mob:{span(''.join(national))}", "text")
    for name, zero in ZEROS.items():
        yield Form(f"{name} digits, national", span(in_digits("".join(national), zero)))
    yield Form("no prefix", span("".join(groups)), "whole")


def account(rng: Random, value: str) -> Iterator[Form]:
    """BSB and account number, or an IBAN, however grouped."""
    if value[0].isalpha():
        yield from _iban(value)
        return
    bsb, number = value.split()
    digits = bsb.replace("-", "")
    yield Form("as listed", span(value))
    yield from around(span(value))
    for name, text in {
        "all digits": digits + number,
        "BSB together": f"{digits} {number}",
        "hyphens": f"{bsb}-{number}",
        "together and hyphen": f"{digits}-{number}",
        "hyphen inside only": bsb + number,
        "BSB in groups": f"{bsb[:3]} {bsb[4:]} {number}",
        "line break": f"{bsb}\n{number}",
        "full width": wide(value),
        "no-break space": f"{bsb}\u00a0{number}",
    }.items():
        yield Form(name, span(text))
    for name, zero in ZEROS.items():
        yield Form(f"{name} digits", span(in_digits(value, zero)))
    if len(number) < 9:
        yield Form("padded", span(f"{bsb} {number:0>9}"))
    labels = {
        "BSB and ACC": ("BSB ", bsb, " ACC ", number),
        "BSB and ACC, colons": ("BSB: ", bsb, " ACC: ", number),
        "small bsb and acc": ("bsb ", digits, " acc ", number),
        "BSB and Account": ("BSB ", digits, ", Account ", number),
        "BSB and acct no": ("BSB ", bsb, " Acct No ", number),
    }
    for name, (before, first, between, last) in labels.items():
        # Whether the span takes in the label before the BSB is left open.
        yield Form(name, other(before + span(first + between + last)), "text")
    _ = rng


def _iban(value: str) -> Iterator[Form]:
    groups = [value[at : at + 4] for at in range(0, len(value), 4)]
    yield Form("IBAN as listed", span(value))
    yield from around(span(value))
    for name, separator in (("spaces", " "), ("hyphens", "-"), ("no-break spaces", "\u00a0"),
                            ("line break", "\n")):  # fmt: skip
        yield Form(f"IBAN, {name}", span(separator.join(groups)))
    yield Form("IBAN, small letters", span(value.lower()))
    yield Form("IBAN, small letters in groups", span(" ".join(groups).lower()))
    yield Form("IBAN, full width", span(wide(value)))
    yield Form("IBAN label", f"IBAN: {span(' '.join(groups))}", "text")


def payid(_: Random, value: str) -> Iterator[Form]:
    """An ABN or ACN, with its name in running text where it is short, grouped or not."""
    if len(value) == 11:
        grouped, name = [value[:2], value[2:5], value[5:8], value[8:]], "ABN"
    else:
        grouped, name = [value[:3], value[3:6], value[6:]], "ACN"
    spaced = " ".join(grouped)
    for form, text in {
        "together": value,
        "groups": spaced,
        "full width": wide(value),
        "no-break spaces": "\u00a0".join(grouped),
    }.items():
        yield Form(f"{name} {form}", span(text), "whole")
        # Whether the label is part of the span is left open.
        yield Form(f"{name} {form}, label", other(f"{name} {span(text)}"), "text")
        yield Form(f"{name} {form}, label and colon", other(f"{name}: {span(text)}"), "text")
        if name == "ABN":
            yield Form(f"{name} {form}, alone", span(text), "text")
    for form in around(span(spaced)):
        yield Form(f"{name} {form.name}", form.marked.replace(OPEN, f"{name} {OPEN}"), "text")


def wallet(_: Random, value: str) -> Iterator[Form]:
    """A wallet: bech32 in one case or the other, hexadecimal in either or as its checksum."""
    yield Form("as listed", span(value))
    yield from around(span(value))
    if value.startswith("bc1"):
        yield Form("bech32 upper case", span(value.upper()))
        yield Form("bitcoin URI", other(f"bitcoin:{span(value)}"), "text")
    elif value.startswith("0x"):
        yield Form("hexadecimal, small", span(value.lower()))
        yield Form("hexadecimal, upper", span("0x" + value[2:].upper()))
        yield Form("ethereum URI", other(f"ethereum:{span(value)}"), "text")
    yield Form("full width", span(wide(value)))
    yield Form("label", f"wallet:{span(value)}", "text")
    yield Form("after Han", f"钱包{span(value)}谢谢", "text")


FORMS: dict[str, Callable[[Random, str], Iterator[Form]]] = {
    "phone": phone,
    "account": account,
    "payid": payid,
    "wallet": wallet,
}
