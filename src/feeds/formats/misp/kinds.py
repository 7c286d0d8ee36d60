"""Which MISP attribute is which indicator: by its tag, its object's relation, or its type.

Types are those of the MISP core format; relations those of the misp-objects templates. Phrases
(and every other type that MISP lacks) are `x-phrase` attributes, or carry the tag
`fresnel:type="phrase"`.
"""

from __future__ import annotations

from dataclasses import dataclass

from matcher.indicator import IndicatorType as Kind


@dataclass(frozen=True, slots=True)
class Stated:
    """One indicator of an attribute: its type, value as given, and platform."""

    type: Kind
    value: str
    platform: str | None = None


TYPES: dict[str, tuple[Kind, ...]] = {
    **dict.fromkeys(
        ("email", "email-src", "email-dst", "email-reply-to", "whois-registrant-email"),
        (Kind.EMAIL,),
    ),
    **dict.fromkeys(("phone-number", "prtn", "whois-registrant-phone"), (Kind.PHONE,)),
    **dict.fromkeys(("domain", "hostname", "hostname|port"), (Kind.DOMAIN,)),
    **dict.fromkeys(("url", "uri", "link"), (Kind.URL,)),
    **dict.fromkeys(("ip-src", "ip-dst", "ip-src|port", "ip-dst|port"), (Kind.IP,)),
    **dict.fromkeys(("btc", "xmr", "dash"), (Kind.WALLET,)),
    **dict.fromkeys(("iban", "bank-account-nr"), (Kind.ACCOUNT,)),
    **dict.fromkeys(("github-username", "twitter-id"), (Kind.USERNAME,)),
    "domain|ip": (Kind.DOMAIN, Kind.IP),
    "x-phrase": (Kind.PHRASE,),
}
"""The indicators of each attribute type; those of a composite are in the order of its parts."""

_PLATFORMS = {"github-username": "github", "twitter-id": "twitter"}
_RELATIONS: dict[tuple[str, str], tuple[Kind, str | None]] = {
    ("coin-address", "address"): (Kind.WALLET, None),
    ("coin-address", "address-xmr"): (Kind.WALLET, None),
    ("coin-address", "address-crypto"): (Kind.WALLET, None),
    ("bank-account", "account"): (Kind.ACCOUNT, None),
    ("bank-account", "iban"): (Kind.ACCOUNT, None),
    ("user-account", "username"): (Kind.USERNAME, None),
    ("user-account", "user-id"): (Kind.USERNAME, None),
    ("telegram-account", "username"): (Kind.USERNAME, "telegram"),
    ("telegram-account", "id"): (Kind.USERNAME, "telegram"),
    ("telegram-account", "phone"): (Kind.PHONE, None),
}


@dataclass(frozen=True, slots=True)
class Company:
    """What stands around an attribute: its object's name, and the object's other values."""

    name: str = ""
    values: dict[str, str] | None = None

    def value(self, relation: str) -> str | None:
        """The object's first value in this relation."""
        return (self.values or {}).get(relation)


def stated(
    kind: str, value: str, relation: str, company: Company, tagged: Kind | None
) -> list[Stated]:
    """The indicators that an attribute of this MISP type states; none if there is no type for it.

    Raises:
        ValueError: a composite value without its parts.
    """
    if tagged is not None:
        return [Stated(tagged, value, _platform(tagged, kind, company))]
    known = _RELATIONS.get((company.name, relation))
    if known is not None:
        return [_related(*known, value, company)]
    kinds = TYPES.get(kind, ())
    parts = value.split("|") if "|" in kind else [value]
    if len(parts) != kind.count("|") + 1 or not all(part.strip() for part in parts):
        raise ValueError("not the parts that its type says")
    # A port behind `|` is no indicator, so there may be more parts than types.
    return [
        Stated(each, part, _platform(each, kind, company))
        for each, part in zip(kinds, parts, strict=False)
    ]


def _related(kind: Kind, platform: str | None, value: str, company: Company) -> Stated:
    bsb = company.value("bsb") if company.name == "bank-account" else None
    if kind is Kind.ACCOUNT and bsb and value != company.value("iban"):
        value = f"{bsb} {value}"
    return Stated(kind, value, platform or _platform(kind, "", company))


def _platform(kind: Kind, type_name: str, company: Company) -> str | None:
    """The platform of a user name, where the object or the type says it."""
    if kind is not Kind.USERNAME:
        return None
    return _PLATFORMS.get(type_name) or company.value("account-type")
