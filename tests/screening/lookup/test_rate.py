"""The limit: so many in any minute, for each identity, over all processes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.lookup.audit_log import AuditError
from screening.lookup.rate import FILE, SECONDS, RateLimit, count

if TYPE_CHECKING:
    from pathlib import Path


@given(
    steps=st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 30)), max_size=60),
    most=st.integers(1, 4),
)
def test_as_a_naive_count_says(steps: list[tuple[str, int]], most: int) -> None:
    """Whoever was admitted less often in the 60 seconds before is admitted, nobody else."""
    asked: dict[str, list[float]] = {}
    admitted: list[tuple[str, float]] = []
    now = 1_000.0
    for who, passed in steps:
        now += passed
        recent = [at for name, at in admitted if name == who and at > now - SECONDS]
        seconds = count(asked, who, now, most)
        assert (seconds == 0) == (len(recent) < most)
        if seconds:
            later = [at for at in recent if at > now + seconds - SECONDS]
            assert len(later) < most
            assert 1 <= seconds <= SECONDS
        else:
            admitted.append((who, now))


def test_two_processes_share_it(tmp_path: Path) -> None:
    """And one that starts again forgets nothing; another identity has its own."""
    first, second = RateLimit(tmp_path, 3), RateLimit(tmp_path, 3)
    assert [each.wait("a", now=100.0) for each in (first, second, first)] == [0, 0, 0]
    assert second.wait("a", now=110.0) == 50
    assert RateLimit(tmp_path, 3).wait("a", now=159.0) == 1
    assert second.wait("b", now=110.0) == 0
    assert second.wait("a", now=160.0) == 0


def test_askers_at_once_are_counted_once_each(tmp_path: Path) -> None:
    """Exactly so many are admitted, whoever comes first."""
    limits = [RateLimit(tmp_path, 50) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(lambda n: limits[n % 8].wait("a", now=100.0), range(200)))
    assert waits.count(0) == 50


def test_a_clock_that_was_set_back_locks_nobody_out(tmp_path: Path) -> None:
    """What seems to be in the future counts for a minute."""
    limit = RateLimit(tmp_path, 1)
    assert limit.wait("a", now=1_000_000.0) == 0
    assert limit.wait("a", now=100.0) == 60
    assert limit.wait("a", now=161.0) == 0


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"a": 1}', b'{"a": ["x"]}', b"\xff"])
def test_a_damaged_file_begins_anew(tmp_path: Path, content: bytes) -> None:
    """It holds nothing that must not be lost."""
    (tmp_path / FILE).write_bytes(content)
    limit = RateLimit(tmp_path, 1)
    assert [limit.wait("a", now=9.0), limit.wait("a", now=9.0)] == [0, 60]


def test_without_a_file_nobody_asks(tmp_path: Path) -> None:
    """It fails closed."""
    (tmp_path / FILE).mkdir()
    with pytest.raises(AuditError, match=FILE):
        RateLimit(tmp_path, 1).wait("a")


def test_a_refusal_is_news_once_a_minute(tmp_path: Path) -> None:
    """So that nobody can fill the disk with the lines of refusals."""
    limit = RateLimit(tmp_path, 1)
    assert [limit.is_news(who) for who in ("a", "a", "b", "a")] == [True, False, True, False]
