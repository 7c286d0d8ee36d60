"""Rounds of runs: every contender in turn on the same topic, each judged by what it flagged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson

from benchmarks.peers.contenders import FRESNEL, Task, environment
from benchmarks.peers.measure import ContenderError, Figures, Limits, Running, figures
from benchmarks.peers.verdict import Verdict, compare

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.peers.contenders import Contender
    from benchmarks.peers.sample import Sample
    from benchmarks.peers.topics import Corpus, Topics


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a run: figures and a verdict, or why there are none."""

    contender: str
    text: str
    round: int
    figures: Figures | None = None
    verdict: Verdict | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Arena:
    """Where runs happen: the broker's topics, the lists' folder, one core, and the limits."""

    topics: Topics
    folder: Path
    core: int
    limits: Limits

    def run(self, contender: Contender, command: list[str], corpus: Corpus, number: int) -> Outcome:
        """One measured run; what goes wrong is in the outcome."""
        name = contender.name
        try:
            began, samples, verdict = self.attempt(contender, command, corpus, number)
            return Outcome(
                name, corpus.topic, number, figures(began, samples, corpus.records), verdict
            )
        except ContenderError as error:
            return Outcome(name, corpus.topic, number, error=str(error))

    def attempt(
        self, contender: Contender, command: list[str], corpus: Corpus, number: int
    ) -> tuple[float, list[Sample], Verdict]:
        """When a run began, its samples and its verdict.

        It has a group and a review topic of its own, so it reads everything from the beginning.

        Raises:
            ContenderError: it ended by itself, or took nothing in time.
        """
        group = f"{corpus.topic}.{contender.name}.{number}"
        task = self._task(corpus, group)
        log = self.folder / f"{group}.log"
        with Running(command, environment(contender.name, task), self.core, log) as running:
            counts = running.printed()
            if contender.name == FRESNEL:
                counts = running.alongside(self.topics.commits(group))
            samples = running.watch(counts, corpus.records, self.limits)
        return running.began, samples, self._verdict(corpus, task)

    def _task(self, corpus: Corpus, group: str) -> Task:
        review = f"{group}.review"
        for topic in (review, f"{review}.dead-letter"):
            self.topics.create(topic)
        return Task(self.topics.bootstrap, corpus.topic, corpus.records, group, review, self.folder)

    def _verdict(self, corpus: Corpus, task: Task) -> Verdict:
        flagged = [transaction_id(value) for value in self.topics.values(task.review)]
        return compare(flagged, corpus.truth, self.topics.committed(task.group))


def transaction_id(value: bytes) -> str:
    """The id in a message of a review topic: a peer's is the id, Fresnel's an alert."""
    if value.startswith(b"{"):
        return str(orjson.loads(value)["transaction"]["id"])
    return value.decode()
