"""Characters that stand for others: taken from Unicode TR39's confusables, and usual leet.

Law: every table maps what is meant to what may be written for it; `undo` turns them round.
"""

from __future__ import annotations

SMALL = {
    "a": "\u0430\u03b1\u0251", "c": "\u0441\u1d04", "d": "\u0501", "e": "\u0435\u04bd",
    "g": "\u0261", "h": "\u04bb", "i": "\u0456\u03b9\u0131", "j": "\u0458\u03f3", "n": "\u0578",
    "o": "\u043e\u03bf\u0585\u1d0f", "p": "\u0440\u03c1", "q": "\u051b", "r": "\u0433",
    "s": "\u0455\ua731", "u": "\u03c5\u057d", "v": "\u03bd\u0475", "w": "\u051d\u0461",
    "x": "\u0445", "y": "\u0443\u03b3\u04af", "z": "\u1d22",
}  # fmt: skip
CAPITAL = {
    "A": "\u0410\u0391", "B": "\u0412\u0392", "C": "\u0421", "E": "\u0415\u0395",
    "H": "\u041d\u0397", "I": "\u0406\u0399", "J": "\u0408", "K": "\u041a\u039a",
    "M": "\u041c\u039c", "N": "\u039d", "O": "\u041e\u039f", "P": "\u0420\u03a1", "S": "\u0405",
    "T": "\u0422\u03a4", "X": "\u0425\u03a7", "Y": "\u03a5\u04ae", "Z": "\u0396",
}  # fmt: skip
LEET = {"a": "4@", "b": "8", "e": "3", "g": "9", "i": "1!", "l": "1", "o": "0", "s": "5$",
        "t": "7", "z": "2"}  # fmt: skip
ACCENTED = {
    "a": "áàâäãå", "c": "ç", "e": "éèêë", "i": "íìîï", "n": "ñ", "o": "óòôöõ", "s": "š",
    "u": "úùûü", "y": "ýÿ", "z": "ž",
}  # fmt: skip
UNACCENTED = {"đ": "d", "ł": "l"}  # letters with a stroke: Unicode does not take them apart
LETTERS_FOR_DIGITS = {"0": "Oo", "1": "lI", "5": "S", "8": "B"}
SELDOM_FOR_DIGITS = {"3": "E", "4": "A", "7": "T", "9": "g"}
PAIRS = {r"(?<![aeiour])(?<![aeiour][._ @-])m|m(?=[bp])": "rn", "w": "vv"}
"""Two letters for one, by where it is meant: `rn` is in many words behind vowels."""
MARKS = "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c\u0323\u0327\u0328\u0331"
"""Marks to pile upon a letter."""
