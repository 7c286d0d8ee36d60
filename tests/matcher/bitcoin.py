"""Reference encoders of Bitcoin addresses, written from BIP 13, 173 and 350 for the tests alone."""

from __future__ import annotations

import hashlib

CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def base58check(version: int, payload: bytes) -> str:
    """Version and payload with four bytes of double SHA-256, in base 58."""
    data = bytes([version]) + payload
    data += hashlib.sha256(hashlib.sha256(data).digest()).digest()[:4]
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        text = BASE58[rest] + text
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + text


def segwit(prefix: str, version: int, program: bytes) -> str:
    """A witness program as Bech32 (version 0) or Bech32m."""
    bits = "".join(f"{byte:08b}" for byte in program)
    bits += "0" * (-len(bits) % 5)
    words = [version, *(int(bits[at : at + 5], 2) for at in range(0, len(bits), 5))]
    constant = 1 if version == 0 else 0x2BC830A3
    head = [ord(char) >> 5 for char in prefix] + [0] + [ord(char) & 31 for char in prefix]
    check = _polymod([*head, *words, *[0] * 6]) ^ constant
    words += [check >> 5 * (5 - at) & 31 for at in range(6)]
    return prefix + "1" + "".join(CHARSET[word] for word in words)


def _polymod(values: list[int]) -> int:
    generator = [0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3]
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, each in enumerate(generator):
            check ^= each if top >> bit & 1 else 0
    return check
