"""Where a platform's name says that the word beside it is a user name.

Law: the table alone names platforms. A name, a page's address and what may stand between them
and a user name are put together from it, for running text and for whole values alike.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class Platform(NamedTuple):
    """What a platform is called, and what its user names stand behind in addresses.

    `names` and `words` are apart by commas, `pages` by spaces; `words` are ordinary words too and
    name a platform before a user name alone. A page has no `www.` and no other sub-domain.
    """

    names: str = ""
    words: str = ""
    pages: str = ""


PLATFORMS = (
    Platform("hangouts,icq,imo,kakao,kakaotalk,keybase,qq,threema,viber,wickr,zalo,zangi", "aim"),
    Platform("bluesky,bsky", pages="bsky.app/profile/"),
    Platform("cashapp,cash app", pages="cash.app/ cash.app/$ cash.me/ cash.me/$"),
    Platform("discord", pages="discord.com/users/ discordapp.com/users/ discord.gg/ discord.me/"),
    Platform("facebook,fb", pages="facebook.com/ fb.com/ fb.me/ facebook.com/people/"),
    Platform("messenger", pages="m.me/ messenger.com/t/ facebook.com/messages/t/"),
    Platform("gab", pages="gab.com/"),
    Platform("instagram,insta,ig", pages="instagram.com/ instagr.am/ ig.me/ ig.me/m/ "
             "instagram.com/_u/ instagram.com/stories/ instagram://user?username="),
    Platform("kik", pages="kik.me/ kik.com/u/"),
    Platform(words="line", pages="line.me/ti/p/~ line.me/ti/p/ line.me/R/ti/p/"),
    Platform("linkedin", pages="linkedin.com/in/"),
    Platform("mastodon", pages="mastodon.social/"),
    Platform(words="matrix,session,signal,wire", pages="matrix.to/#/"),
    Platform("myspace", pages="myspace.com/"),
    Platform("onlyfans,patreon", pages="onlyfans.com/ patreon.com/ patreon.com/c/"),
    Platform("paypal", pages="paypal.me/ paypal.com/paypalme/"),
    Platform("pinterest", pages="pinterest.com/"),
    Platform("reddit", pages="reddit.com/user/ reddit.com/u/ redd.it/u/ redd.it/user/"),
    Platform("roblox,xbox,psn"),
    Platform("skype"),
    Platform("snapchat,snap,sc", pages="snapchat.com/add/ snapchat.com/u/ snapchat.com/ "
             "snapchat.com/@ snapchat://add/"),
    Platform(words="steam", pages="steamcommunity.com/id/ s.team/u/"),
    Platform("telegram,tele,tg", pages="t.me/ t.me/s/ telegram.me/ telegram.me/s/ telegram.dog/ "
             "telegram.org/ tg://resolve?domain="),
    Platform(words="threads", pages="threads.net/ threads.com/"),
    Platform("tiktok,tik tok", pages="tiktok.com/"),
    Platform("tumblr", pages="tumblr.com/ tumblr.com/blog/"),
    Platform("twitch", pages="twitch.tv/"),
    Platform("twitter", "x", "twitter.com/ x.com/ twitter.com/intent/user?screen_name= "
             "twitter://user?screen_name="),
    Platform(words="user,username"),
    Platform("venmo", pages="venmo.com/ venmo.com/u/ venmo.com/code?user_id="),
    Platform("vk,vkontakte", pages="vk.com/ vk.ru/ vk.me/"),
    Platform("vsco", pages="vsco.co/"),
    Platform("wechat", pages="weixin://dl/chat?"),
    Platform("whatsapp,wa", pages="wa.me/"),
    Platform("youtube,yt", pages="youtube.com/ youtube.com/c/ youtube.com/user/"),
    Platform(words="zoom"),
)  # fmt: skip

_FAR = 56
"""Characters before a user name in which a platform's name, and what links them, must stand."""


def _any_of(words: list[str]) -> str:
    return "(?:" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + ")"


_NAMES = [name for each in PLATFORMS for name in each.names.split(",") if name]
_WORDS = [word for each in PLATFORMS for word in each.words.split(",") if word]
_NAME, _NAME_OR_WORD = _any_of(_NAMES), _any_of([*_NAMES, *_WORDS])
_PAGE = _any_of([page.lower() for each in PLATFORMS for page in each.pages.split()])
_ADDRESS = rf"(?:[a-z0-9-]{{1,20}}\.){{0,2}}{_PAGE}"
_SAYS = (
    r"(?:account|acct?|add|as|contact|handle|id|is|me|name|nick(?:name)?|profile|tag"
    r"|user(?:[ -]?name)?)"
)
_LINK = r"(?:\s{0,3}(?:[:=>|/~\u2013\u2014-]{1,3}\s{0,3}|;(?!\s))|\s{1,3})"
_OPEN = r"[(\[{<\"'\u2018\u201c\u00ab*_]{0,2}"
_CLOSE = r"[)\]}>\"'\u2019\u201d\u00bb*]{0,2}"
# `2 x …` is a quantity: that name needs more than a space; `a/x/b` is a path.
_LABEL = (
    rf"(?!x\s+\Z)(?!(?<=/){_NAME_OR_WORD}/){_NAME_OR_WORD}{_CLOSE}(?:(?<=[)\]}}>]){_LINK}?|{_LINK})"
    rf"(?:{_SAYS}{_LINK}){{0,3}}{_OPEN}"
)
_BEHIND = (
    rf"{_CLOSE}(?:\s?[(\[{{<](?:(?:my|on)\s)?{_NAME}(?:\s{_SAYS})?[)\]}}>]"
    rf"|\s(?:on|via|is my|on my)\s{_NAME}(?![\w-]|[.@/]\w)|@{_NAME}(?![\w@-]|[.]\w))"
)
_BEFORE_NAME = re.compile(rf"(?<![\w@.-])(?:{_ADDRESS}|{_LABEL})@?\Z")
_BEHIND_NAME = re.compile(_BEHIND, re.IGNORECASE)
_WHOLE = (
    re.compile(
        rf"(?:[a-z][a-z0-9+.-]{{0,20}}://)?{_ADDRESS}(?P<name>@?[^\s/?#&@]+)(?:[/?#&]\S*)?",
        re.IGNORECASE,
    ),
    re.compile(rf"{_OPEN}{_LABEL}(?P<name>\S.*?){_CLOSE}", re.IGNORECASE),
    re.compile(rf"{_OPEN}(?P<name>\S.*?){_BEHIND}", re.IGNORECASE),
)
_MOST_CHARACTERS = 256


def stands_before(text: str, start: int) -> bool:
    """Whether a platform's name or page (`ig: some.user`) stands before the word at `start`."""
    first = max(0, start - _FAR)
    return _BEFORE_NAME.search(text[max(0, first - 1) : start].lower(), first and 1) is not None


def stands_behind(text: str, end: int) -> bool:
    """Whether a platform's name (`some.user (ig)`) stands behind the word that ends at `end`."""
    return _BEHIND_NAME.match(text, end) is not None


def names_in(value: str) -> Iterator[tuple[int, int]]:
    """Where the user name stands in a whole value that says its platform too."""
    if len(value) <= _MOST_CHARACTERS:
        for form in _WHOLE:
            if found := form.fullmatch(value):
                yield found.span("name")
