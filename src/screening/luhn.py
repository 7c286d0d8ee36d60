"""Card numbers among runs of digits: an issuer in use, and a right check digit (ISO/IEC 7812-1).

Rule 1: a number has 13 to 19 digits, and begins and ends where a group of digits does.
Rule 2: the digits from one place to another are right exactly if the sums before both places,
with digits doubled as for a number that ends there, are the same modulo 10.
Rule 3: all numbers of one length are tried at once, so that the work is linear whatever the digits
are: a large integer has a byte for each of them, and two such are compared by one `^`.
"""

from __future__ import annotations

import re
from itertools import accumulate, cycle

LENGTHS = range(13, 20)
END = "x"
"""Stands behind each run: no digit, yet a number may end before it."""

# American Express, China UnionPay, Diners Club, Discover, JCB, Maestro, Mastercard, Mir, RuPay,
# Troy, Visa.
_ISSUED = re.compile(
    "[45]|2(?=20[0-4]|22[1-9]|2[3-9]|[3-6]|7[01]|720)|3(?=0[0-59]|[46-9]|5(?:2[89]|[3-8]))"
    "|6(?=[02357]|4[4-9])|8(?=[12])|9(?=792)"
)
_ANY = str.maketrans(f"0123456789{END}", "-" * 11)
_VALUE = bytes.maketrans(b"0123456789x", bytes([*range(10), 0]))
_DOUBLED = bytes(digit * 2 - 9 * (digit > 4) for digit in range(10)).ljust(256)
# A byte has, besides a sum modulo 10, what forbids to begin or end there, and its run's mark:
# a number is too short to reach a run of the same mark.
_NO_START, _NO_END, _MARKS = 0x10, 0x20, (b"\x40", b"\x80", b"\xc0")
_BUT = {
    (sign, flag): bytes(0 if code == ord(sign) else flag for code in range(256))
    for sign, flag in (("i", _NO_START), ("g", _NO_START), ("g", _NO_END))
}
_IS_ZERO = b"\1".ljust(256, b"\0")
_ONES = {length: int.from_bytes(b"\1" * length, "little") for length in LENGTHS}


def in_numbers(runs: list[str]) -> bytes:
    """For each digit and end of the runs, in how many numbers it is; empty where none begins.

    A run is digits in groups with one to four spaces between them, and `END`.
    """
    digits = "".join(runs).replace(" ", "")
    shape = " ".join(["", *runs]).replace(END, f" {END}").translate(_ANY)
    groups = shape.replace("  ", " ").replace("  ", " ").replace(" -", "g")
    starts = _but(_ISSUED.sub("i", digits), "i", _NO_START) | _but(groups, "g", _NO_START)
    if 0 not in _bytes(starts, len(digits)):
        return b""
    sizes = (len(run) - run.count(" ") for run in runs)
    marks = _vector(b"".join(mark * size for size, mark in zip(sizes, cycle(_MARKS), strict=False)))
    ends = _but(groups, "g", _NO_END)
    return _tried(digits.encode().translate(_VALUE), starts | marks, ends | marks)


def _tried(values: bytes, starts: int, ends: int) -> bytes:
    """In how many numbers with a right check digit each digit is."""
    even, odd = _sums(values, 0), _sums(values, 1)
    even[1::2], odd[1::2] = odd[1::2], even[1::2]
    first = (_vector(even) | starts, _vector(odd) | starts)
    behind = _vector(even) | ends
    covered = 0
    for length in LENGTHS:
        differ = _bytes(first[length % 2] ^ (behind >> 8 * length), len(values))
        covered += _vector(differ.translate(_IS_ZERO)) * _ONES[length]
    return _bytes(covered, len(values))


def _sums(values: bytes, parity: int) -> bytearray:
    """Sums before each place, modulo 10, with the digits at places of this parity doubled.

    So they are for a number that ends before such a place: its last digit is not doubled.
    """
    weighed = bytearray(values)
    weighed[parity::2] = weighed[parity::2].translate(_DOUBLED)
    return bytearray([total % 10 for total in accumulate(weighed[:-1], initial=0)])


def _but(signs: str, allowed: str, flag: int) -> int:
    """A vector of this flag, with zero where the sign is the allowed one."""
    return _vector(signs.encode().translate(_BUT[allowed, flag]))


def _vector(values: bytes | bytearray) -> int:
    return int.from_bytes(values, "little")


def _bytes(vector: int, size: int) -> bytes:
    return vector.to_bytes(size, "little")
