"""A running text, with what several finders ask of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Generic, TypeVar

from matcher import numbers, tokens
from matcher.text import caseless_words

if TYPE_CHECKING:
    from collections.abc import Callable

_WORD_RUN = re.compile(r"[\w.-]+")
_Value = TypeVar("_Value")


class _once(Generic[_Value]):  # noqa: N801  used as `property` is
    """A property made once; functools' own takes a lock each time on Python 3.11."""

    def __init__(self, make: Callable[[RunningText], _Value]) -> None:
        self._make = make

    def __get__(self, text: RunningText, owner: type[RunningText]) -> _Value:
        value = text.__dict__[self._make.__name__] = self._make(text)
        return value


class RunningText:
    """A text, with what several finders ask of it, each made once."""

    def __init__(self, text: str, *, of_hosts: bool = False) -> None:
        """`of_hosts`: the text is so for the sake of hosts, and has no other words."""
        self.text = text
        self.of_hosts = of_hosts

    @_once
    def lowered(self) -> str:
        """The text in lower case."""
        return self.text.lower()

    @_once
    def number_runs(self) -> list[numbers.NumberRun]:
        """Runs of seven digits and more."""
        enough = numbers.has_digits(self.text, numbers.LEAST_DIGITS)
        return numbers.number_runs(self.text) if enough else []

    @_once
    def rough_words(self) -> set[str]:
        """A superset of the words' values in lower case; for ASCII text alone."""
        return tokens.rough_words(self.lowered)

    @_once
    def names(self) -> dict[str, str]:
        """The form as a user name of every word that `tokens.words` gives, each once."""
        apart = " ".join(set(self.text.split()))  # repeated text is split faster than searched
        words = {run.strip(".-") for run in _WORD_RUN.findall(apart)} - {""}
        if "_" in apart:
            words |= {word for run in words for _, _, word in tokens.words(run)}
        return dict(zip(words, caseless_words(words), strict=True)) if words else {}

    @_once
    def emails(self) -> list[tokens.Token]:
        """E-mail addresses."""
        return list(tokens.emails(self.text))

    @_once
    def urls(self) -> list[tokens.UrlToken]:
        """URLs and hosts; none of them is a part of an e-mail address."""
        emails = self.emails
        found = tokens.urls(self.text)
        if not emails:
            return list(found)
        return [
            token
            for token in found
            if token.has_scheme or not tokens.covering(emails, token.start, token.end)
        ]

    @_once
    def inner_urls(self) -> list[tokens.UrlToken]:
        """URLs inside others: what a redirect leads to, what an archive keeps."""
        if "://" not in self.text:
            return []
        return [inner for token in self.urls for inner in tokens.inner_urls(self.text, token)]
