"""The topics that must be there before anything is read.

The audit topic alone is made when it is missing and the rights allow it, as other stream
processors make their own internal topics: without it nothing may be committed. It is made with
one partition, for order, and unlimited retention, for it is evidence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from screening.stream import client

if TYPE_CHECKING:
    from aiokafka.cluster import ClusterMetadata

    from screening.settings import KafkaSettings

_log = structlog.get_logger(__name__)
_MOST_REPLICAS = 3
_ALREADY_THERE = 36


def missing(kafka: KafkaSettings, known: ClusterMetadata) -> list[str]:
    """Topics to write to that are not there."""
    wanted = (kafka.review_topic, kafka.dead_letter_topic, kafka.shadow_topic, kafka.audit_topic)
    return [each for each in wanted if each is not None and not known.partitions_for_topic(each)]


async def make_audit_topic(kafka: KafkaSettings, known: ClusterMetadata) -> bool:
    """Ask for the audit topic to be made; whether it is there now.

    Raises:
        KafkaError, OSError: no broker answers.
    """
    replicas = min(_MOST_REPLICAS, len(known.brokers()))
    admin = AIOKafkaAdminClient(**client.options(kafka))
    await admin.start()
    try:
        topic = NewTopic(kafka.audit_topic, 1, replicas, topic_configs={"retention.ms": "-1"})
        answer = await admin.create_topics([topic])
    finally:
        await admin.close()
    code = int(answer.topic_errors[0][1])
    if code == 0:
        _log.info("audit topic made", topic=kafka.audit_topic, replicas=replicas)
    return code in {0, _ALREADY_THERE}
