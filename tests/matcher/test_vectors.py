"""Published vectors: BIP 13, 173, 350, EIP-55, IBAN registry, ABR, ASIC, ACMA, IDNA, WHATWG."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import iban
from stdnum.au import abn, acn

from matcher.indicator import IndicatorType
from matcher.normalize import InvalidValueError, account, canonical, domain, payid, phone, wallet
from tests.matcher.bitcoin import BASE58, CHARSET, base58check, segwit

SEGWIT = """
BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4
tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7
bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y
BC1SW50QGDZ25J
bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs
tb1qqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesrxh6hy
tb1pqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesf3hn0c
bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0
""".split()
NOT_SEGWIT = """
bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd
tb1z0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqglt7rf
BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL
bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh
tb1q0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq24jc47
bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4
BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R
bc1pw5dgrnzv
bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav253zgeav
BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P
tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq47Zagq
bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf
tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vpggkg4j
bc1gmk9yu
bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5
bc1rw5uspcuh
bc10w508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kw5rljs90
tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sL5k7
bc1zw508d6qejxtdg4y5r3zarvaryvqyzf3du
tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3pjxtptv
""".split()


@pytest.mark.parametrize("address", SEGWIT)
def test_witness_addresses_of_bip_173_and_350_are_lower_case(address: str) -> None:
    """Every valid vector is accepted in its one form."""
    assert wallet.canonical(address) == wallet.key(address) == address.lower()


@pytest.mark.parametrize("address", NOT_SEGWIT)
def test_invalid_witness_addresses_of_bip_173_and_350_are_refused(address: str) -> None:
    """Checksum, version, length, padding, charset and mixed case: each alone is enough."""
    with pytest.raises(InvalidValueError):
        wallet.canonical(address)


@given(st.integers(0, 16), st.binary(min_size=32, max_size=32), st.data())
@settings(max_examples=60, deadline=None)
def test_one_wrong_character_of_a_witness_address_is_noticed(
    version: int, program: bytes, data: st.DataObject
) -> None:
    """What the reference encoder writes is accepted, and no change of one character is."""
    address = segwit("bc", version, program)
    assert wallet.canonical(address.upper()) == address
    at = data.draw(st.integers(3, len(address) - 1))
    other = data.draw(st.sampled_from(CHARSET).filter(lambda char: char != address[at]))
    with pytest.raises(InvalidValueError):
        wallet.canonical(address[:at] + other + address[at + 1 :])


@given(st.sampled_from([0, 5]), st.binary(min_size=20, max_size=20), st.data())
@settings(max_examples=60, deadline=None)
def test_one_wrong_character_of_a_base58_address_is_noticed(
    version: int, payload: bytes, data: st.DataObject
) -> None:
    """A wrong character, another case and a `1` too many before it are refused."""
    address = base58check(version, payload)
    assert wallet.canonical(f"bitcoin:{address}?amount=1") == address
    at = data.draw(st.integers(1, len(address) - 1))
    other = data.draw(st.sampled_from(BASE58).filter(lambda char: char != address[at]))
    for wrong in (address[:at] + other + address[at + 1 :], address[0] * 2 + address[1:]):
        with pytest.raises(InvalidValueError):
            wallet.canonical(wrong)


@pytest.mark.parametrize(
    "address",
    """0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed 0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359
    0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB 0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb
    0x52908400098527886E0F7030069857D2E4169EE7 0xde709f2102306220921060314715629080e2fb77
    """.split(),
)
def test_the_case_of_eip_55_is_no_part_of_the_address(address: str) -> None:
    """All cases of a hexadecimal address are one wallet."""
    forms = {address, address.lower(), "0X" + address[2:].upper(), f"ethereum:{address}"}
    assert {wallet.canonical(form) for form in forms} == {address.lower()}


IBANS = """AT611904300234573201 BE68539007547034 CH9300762011623852957 DE89370400440532013000
DK5000400440116243 ES9121000418450200051332 FI2112345600000785 FR1420041010050500013M02606
GB29NWBK60161331926819 GR1601101250000000012300695 IE29AIBK93115212345678
IT60X0542811101000000123456 LU280019400644750000 NL91ABNA0417164300 NO9386011117947
PL61109010140000071219812874 PT50000201231234567890154 SE4550000000058398257466
MT84MALT011000012345MTLCAST001S SA0380000000608010167519""".split()


@pytest.mark.parametrize("number", IBANS)
def test_ibans_of_the_registry_in_every_written_form(number: str) -> None:
    """Grouped, hyphenated, in small letters, labelled: one account, as python-stdnum reads it."""
    grouped = re.sub("(.{4})", r"\1 ", number)
    forms = [number, grouped, grouped.replace(" ", "-"), number.lower(), f"IBAN: {grouped}"]
    assert {account.canonical(form) for form in forms} == {iban.compact(number)}


@given(st.sampled_from(IBANS), st.integers(2, 14), st.sampled_from("0123456789"))
@settings(deadline=None)
def test_an_iban_with_one_wrong_digit_is_refused(number: str, at: int, digit: str) -> None:
    """The check digits of ISO 7064 are verified, as python-stdnum does."""
    wrong = number[:at] + digit + number[at + 1 :]
    if account.is_iban(wrong) and not iban.is_valid(wrong, check_country=False):
        with pytest.raises(InvalidValueError):
            account.canonical(wrong)


# ASIC's list of valid ACNs.
ACNS = """000000019 000250000 000500005 000750005 001000004 001250004 001500009 001749999 001999999
002249998 002499998 002749993 002999993 003249992 003499992 003749988 003999988 004249987
009749964 010249966""".split()


@pytest.mark.parametrize("number", ACNS)
def test_acns_of_asic_are_accepted(number: str) -> None:
    """Published numbers, in groups and with their label."""
    grouped = f"{number[:3]} {number[3:6]} {number[6:]}"
    for form in (number, grouped, f"ACN {grouped}"):
        assert payid.canonical(form) == number


@given(st.from_regex(r"\A(?:[0-9]{9}|[0-9]{11})\Z"))
@settings(deadline=None)
def test_abns_and_acns_agree_with_stdnum(number: str) -> None:
    """A number is accepted when the library says it checks, and as its digits."""
    expected = abn.is_valid(number) if len(number) == 11 else acn.is_valid(number)
    try:
        assert payid.canonical(f"{number[:3]} {number[3:6]} {number[6:]}") == number
        accepted = True
    except InvalidValueError:
        accepted = False
    assert accepted == expected


def test_an_abn_in_arabic_digits_is_the_same_number() -> None:
    """Digits of other scripts are digits; an id that only begins like a label is no number."""
    assert payid.canonical("٥١ ٨٢٤ ٧٥٣ ٥٥٦") == payid.canonical("ABN: 51 824 753 556")
    assert payid.canonical("acn-services.example") == "acn-services.example"


# ACMA's numbers for use in films and books.
MOBILES = """0491570006 0491570156 0491570157 0491570158 0491570159 0491570110 0491570313 0491570737
0491571266 0491571491 0491571804 0491572549 0491572665 0491572983 0491573770 0491573087 0491574118
0491574632 0491575254 0491575789 0491576398 0491576801 0491577426 0491577644 0491578957 0491578148
0491578888 0491579212 0491579760 0491579455""".split()
LANDLINES = ["0255501234", "0370105678", "0755504321", "0870108765"]


@pytest.mark.parametrize("number", MOBILES + LANDLINES)
def test_fictitious_numbers_in_every_written_form(number: str) -> None:
    """All ways to write a number that notes/domain.md names are one number."""
    national = number[1:]
    arabic = number.translate({48 + n: 0x0660 + n for n in range(10)})
    wide = number.translate({48 + n: 0xFF10 + n for n in range(10)})
    forms = [
        number, arabic, wide, f"+61{national}", f"+61-{national}", f"61{national}",
        f"0011 61 {national}", f"0011{' 61'}{national}", f"+61 (0){national}", f"tel:+61{national}",
        f"({number[:2]}) {number[2:6]} {number[6:]}", f"{number[:4]}-{number[4:7]}-{number[7:]}",
        f"{number[:4]}.{number[4:7]}.{number[7:]}", f"\u200b{number}", f"{number} ext 12",
        f"００11 61 {national}",
    ]  # fmt: skip
    assert {phone.canonical(form) for form in forms} == {f"+61{national}"}
    assert phone.is_valid(f"+61{national}")


def test_a_letter_o_is_no_zero() -> None:
    """What only looks like a number is refused, not read as another one."""
    for wrong in ("O491 570 006", "0491 57O 006", "0491 570 00l"):
        assert phone.key(wrong) is None


IDNA = [
    ("Bücher.example", "xn--bcher-kva.example"),
    ("faß.example", "xn--fa-hia.example"),
    ("日本語.example", "xn--wgv71a119e.example"),
    ("例え。テスト", "xn--r8jz45g.xn--zckzah"),
    ("παράδειγμα.δοκιμή", "xn--hxajbheg2az3al.xn--jxalpdlp"),
    ("пример.испытание", "xn--e1afmkfd.xn--80akhbyknj4f"),
    ("ｅｘａｍｐｌｅ．ｃｏｍ", "example.com"),
    ("EXAMPLE.Com.", "example.com"),
]


@pytest.mark.parametrize(("written", "expected"), IDNA)
def test_host_names_are_a_labels_everywhere(written: str, expected: str) -> None:
    """A domain, the host of a URL and of an e-mail address fold alike."""
    assert domain.canonical(written) == expected
    assert canonical(IndicatorType.EMAIL, f"User@{written}") == f"user@{expected}"
    assert canonical(IndicatorType.URL, f"https://{written}/x") == f"{expected}/x"


URLS = [
    ("http://example.com/a/./b/../c", "example.com/a/c"),
    ("HTTP://EXAMPLE.com:80/../x", "example.com/x"),
    ("http://example.com/%7Efoo/%2f", "example.com/~foo/%2F"),
    ("http://example.com/%e2%82%ac", "example.com/%E2%82%AC"),
    ("http://example.com/€", "example.com/%E2%82%AC"),
    ("http://example.com\\a\\b", "example.com/a/b"),
    ("http://3221225985/x", "192.0.2.1/x"),
    ("http://0300.0.2.1/x", "192.0.2.1/x"),
    ("http://[2001:DB8:0:0::1]:443/x", "[2001:db8::1]/x"),
    ("http://example.com/x#a?b", "example.com/x"),
    ("http://example.com/x?b=2&a=1&a=0", "example.com/x?a=0&a=1&b=2"),
    ("http://example.com/x?a=%31", "example.com/x?a=1"),
    ("http://example.com/x?q=a+b", "example.com/x?q=a+b"),
    ("http://example.com/x?q=a%20b", "example.com/x?q=a+b"),
    ("http://example.com/x?flag", "example.com/x?flag="),
    ("ftp://example.com:21/x", "example.com/x"),
    ("wss://example.com:443/x", "example.com/x"),
    ("http://example.com:8443/x", "example.com:8443/x"),
    ("//example.com/x", "example.com/x"),
    ("http://www.www.example.com/x", "example.com/x"),
    ("http://www.com/x", "www.com/x"),
    ("https://example.com/http://example.org/x", "example.com/http://example.org/x"),
    ("http://user:pw@example.com/x", "example.com/x"),
]


@pytest.mark.parametrize(("written", "expected"), URLS)
def test_urls_are_parsed_by_the_standard_and_reduced(written: str, expected: str) -> None:
    """WHATWG parsing, then the parts that name a page; the canonical value is its own key."""
    assert canonical(IndicatorType.URL, written) == expected
    assert canonical(IndicatorType.URL, expected) == expected


def test_a_url_inside_a_url_is_part_of_it() -> None:
    """With or without its own scheme a page keeps what its path and query hold."""
    inner = "example.com/go?u=http://example.org/x"
    assert canonical(IndicatorType.URL, f"https://{inner}") == canonical(IndicatorType.URL, inner)
    bytes_ = [canonical(IndicatorType.URL, f"example.com/?a=%{code}") for code in ("FE", "FF")]
    assert bytes_[0] != bytes_[1]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("ip", "fe80::1%eth0"),
        ("ip", "fe80::%eth0/64"),
        ("ip", "203.0.113.7/33"),
        ("ip", "203.000.113.007"),
        ("account", "ΐ1234"),
        ("url", "http://exa mple.com/x"),
        ("url", "mailto:a@example.com"),
        ("domain", "-example.com"),
        ("domain", "example..com"),
        ("domain", "a" * 64 + ".com"),
        ("domain", "é." * 200 + "com"),
        ("phone", "0491570006" + " " * 500 + "1"),
    ],
)
def test_what_is_no_value_of_its_type_is_refused(kind: str, value: str) -> None:
    """Zones, leading zeros, spaces, hyphens and lengths that the standards forbid."""
    with pytest.raises(InvalidValueError):
        canonical(IndicatorType(kind), value)


def test_mapped_networks_are_networks_of_version_4() -> None:
    """An IPv4-mapped network is the one that its addresses are looked up in."""
    assert canonical(IndicatorType.IP, "::ffff:203.0.113.0/120") == "203.0.113.0/24"
    assert canonical(IndicatorType.IP, "::ffff:203.0.113.7/128") == "203.0.113.7"
    assert canonical(IndicatorType.IP, "::/80") == "::/80"


def test_names_keep_the_marks_that_tell_them_apart() -> None:
    """Vowel signs are parts of a name, punctuation and its spacing are not."""
    assert canonical(IndicatorType.NAME, "कि ता") != canonical(IndicatorType.NAME, "क ता")
    assert canonical(IndicatorType.NAME, "O'NEIL-Example") == "o neil example"
