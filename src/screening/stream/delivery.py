"""What a judged batch gives, delivered: every alert and dead letter acknowledged.

Law: a record none of whose forms a topic takes becomes a dead letter; nothing is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from screening.bad_record import Reason
from screening.stream.messages import alert_message, dead_letter_message
from screening.stream.publish import PublishError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiokafka import ConsumerRecord

    from screening.judge import Judgement
    from screening.settings import Settings
    from screening.stream.judging import Judged
    from screening.stream.messages import Message
    from screening.stream.publish import Publisher


class _Owner(NamedTuple):
    """Which record a message speaks of, and which of its messages it is."""

    judged: Judged
    place: int
    number: int


class Delivery:
    """Sends what was found to the review, shadow and dead-letter topics."""

    def __init__(self, settings: Settings, publisher: Publisher) -> None:
        """Bind the topics and the producer."""
        self._kafka = settings.kafka
        self._most_bytes = settings.dead_letter_max_bytes
        self._publisher = publisher

    async def send(self, parts: Iterable[Judged]) -> None:
        """Publish all that was found; what is too large for a topic is a dead letter then.

        The judgements of such records are changed in `parts`.

        Raises:
            PublishError: something may not be written; send all of it again.
        """
        messages: list[Message] = []
        owners: list[_Owner] = []
        for judged in parts:
            for place, judgement in judged.notable.items():
                found = self._messages(judged.records[place], judgement)
                messages += found
                owners += [_Owner(judged, place, number) for number in range(len(found))]
        refused = await self._publisher.publish(messages) if messages else ()
        if refused:
            await self._bury([owners[each] for each in sorted(refused)])

    async def _bury(self, refused: list[_Owner]) -> None:
        """Dead-letter the records some of whose messages were refused in every form."""
        numbers: dict[tuple[int, int], set[int]] = {}
        buried: dict[tuple[int, int], _Owner] = {}
        for each in refused:
            at = (id(each.judged), each.place)
            numbers.setdefault(at, set()).add(each.number)
            buried[at] = each
        letters = []
        for at, (judged, place, _) in buried.items():
            judgement = judged.notable[place] = _without(judged.notable[place], numbers[at])
            letters.append(self._dead_letter(judged.records[place], judgement))
        if await self._publisher.publish(letters):
            topic = self._kafka.dead_letter_topic
            raise PublishError(f"topic {topic} refuses a dead letter without a body as too large")

    def _messages(self, record: ConsumerRecord, judgement: Judgement) -> list[Message]:
        kafka = self._kafka
        messages = [alert_message(kafka.review_topic, each) for each in judgement.alerts]
        if kafka.shadow_topic is not None:
            messages += [alert_message(kafka.shadow_topic, e) for e in judgement.shadow_alerts]
        if judgement.reason is not None:
            messages.append(self._dead_letter(record, judgement))
        return messages

    def _dead_letter(self, record: ConsumerRecord, judgement: Judgement) -> Message:
        assert judgement.reason is not None
        topic = self._kafka.dead_letter_topic
        return dead_letter_message(topic, record, judgement.reason, self._most_bytes)


def _without(judgement: Judgement, refused: set[int]) -> Judgement:
    """A judgement without the alerts that no topic takes; these are numbered as they are sent."""
    live = len(judgement.alerts)
    return judgement._replace(
        alerts=[each for n, each in enumerate(judgement.alerts) if n not in refused],
        shadow_alerts=[
            each for n, each in enumerate(judgement.shadow_alerts, live) if n not in refused
        ],
        reason=judgement.reason or Reason.ALERT_TOO_LARGE,
    )
