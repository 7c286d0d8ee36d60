"""The faults themselves, one function each, entered in the order in which they run."""

from tests.chaos.catalogue import CATALOGUE
from tests.chaos.faults import (
    broker,
    host,
    leaders,
    lists,
    members,
    network,
    process,
    records,
    rights,
    topics,
)

__all__ = [
    "CATALOGUE",
    "broker",
    "host",
    "leaders",
    "lists",
    "members",
    "network",
    "process",
    "records",
    "rights",
    "topics",
]
