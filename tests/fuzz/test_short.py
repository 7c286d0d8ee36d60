"""Fuzzing in a small form: every format, every mutation, the same laws."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from feeds.compile import load
from tests.fuzz.laws import Findings, check
from tests.fuzz.mutate import MUTATIONS, mutated
from tests.fuzz.seeds import FILES, seeds
from tests.kafka.payments import snapshot

if TYPE_CHECKING:
    from feeds.compile import ActiveList

MESSAGES = 6_000


@pytest.fixture(scope="module")
def active(tmp_path_factory: pytest.TempPathFactory) -> ActiveList:
    """The list of what the payments hide."""
    return load(snapshot(tmp_path_factory.mktemp("fuzz")))


def test_the_seeds_are_sound(active: ActiveList) -> None:
    """Unchanged, each is judged without a reason to refuse it, and most are found."""
    findings = Findings()
    for seed in seeds():
        check(seed, seed.raw, active, findings)
    assert set(findings.outcomes) == {"clear", "flagged", "file"}
    assert findings.outcomes["file"] == len(FILES) + 1


def test_mutated_messages_break_no_law(active: ActiveList) -> None:
    """No crash, one judgement each, true evidence; and the mutations reach far."""
    chance, known, findings = random.Random(5), seeds(), Findings()
    raws = [seed.raw for seed in known]
    for _ in range(MESSAGES):
        seed = chance.choice(known)
        check(seed, mutated(chance, seed.raw, raws), active, findings)
    assert findings.messages == MESSAGES
    assert len(findings.outcomes) >= 10
    assert findings.outcomes["flagged"] > MESSAGES / 20


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda each: each.__name__)
def test_a_mutation_takes_anything(mutation) -> None:
    """Also nothing at all."""
    for number in range(50):
        assert isinstance(mutation(random.Random(number), b"", [b"", b"a"]), bytes)
