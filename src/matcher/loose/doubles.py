"""Where ordinary words have a letter twice; a double anywhere else may be a disguise.

Law: it depends on the letter and on what stands right before and behind it, nothing else.
"""

from __future__ import annotations

CONTEXTS = {
    "b": "ai oy",
    "c": "aeou ou ue",
    "d": "a-eirsy eei iel",
    "e": "bn cd ddmp f-ds hl kp mt nd pdr r-dlmnst s-dkmns t-ds wkn",
    "f": "a-ei eeio i-e o-eis u-ei",
    "g": "aaer e-s ie oei uaei",
    "l": "-- a-abeiosy e-aeiosy i-aei oaeo u-y",
    "m": "aaei ea ieu oaeiou uaey ye",
    "n": "aaeiou eiy iei oe ueiy",
    "o": "bkl cklr dr fd gdg hkls lkprs mn plr rmt sn t-dlt z-m",
    "p": "a-aeilry ee iei oeio uelor",
    "r": "aaeioy eeioy ieo oeoy ueo",
    "s": "a-eiopuw e-aefilo i-iu o-i",
    "t": "aaeir eeily ieil oaeilo ueio",
    "z": "ia",
}
"""By letter: what may stand before its double, and after that whatever may stand behind it.

`-` is a word's edge. Counted in English documentation of 1.2 million words (what is in 3 of
100,000), and in the usual words of payments.
"""

USUAL = frozenset(
    f"{around[0]}{letter}{letter}{after}".replace("-", " ").encode()
    for letter, contexts in CONTEXTS.items()
    for around in contexts.split()
    for after in around[1:]
)
"""The same as small ASCII: what stands before, the letter twice, what stands behind."""
_EDGES = bytes(code if chr(code).isalpha() and code < 128 else ord(" ") for code in range(256))


def is_odd(data: bytes, at: int) -> bool:
    """Whether words seldom have twice the letter of small ASCII `data` at `at` and behind it."""
    around = data[at - 1 : at + 3] if at else b" " + data[:3]
    return around.ljust(4).translate(_EDGES) not in USUAL
