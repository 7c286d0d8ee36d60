"""Both engines and the naive scan on random phrases and texts: they must find the same.

A pair is one phrase and one text: `PHRASES` phrases are compiled into one list and looked for in
`TEXTS` texts, which makes `PHRASES * TEXTS` pairs. Phrases and texts are drawn from the same small
alphabet, so that they overlap, nest and repeat; the alphabets hold what folding and boundaries
are about.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from matcher.indicator import PERMITTED, IndicatorType, Lane, Role, Scope
from tests.evaluation.naive import folded, occurrences
from tests.matcher.lists import index

if TYPE_CHECKING:
    from matcher.automaton import Engine
    from matcher.index import Index

PHRASES, TEXTS = 40, 50
ENGINES: tuple[Engine, ...] = ("pyahocorasick", "daachorse")
ALPHABETS = [
    "ab ",
    "aab  c",
    "abAB -_.",
    "ae\u00e9E\u0301 \u00c9",
    "ab \u200b\u00ad\u2060",
    "ab\u3000 \u00a0\t\n",
    "\u7d2b\u8272a \u0e01\u0e34b",
    "f\ufb01i s\u017fS ",
    "\u0430\u0431\u0410 \u03c3\u03c2\u03a3",
    "0\uff11 a\u0660\u0661",
    "a\U0001f381b \u2603",
    "\u00dfsS t",
    "\uff21\uff42ab ",
    "\u3080\u30e9a\u0628\u0915\u093e ",
]
SCOPE = Scope(Role.FREE_TEXT, PERMITTED[Role.FREE_TEXT])


@dataclass(slots=True)
class Report:
    """How many pairs, texts and occurrences were compared, and where they differ."""

    pairs: int = 0
    texts: int = 0
    found: int = 0
    disagreements: list[str] = field(default_factory=list)


def compared(seed: int, pairs: int) -> Report:
    """The report over at least this many pairs."""
    report = Report()
    rng = Random(f"engines:{seed}")
    for alphabet in itertools.cycle(ALPHABETS):
        if report.pairs >= pairs:
            break
        _round(rng, alphabet, report)
    return report


def _round(rng: Random, alphabet: str, report: Report) -> None:
    phrases = _phrases(rng, alphabet)
    lists = {
        engine: index(*(("phrase", phrase) for phrase in phrases), engine=engine)
        for engine in ENGINES
    }
    for _ in range(TEXTS):
        text = "".join(rng.choices(alphabet, k=rng.randint(0, 28)))
        expected = occurrences(phrases, text)
        for engine, compiled in lists.items():
            got = _found(compiled, text)
            if got != expected:
                report.disagreements.append(
                    f"{engine}: {text!r}: too many {sorted(got - expected)}, "
                    f"missing {sorted(expected - got)}"
                )
        report.found += len(expected)
        report.texts += 1
        report.pairs += len(phrases)


def _phrases(rng: Random, alphabet: str) -> list[str]:
    """Distinct phrases once folded, each of at least one letter, mark or digit."""
    made: dict[str, str] = {}
    for _ in range(PHRASES * 20):
        phrase = "".join(rng.choices(alphabet, k=rng.randint(1, 6))).strip()
        bones = folded(phrase).strip()
        # A phrase that begins with a mark is none: it would belong to what stands before it.
        if bones and bones[0].isalnum() and bones == folded(bones):
            made.setdefault(bones, phrase)
        if len(made) == PHRASES:
            break
    return list(made.values())


def _found(compiled: Index, text: str) -> set[tuple[str, int, int]]:
    return {
        (match.indicator.value, match.span.start, match.span.end)
        for match in compiled.match([("description", SCOPE, text)])
        if match.lane is Lane.CANONICAL and match.indicator.type is IndicatorType.PHRASE
    }
