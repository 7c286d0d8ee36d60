"""Written forms of listed values: (role, text, what is to be marked in it or None)."""

from __future__ import annotations

from tests.matcher import written_hosts, written_names, written_numbers

LISTED = (
    ("email", "quiet.lantern@example.com"),
    ("email", "bob7@mail.example.org"),
    ("phone", "+61491570006"),
    ("phone", "+6421555012"),
    *written_names.LISTED,
    ("url", "files.example.net/vault/k3"),
    ("url", "https://files.example.net/a_"),
    ("url", "https://files.example.net/b~"),
    ("url", "https://files.example.net/c!"),
    ("url", "https://files.example.net/q?a=1&b=2"),
    ("url", "http://heron.example.com/x"),
    ("url", "https://[2001:db8::44]/a"),
    ("domain", "lantern-market.example.com"),
    ("ip", "192.0.2.44"),
    ("ip", "2001:db8::44"),
    ("account", "062-000 12345678"),
    ("account", "GB82WEST12345698765432"),
    ("account", "NO9386011117947"),
    ("wallet", "bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu"),
    ("wallet", "0x52908400098527886E0F7030069857D2E4169EE7"),
    ("payid", "51824753556"),
)

WHOLE = [
    ("proxy", "6421555012"),
    ("contact", "6421555012"),
    ("contact", "64 21 555 012"),
    ("proxy", "+64-21555012"),
    ("proxy", "+61-491570006"),
    ("proxy", "0491570006"),
    ("proxy", "61491570006"),
    ("contact", "quiet.lantern@example.com"),
    ("proxy", "51 824 753 556"),
    ("account", "062-000 12345678"),
    ("account", "06200012345678"),
]

WHOLE_PARTS = [
    *(("contact", *each) for each in written_names.WHOLE),
    *(("proxy", *each) for each in written_names.WHOLE),
    *written_numbers.WHOLE,
]
"""Whole values in which the identifier is not all that is there, and what is to be marked."""

NOT_WHOLE = [*written_names.NOT_WHOLE]

# In running text: the value as it is written. Each also stands in every surrounding.
FORMS = [
    *written_numbers.FORMS,
    "quiet.lantern@example.com", "Quiet.Lantern@EXAMPLE.COM", "quiet.lantern+tag@example.com",
    "quiet.lantern@example.com.", "bob7@mail.example.org",
    "0491 570 006", "0491.570.006", "0491-570-006", "0491570006", "0491/570/006", "0491·570·006",
    "0491\u00a0570\u00a0006", "0491\u2009570\u2009006", "0491\u2011570\u2011006", "+61 491 570 006",
    "+61491570006", "+61-491-570-006", "+61 (0) 491 570 006", "+61(0)491570006",
    "0061 491 570 006", "0011 61 491 570 006", "61491570006", "+64 21 555 012", "0064 21 555 012",
    "０４９１５７０００６", "٠٤٩١٥٧٠٠٠٦", "0491 570\n006",
    "@copper.sparrow", "copper.sparrow", "Copper.Sparrow", "@blue_otter77", "blue_otter77",
    "files.example.net/vault/k3", "https://files.example.net/vault/k3",
    "https://files.example.net:443/vault/k3/", "https://FILES.example.net/vault/k3#x",
    "https://files.example.net/vault/%6B3", "http://user@heron.example.com/x",
    "http://user:pw@heron.example.com/x", "heron.example.com/x", "https://files.example.net/a_",
    "lantern-market.example.com", "www.lantern-market.example.com", "LANTERN-MARKET.EXAMPLE.COM",
    "192.0.2.44", "2001:db8::44", "2001:DB8:0:0:0:0:0:44",
    "062-000 12345678", "062000 12345678", "062-000-12345678", "06200012345678", "062-000/12345678",
    "062-000 ACC 12345678", "062-000 AC: 12345678", "062-000 ACC NUM 12345678",
    "062-000 ACCOUNT NUMBER IS 12345678", "062-000 A/C NO. 12345678", "062-000 acct # 12345678",
    "062 000 account 12345678", "062-000) 12345678", "062-000, Acc: 12345678",
    "062-000; account no 12345678", "062-000\nACC 12345678", "062-000 Acc 1234 5678",
    "062-000 Acc 12-345-678", "062-000 acct nr. 12345678",
    "GB82 WEST 1234 5698 7654 32", "GB82WEST12345698765432", "gb82west12345698765432",
    "GB82-WEST-1234-5698-7654-32", "GB82.WEST.1234.5698.7654.32", "GB82WEST1234\n5698765432",
    "bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu", "BC1QCR8TE4KR609GCAWUTMRZA0J4XV80JY8Z306FYU",
    "0x52908400098527886E0F7030069857D2E4169EE7", "51 824 753 556", "51-824-753-556",
]  # fmt: skip

SURROUNDINGS = [
    "{}", "see {} now", "({})", "[{}]", "<{}>", "“{}”", "'{}'", "{},", "{};", "{}…", "ref 12; {}",
    "致 {} 谢谢", "「{}」", "（{}）。", "thanks\n{}\nbye", "x | {} | y", "{} ", "\u200b{}", "*{}*",
]  # fmt: skip

# Where what is marked is not all that is there.
PARTS = [
    *written_names.PARTS,
    *written_numbers.PARTS,
    *written_hosts.PARTS,
    ("mailto:quiet.lantern@example.com", "quiet.lantern@example.com"),
    ("to=quiet.lantern@example.com&x=1", "quiet.lantern@example.com"),
    ("quiet.lantern@example.com/ref", "quiet.lantern@example.com"),
    ("致quiet.lantern@example.com谢谢", "quiet.lantern@example.com"),
    ("tel:+61491570006", "+61491570006"),
    ("sms:+61-491-570-006", "+61-491-570-006"),
    ("(04) 91 570 006", "04) 91 570 006"),
    ("0491 570 006 x12", "0491 570 006"),
    ("[x](https://files.example.net/vault/k3)", "https://files.example.net/vault/k3"),
    ("files.example.net/vault/k3,", "files.example.net/vault/k3"),
    ("见https://files.example.net/vault/k3见", "https://files.example.net/vault/k3"),
    ("go https://files.example.net/b~ ok", "https://files.example.net/b~"),
    ("go https://files.example.net/c! ok", "https://files.example.net/c!"),
    ("[https://files.example.net/vault/k3](here)", "https://files.example.net/vault/k3"),
    ("https://files.example.net/vault/k3|x", "https://files.example.net/vault/k3"),
    ("https://files.example.net/vault/k3;see", "https://files.example.net/vault/k3"),
    ("https://files.example.net/vault/k3–x", "https://files.example.net/vault/k3"),
    ("„https://files.example.net/vault/k3“ ok", "https://files.example.net/vault/k3"),
    ("http://a.example.org/b,https://files.example.net/vault/k3", "https://files.example.net/vault/k3"),
    ("https://files.example.net/vault/k3,https://a.example.org/b", "https://files.example.net/vault/k3"),
    ("quiet.lantern@example.com으로", "quiet.lantern@example.com"),
    ("https://files.example.net/vault/k3에서", "https://files.example.net/vault/k3"),
    ("x@lantern-market.example.com", "lantern-market.example.com"),
    ("https://lantern-market.example.com:8443/p?q=1", "lantern-market.example.com"),
    ("[site](https://lantern-market.example.com)", "lantern-market.example.com"),
    ("ref:2001:db8::44 ok", "2001:db8::44"),
    ("code:2001:db8::44", "2001:db8::44"),
    ("IPv6:2001:db8::44", "2001:db8::44"),
    ("[2001:db8::44]/a", "2001:db8::44"),
    ("http://[2001:db8::44]/a", "http://[2001:db8::44]/a"),
    ("192.0.2.44:8080", "192.0.2.44"),
    ("http://192.0.2.44/x", "192.0.2.44"),
    ("::ffff:192.0.2.44", "::ffff:192.0.2.44"),
    ("(BSB 062-000) 12345678", "062-000) 12345678"),
    ("iban:GB82WEST12345698765432", "GB82WEST12345698765432"),
    ("bitcoin:bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu?amount=1",
     "bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu"),
    ("ABN 51 824 753 556", "51 824 753 556"),
]  # fmt: skip

# Cut by a line break: what is marked goes over it.
CUT = [
    "quiet.lantern\n@example.com", "quiet.lantern@\nexample.com", "quiet.lan\ntern@example.com",
    "quiet.lantern@exa\r\nmple.com", "quiet.lan\ntern@exam\nple.com",
    "files.example.net/vault/\nk3",
    "https://files.exam\nple.net/vault/k3", "lantern-market.\nexample.com",
    "lantern-\nmarket.example.com", "bc1qcr8te4kr609gcawutm\nrza0j4xv80jy8z306fyu",
    "GB82WEST12345698\n765432", "192.0.\n2.44", "@copper.\nsparrow",
]  # fmt: skip

NOTHING = [
    *written_names.NOTHING,
    *written_numbers.NOTHING,
    *written_hosts.NOTHING,
    "062-000 123456789", "1062-000 12345678", "062-0001 12345678", "062-001 12345678",
    "062-000 account 1 or 2: 12345678", "xquiet.lantern@example.com", "quiet.lantern@example.comx",
    "quiet.lantern@example.com.au", "quiet.lantern@example.community",
    "an.quiet.lantern@example.com",
    "lantern-market.example.community", "xlantern-market.example.com", "market.example.com",
    "0491 570 0067", "10491 570 006", "0491 570 00", "+62 491 570 006", "192.0.2.440",
    "1192.0.2.44", "192.0.2.4", "192.0.2.44.5", "2001:db8::440", "a2001:db8::44",
    "cafe:2001:db8::44:1", "GB82WEST123456987654321", "GB82WEST1234569876543",
    "files.example.net/vault/k33", "files.example.net/vault", "other.files.example.net/vault/k3",
    "xcopper.sparrow1", "copper.sparrow.b", "copper-sparrow", "51 824 753 5567",
    "bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu7", "52908400098527886E0F7030069857D2E4169EE8",
    "quiet.lantern\n\n@example.com", "quiet.lantern \n @example.com", "copper\nsparrow",
]  # fmt: skip
