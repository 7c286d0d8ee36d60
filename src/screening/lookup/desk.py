"""The look-up desk: asks the list, writes the audit line, and only then answers.

Rule 1: whoever asks for values to be shown states a reason; without one the look-up is refused.
Rule 2: what is refused is written too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from screening.lookup.answer import Answer, Outcome
from screening.lookup.audit_log import Entry, without
from screening.lookup.find import look_up
from screening.lookup.view import Shown, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from feeds.compile import ActiveList
    from matcher.indicator import IndicatorType
    from screening.lookup.audit_log import AuditLog

MAX_REASON_CHARS = 500


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, by which way (`cli` or `http`), why, and whether to see values."""

    who: str
    via: str
    reason: str | None = None
    revealed: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A value, and its type where it is known; `problem` is what is wrong with what was given."""

    value: str
    given: IndicatorType | None = None
    problem: str | None = None


class Desk:
    """Answers by any list; the log decides whether it may."""

    def __init__(self, log: AuditLog) -> None:
        """Write to this log."""
        self._log = log

    def answer(
        self, active: ActiveList, questions: Sequence[Question], asker: Asker
    ) -> list[Shown]:
        """What may be shown of the answer to each question, in order.

        Raises:
            AuditError: the log cannot be written.
        """
        assert asker.reason or not asker.revealed
        now = datetime.now(UTC)
        answers = [_looked_up(active, each) for each in questions]
        reason = asker.reason and without(asker.reason, _forms(answers))
        self._log.write(_entry(each, asker, reason, now) for each in answers)
        return [shown(each, now, revealed=asker.revealed) for each in answers]

    def refuse(self, asker: Asker, why: str, value: str | None = None) -> None:
        """Write that nothing is answered, and why.

        Raises:
            AuditError: the log cannot be written.
        """
        entry = Entry(
            at=datetime.now(UTC),
            who=asker.who,
            via=asker.via,
            outcome=Outcome.REFUSED,
            value=value,
            reason=asker.reason and without(asker.reason, [value or ""]),
            why=why,
        )
        self._log.write([entry])


def _looked_up(active: ActiveList, question: Question) -> Answer:
    if question.problem is not None:
        return Answer(question.value, None, active.manifest, problem=question.problem)
    return look_up(active, question.value, question.given)


def _forms(answers: Sequence[Answer]) -> Iterator[str]:
    """Every text of the values, as they were given and as they are listed."""
    for answer in answers:
        yield answer.value
        yield from (each.key for each in answer.readings)


def _entry(answer: Answer, asker: Asker, reason: str | None, now: datetime) -> Entry:
    return Entry(
        at=now,
        who=asker.who,
        via=asker.via,
        outcome=answer.outcome,
        value=answer.value,
        reason=reason,
        revealed=asker.revealed,
        serial=answer.manifest.serial,
    )
