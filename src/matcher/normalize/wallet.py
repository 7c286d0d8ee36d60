"""Cryptocurrency wallets by their own checksums.

Base58check (Bitcoin P2PKH, P2SH) is case-sensitive; Bech32 (BIP 173) and Bech32m (BIP 350)
are one case, kept lower; `0x` addresses are hexadecimal, their mixed case being a checksum
only (EIP-55). Other chains' addresses are kept as they stand.
"""

from __future__ import annotations

import hashlib
import re

from matcher.normalize.invalid import InvalidValueError
from matcher.text import compatible

_HEX = re.compile(r"0[xX][0-9a-fA-F]{40}")
_BECH32 = re.compile(r"(?:bc|tb|bcrt|ltc|tltc)1[0-9a-z]{6,87}")
_BASE58_BITCOIN = re.compile(r"[13mn2][1-9A-HJ-NP-Za-km-z]{25,34}")
_OTHER = re.compile(r"[A-Za-z0-9]{20,120}")
_URI = re.compile(r"^(?:bitcoin|bitcoincash|ethereum|litecoin):", re.IGNORECASE)
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32_CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_BECH32_CONSTANT, _BECH32M_CONSTANT = 1, 0x2BC830A3
MIN_LENGTH = 20


def key(value: str) -> str:
    """The address in its chain's one form; Bech32 of mixed case stays mixed and so unlisted."""
    address = _URI.sub("", compatible(value)).partition("?")[0]
    if _HEX.fullmatch(address):
        return address.lower()
    if address.isupper() and _BECH32.fullmatch(address.lower()):
        return address.lower()
    return address


def canonical(value: str) -> str:
    """The address in its chain's one form, its checksum verified where the chain has one.

    Raises:
        InvalidValueError: a wrong checksum, mixed-case Bech32, or no address at all.
    """
    address = key(value)
    if _HEX.fullmatch(address):
        return address
    if _BECH32.fullmatch(address.lower()):
        if not _bech32_holds(address):
            raise InvalidValueError("Bech32 address with a wrong checksum or mixed case")
        return address
    if _BASE58_BITCOIN.fullmatch(address) and not _base58check_holds(address):
        raise InvalidValueError("Base58 address with a wrong checksum")
    if not _OTHER.fullmatch(address):
        raise InvalidValueError("not a wallet address")
    return address


def _base58check_holds(address: str) -> bool:
    number = 0
    for char in address:
        number = number * 58 + _BASE58.index(char)
    zeros = len(address) - len(address.lstrip("1"))  # each leading 1 is one byte of zeros
    payload = bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")
    checksum = hashlib.sha256(hashlib.sha256(payload[:-4]).digest()).digest()[:4]
    return len(payload) == 25 and payload[-4:] == checksum


def _bech32_holds(address: str) -> bool:
    """Whether it is a witness program (BIP 141): Bech32 for version 0, Bech32m from 1 on."""
    prefix, _, data = address.rpartition("1")
    if address != address.lower() or len(address) > 90 or not set(data) <= set(_BECH32_CHARSET):
        return False
    words = [_BECH32_CHARSET.index(char) for char in data]
    if len(words) < 7 or words[0] > 16 or not _is_program(words[0], words[1:-6]):
        return False
    expanded = [ord(char) >> 5 for char in prefix] + [0] + [ord(char) & 31 for char in prefix]
    expected = _BECH32_CONSTANT if words[0] == 0 else _BECH32M_CONSTANT
    return _polymod(expanded + words) == expected


def _is_program(version: int, words: list[int]) -> bool:
    """Whether 5-bit words are whole bytes, padded with zeros, as many as the version demands."""
    size, spare = divmod(len(words) * 5, 8)
    if spare > 4 or (words and words[-1] & ((1 << spare) - 1)):
        return False
    return size in {20, 32} if version == 0 else 2 <= size <= 40


def _polymod(values: list[int]) -> int:
    checksum = 1
    for value in values:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value
        for bit in range(5):
            checksum ^= _GENERATOR[bit] if top >> bit & 1 else 0
    return checksum
