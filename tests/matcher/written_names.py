"""User names beside what says that they are some: (text, what is to be marked in it)."""

from __future__ import annotations

LISTED = (
    ("username", "otter"),
    ("username", "copper.sparrow"),
    ("username", "blue_otter77"),
    ("username", "fox 12#3"),
)

LABELLED = [
    "ig otter", "ig:otter", "IG = otter", "ig - otter", "ig – otter", "ig — otter", "ig -> otter",
    "(ig) otter", "[ig] otter", "{IG} otter", "<ig> otter", "(ig)otter", "(ig): otter",
    "*ig* otter", 'ig "otter"', "ig 'otter'", "ig “otter”", "ig: (otter)", "ig: [otter]",
    "ig: *otter*", "ig/otter", "ig|otter", "ig > otter", "Telegram：otter", "ig\notter",
    "insta;otter", "wechat/otter",
    "ig handle otter", "ig handle: otter", "IG name: otter", "ig user name is otter", "ig id=otter",
    "my insta is otter", "snap id otter", "kik me otter", "add me on snap: otter",
    "ig account - otter", "telegram user otter", "tik tok otter", "cash app otter", "sc otter",
    "discord: otter#1234", "user otter", "x: otter", "signal otter", "line id otter",
    "otter (ig)", "otter [ig]", "otter(ig)", '"otter" (ig)', "otter (on ig)", "otter (my insta)",
    "otter (Instagram handle)", "otter on telegram", "otter via telegram", "otter on Telegram.",
    "otter is my snap", "otter on my ig", "otter@ig", "otter@telegram,",
    "t.me/otter", "https://t.me/otter", "https://t.me/s/otter", "https://telegram.me/otter",
    "telegram.dog/otter", "tg://resolve?domain=otter", "https://x.com/otter",
    "https://twitter.com/otter/status/1", "https://mobile.twitter.com/otter", "instagram.com/otter",
    "https://www.instagram.com/otter?igsh=1", "instagram.com/otter/", "http://instagr.am/otter",
    "https://www.instagram.com/stories/otter/12", "instagram://user?username=otter",
    "https://m.facebook.com/otter", "https://en-gb.facebook.com/otter", "fb.com/otter",
    "m.me/otter", "https://youtube.com/c/otter", "https://www.youtube.com/user/otter",
    "snapchat.com/add/otter",
    "https://www.snapchat.com/add/otter", "https://cash.app/$otter", "https://paypal.me/otter",
    "https://www.paypal.com/paypalme/otter", "https://venmo.com/u/otter",
    "https://discord.com/users/otter", "https://reddit.com/user/otter/",
    "https://old.reddit.com/u/otter", "https://vk.com/otter", "https://wa.me/otter",
    "https://bsky.app/profile/otter", "https://steamcommunity.com/id/otter",
    "https://twitch.tv/otter", "https://www.linkedin.com/in/otter", "kik.me/otter",
    "https://www.pinterest.com/otter", "https://tumblr.com/otter", "https://patreon.com/otter",
]  # fmt: skip
"""In each of them `otter` is to be marked, which is too short to be found by itself."""

AT = [
    "ig:@otter", "ig: @otter", "(ig) @otter", "@otter on ig", "@otter (ig)", "https://t.me/@otter",
    "https://www.tiktok.com/@otter", "https://youtube.com/@otter", "https://www.threads.net/@otter",
]  # fmt: skip
"""In each of them `@otter`."""

PARTS = [
    *((text, "otter") for text in LABELLED),
    *((text, "@otter") for text in AT),
    ("ig handle fox 12#3", "fox 12#3"),
    ("fox 12#3 (ig)", "fox 12#3"),
    ("ig: copper.sparrow", "copper.sparrow"),
    ("insta copper.sparrow", "copper.sparrow"),
    ("copper.sparrow on ig", "copper.sparrow"),
    ("instagram.com/copper.sparrow", "copper.sparrow"),
    ("https://www.instagram.com/copper.sparrow/", "copper.sparrow"),
    ("https://t.me/blue_otter77", "blue_otter77"),
    ("reddit.com/u/blue_otter77", "blue_otter77"),
    ("＠blue_otter77", "＠blue_otter77"),
]

# As a whole value, of a field that holds nothing else.
WHOLE = [
    ("https://t.me/blue_otter77", "blue_otter77"), ("t.me/blue_otter77", "blue_otter77"),
    ("telegram: blue_otter77", "blue_otter77"), ("Telegram blue_otter77", "blue_otter77"),
    ("ig: copper.sparrow", "copper.sparrow"), ("(ig) copper.sparrow", "copper.sparrow"),
    ("copper.sparrow (ig)", "copper.sparrow"), ("copper.sparrow on instagram", "copper.sparrow"),
    ("copper.sparrow@ig", "copper.sparrow"), ("@otter", "@otter"), ("ig: @otter", "@otter"),
    ("instagram.com/otter", "otter"), ("https://www.instagram.com/otter?igsh=1", "otter"),
    ("https://www.tiktok.com/@otter", "@otter"), ("tg://resolve?domain=otter", "otter"),
    ("discord: fox 12#3", "fox 12#3"), ("snap id: otter", "otter"), ("insta 'otter'", "otter"),
    ("https://x.com/otter/", "otter"), ("https://t.me/Otter", "Otter"),
]  # fmt: skip

NOTHING = [
    "otter", "big otter", "online otter", "x otter", "2 x otter", "ig.otter", "ig, otter",
    "insta; otter", "ig@otter", "otter on a boat", "otter on line", "otter on wire", "otter@x",
    "otter (x)", "otter (big)", "otter (line)", "otter on telegram.org", "otter at ig",
    "otter@ig.example.org", "otter@telegrams", "otter ig", "u/otter", "$otter", "my otter is",
    "https://github.com/otter", "https://x.example.org/otter", "notinstagram.com/otter",
    "instagram.com.example.org/otter", "user@instagram.com/otter", "otters (ig)", "(ig) otters",
    "t.me/otter.b", "t.me/otters", "t.me/x/otter", "https://t.me/s/x/otter", "ig x otter",
    "ig handle of otter", "rig otter", "ig_otter", "otter on igloo", "xbox.org/otter",
]  # fmt: skip
"""In none of them is anything listed, by the rules for running text and for whole values."""

NOT_WHOLE = [
    "write copper.sparrow", "for @otter", "copper.sparrow or ig", "https://github.com/otter",
    "https://post.example.edu/otter", "t.me/x/otter", "ig: otter now", "otters (ig)",
]  # fmt: skip
