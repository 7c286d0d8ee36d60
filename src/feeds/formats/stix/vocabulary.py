"""What of STIX can be screened: object paths and observables, and the indicator types they are.

Law: a path that is not listed here is never screened. Core types: STIX 2.1 section 6; phone,
wallet and bank account: the public STIX 2 extensions of muchdogesec; `x-` ones: Fresnel's own.
"""

from __future__ import annotations

import re

from matcher.indicator import IndicatorType as Type

VALUE_TYPES = {
    "email-addr": Type.EMAIL,
    "phone-number": Type.PHONE,
    "url": Type.URL,
    "domain-name": Type.DOMAIN,
    "ipv4-addr": Type.IP,
    "ipv6-addr": Type.IP,
    "cryptocurrency-wallet": Type.WALLET,
    "x-payid": Type.PAYID,
    "x-pay-id": Type.PAYID,
    "x-phrase": Type.PHRASE,
    "x-name": Type.NAME,
}
"""Objects that have their value in `value`."""

USER, BANK, CARD = "user-account", "bank-account", "payment-card"
PLATFORM = f"{USER}:account_type"
NUMBER = f"{BANK}:account_number"
BSB_NAMES = ("x_bsb", "bsb", "x_fresnel_bsb")
BSBS = frozenset(f"{BANK}:{name}" for name in BSB_NAMES)

PATHS = {
    **{f"{kind}:value": type_ for kind, type_ in VALUE_TYPES.items()},
    "email-message:from_ref.value": Type.EMAIL,
    "email-message:sender_ref.value": Type.EMAIL,
    "cryptocurrency-wallet:address": Type.WALLET,
    f"{USER}:account_login": Type.USERNAME,
    f"{USER}:user_id": Type.USERNAME,
    f"{USER}:display_name": Type.USERNAME,
    f"{BANK}:iban": Type.ACCOUNT,
}
"""Object paths whose value alone is an indicator's value."""

KNOWN = BSBS | PATHS.keys() | {PLATFORM, NUMBER}
"""Object paths that a screened value may be made of."""

SUBSET_PATHS = frozenset({"ipv4-addr:value", "ipv6-addr:value"})

PHRASE_PATTERNS = frozenset(
    "phrase keyword x-phrase x-keyword fresnel-phrase x-fresnel-phrase".split()
)
"""Pattern types whose whole pattern is a phrase."""

SCREENED = frozenset({*VALUE_TYPES, USER, BANK})
"""Observables that are indicators by themselves."""

UNSCREENED = frozenset(
    "file mac-addr mutex process windows-registry-key x509-certificate payment-card".split()
)
"""Observables that are clues, but of no indicator type."""

OBSERVABLES = (
    SCREENED
    | UNSCREENED
    | frozenset(
        "artifact autonomous-system cryptocurrency-transaction directory email-message"
        " network-traffic software".split()
    )
)
"""All observables that may hold others by reference; the rest of them only do that."""

NAMED = frozenset(
    "attack-pattern campaign incident infrastructure intrusion-set malware threat-actor"
    " tool".split()
)
"""Objects whose name says what an indicator indicates. People (`identity`) are not among them."""

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_PATH = re.compile(r"[a-z0-9-]{1,40}:[a-z0-9_.\[\]*-]{1,60}")


def unscreened(path: str) -> str:
    """Why an object path (or an object type) is not screened; holds no value."""
    kind = path.partition(":")[0]
    if kind == CARD:
        return "payment cards are not screened"
    if path == PLATFORM or path in BSBS:
        return f"{path} alone is no indicator"
    if kind in SCREENED or kind == "email-message":
        return f"no indicator type for {path if _PATH.fullmatch(path) else kind}"
    return f"no indicator type for {kind if _NAME.fullmatch(kind) else 'this object type'}"


def pattern_type_name(pattern_type: str) -> str:
    """A pattern type as a reason may name it: short and of plain letters, or not at all."""
    return f"{pattern_type} " if _NAME.fullmatch(pattern_type) else ""
