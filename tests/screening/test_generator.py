"""The generator: seeded, synthetic, and with hits that are really found."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from feeds.build import build
from feeds.compile import load
from screening import mapping
from screening.generator import payments, sample_feed
from tests.screening.support import NOW, judge_of, judged

if TYPE_CHECKING:
    from pathlib import Path


def without_times(seed: int) -> list[bytes]:
    """Payments but for their time, which is now."""
    return [value.split(b'"timestamp"')[0] for _, value in islice(payments(seed), 300)]


def test_a_seed_is_a_stream() -> None:
    """The same seed gives the same payments, another one others."""
    assert without_times(1) == without_times(1) != without_times(2)


def test_about_one_in_a_hundred_is_flagged(tmp_path: Path) -> None:
    """Planted values are found, a few records cannot be read, nothing else is flagged."""
    feed = tmp_path / "sample.csv"
    feed.write_text(sample_feed(), "utf-8")
    built = build([feed], tmp_path / "list", serial=1, created=NOW)
    assert not built.rejected
    active, judging = load(tmp_path / "list"), judge_of(mapping.load("generic"))
    results = [judged(value, active, judging) for _, value in islice(payments(1), 5000)]
    flagged = sum(bool(each.alerts) for each in results)
    bad = sum(each.reason is not None for each in results)
    assert 25 <= flagged <= 75
    assert 5 <= bad <= 40
    assert not any(each.alerts and each.reason for each in results)


def test_the_sample_shows_every_type() -> None:
    """A newcomer sees what can be listed."""
    kinds = {line.split(",")[1] for line in sample_feed().splitlines()[1:]}
    assert kinds == {
        "email", "phone", "username", "url", "domain", "ip", "account", "payid", "wallet",
        "name", "phrase",
    }  # fmt: skip
