"""E-mail addresses, URLs and hosts: (text, what is to be marked in it), and what is nothing."""

from __future__ import annotations

PAGE = "https://files.example.net/vault/k3"
PARTS = [
    ("http://x.example.org/?u=https://files.example.net/vault/k3", PAGE),
    ("http://x.example.org/?u=https://files.example.net/vault/k3&v=1", PAGE),
    ("https://web.archive.org/web/2026/https://files.example.net/vault/k3", PAGE),
    ("http://x.example.org/?u=https://lantern-market.example.com/a", "lantern-market.example.com"),
    ("https://l.example.org/?u=https%3A%2F%2Ffiles.example.net%2Fvault%2Fk3",
     "https%3A%2F%2Ffiles.example.net%2Fvault%2Fk3"),
    ("https://l.example.org/?u=https%253A%252F%252Ffiles.example.net%252Fvault%252Fk3",
     "https%253A%252F%252Ffiles.example.net%252Fvault%252Fk3"),
    ("https://x.example.org/?phone=%2B61491570006", "%2B61491570006"),
    ("quiet.lantern%40example.com", "quiet.lantern%40example.com"),
    ("quiet.lantern&#64;example.com", "quiet.lantern&#64;example.com"),
    ("quiet.lantern\\u0040example.com", "quiet.lantern\\u0040example.com"),
    ("&lt;quiet.lantern@example.com&gt;", "quiet.lantern@example.com"),
    ("https://files.example.net/q?a=1&amp;b=2", "https://files.example.net/q?a=1&amp;b=2"),
    ("https:\\/\\/files.example.net\\/vault\\/k3", "https:\\/\\/files.example.net\\/vault\\/k3"),
    ("https:\\\\files.example.net\\vault\\k3", "https:\\\\files.example.net\\vault\\k3"),
    ("жhttps://files.example.net/vault/k3", PAGE),
    ("éhttps://files.example.net/vault/k3", PAGE),
    ("_https://files.example.net/vault/k3_", PAGE),
    ("_https://files.example.net/a__", "https://files.example.net/a_"),
    ("[2001:db8::44]/a", "[2001:db8::44]/a"),
    ('"quiet.lantern"@example.com', '"quiet.lantern"@example.com'),
    ('"x"@lantern-market.example.com', "lantern-market.example.com"),
    ("_quiet.lantern@example.com_", "quiet.lantern@example.com"),
    ("~quiet.lantern@example.com", "quiet.lantern@example.com"),
    ("_copper.sparrow_", "copper.sparrow"),
    ("__blue_otter77__", "blue_otter77"),
    ("lantern\u2011market.example.com", "lantern\u2011market.example.com"),
    ("付给lantern\u2011market.example.com谢谢", "lantern\u2011market.example.com"),
]  # fmt: skip

NOTHING = [
    "https://files.example.net/vault/k3%20x", "https://files.example.net/vault/k3&amp;x",
    "https://x.example.org/files.example.net/vault/k3", "_quiet.lantern@example.com",
    "files.example.net%2Fvault%2Fk33", "x%2Equiet.lantern%40example.com",
    "quiet.lantern%40example.community", '"a quiet.lantern"@example.com', "copper.sparrow_",
    "http://x.example.org/?u=https://files.example.net/vault/k33",
    "lantern\u2014market.example.com",
    "http://x.example.org/?u=https://files.example.net/vault", "q&amp;lantern-market。example",
]  # fmt: skip
