"""The check digits of synthetic numbers and wallets, written from their specifications."""

from __future__ import annotations

import hashlib
from random import Random  # noqa: TC003  callers pass theirs

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_ROUNDS = 24
_MASK = (1 << 64) - 1


def base58check(version: int, payload: bytes) -> str:
    """A base58check string: version, payload, four bytes of a double SHA-256."""
    body = bytes([version]) + payload
    body += hashlib.sha256(hashlib.sha256(body).digest()).digest()[:4]
    number, text = int.from_bytes(body, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = _BASE58[digit] + text
    return "1" * (len(body) - len(body.lstrip(b"\0"))) + text


def bech32(prefix: str, version: int, program: bytes) -> str:
    """A segwit address: bech32 for version 0 (BIP 173), bech32m from 1 on (BIP 350)."""
    bits = int.from_bytes(program, "big")
    count = len(program) * 8
    bits <<= -count % 5
    groups = [bits >> shift & 31 for shift in range((count + 4) // 5 * 5 - 5, -1, -5)]
    data = [version, *groups]
    head = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]
    constant = 0x2BC830A3 if version else 1
    rest = _polymod([*head, *data, 0, 0, 0, 0, 0, 0]) ^ constant
    check = [rest >> 5 * (5 - place) & 31 for place in range(6)]
    return f"{prefix}1" + "".join(_BECH32[five] for five in data + check)


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(
            (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
        ):
            check ^= generator if top >> bit & 1 else 0
    return check


def eip55(lower: str) -> str:
    """An Ethereum address (40 hex digits) with the upper case that is its checksum."""
    digest = keccak256(lower.encode()).hex()
    cased = (c.upper() if int(h, 16) > 7 else c for c, h in zip(lower, digest, strict=False))
    return "0x" + "".join(cased)


def keccak256(message: bytes) -> bytes:
    """Keccak-256 as Ethereum uses it (the padding before FIPS 202)."""
    rate = 136
    padded = message + b"\x01" + b"\0" * (-(len(message) + 2) % rate) + b"\x80"
    lanes = [[0] * 5 for _ in range(5)]
    for start in range(0, len(padded), rate):
        for word in range(rate // 8):
            at = start + word * 8
            lanes[word % 5][word // 5] ^= int.from_bytes(padded[at : at + 8], "little")
        lanes = _permuted(lanes)
    return b"".join(lanes[x][0].to_bytes(8, "little") for x in range(4))


def _permuted(a: list[list[int]]) -> list[list[int]]:
    register = 1
    for _ in range(_ROUNDS):
        columns = [a[x][0] ^ a[x][1] ^ a[x][2] ^ a[x][3] ^ a[x][4] for x in range(5)]
        mixed = [columns[x - 1] ^ _turned(columns[(x + 1) % 5], 1) for x in range(5)]
        a = [[a[x][y] ^ mixed[x] for y in range(5)] for x in range(5)]
        x, y, lane = 1, 0, a[1][0]
        for step in range(24):
            x, y = y, (2 * x + 3 * y) % 5
            lane, a[x][y] = a[x][y], _turned(lane, (step + 1) * (step + 2) // 2)
        a = [[a[x][y] ^ (~a[(x + 1) % 5][y] & a[(x + 2) % 5][y]) for y in range(5)]
             for x in range(5)]  # fmt: skip
        for power in range(7):
            register = (register << 1 ^ (register >> 7) * 0x71) % 256
            if register & 2:
                a[0][0] ^= 1 << ((1 << power) - 1)
    return a


def _turned(lane: int, places: int) -> int:
    places %= 64
    return (lane << places | lane >> (64 - places)) & _MASK


def iban(country: str, account: str) -> str:
    """An IBAN with the check digits that make it 1 modulo 97 (ISO 13616)."""
    digits = "".join(str(int(char, 36)) for char in f"{account}{country}00")
    return f"{country}{98 - int(digits) % 97:02d}{account}"


def abn(rng: Random) -> str:
    """An Australian business number: 11 digits, weighted sum divisible by 89, from 11 on."""
    weights = (10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)
    while True:
        digits = [rng.randint(1, 9), *(rng.randint(0, 9) for _ in range(10))]
        weighed = [digits[0] - 1, *digits[1:]]
        weight = sum(w * d for w, d in zip(weights, weighed, strict=True))
        if weight % 89 == 0 and digits[:2] != [1, 0]:
            return "".join(map(str, digits))


def acn(rng: Random) -> str:
    """An Australian company number: 9 digits, the last a check digit (weights 8 to 1)."""
    digits = [rng.randint(0, 9) for _ in range(8)]
    total = sum(w * d for w, d in zip(range(8, 0, -1), digits, strict=True))
    return "".join(map(str, [*digits, -total % 10]))
