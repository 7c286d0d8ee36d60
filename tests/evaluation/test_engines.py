"""Both engines and a naive scan find the same phrases; `make evaluate ARGS=engines` is larger."""

from __future__ import annotations

import pytest

from tests.evaluation import engines
from tests.evaluation.naive import folded, occurrences


def test_engines_and_the_naive_scan_agree() -> None:
    """On every alphabet: overlaps, folding, boundaries."""
    report = engines.compared(3, 28_000)
    assert not report.disagreements, "\n".join(report.disagreements[:10])
    assert report.pairs >= 28_000
    assert report.found > 500


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ab", {("ab", 0, 2)}),
        ("xab", set()),
        ("ab\u0301", set()),
        ("(A\u200bB)", {("ab", 1, 4)}),
        ("_ab_ab", {("ab", 1, 3), ("ab", 4, 6)}),
        ("\u7d2bab\u0e01", {("ab", 1, 3)}),
        ("7ab", set()),
        ("\u200bab\u200bx", set()),
    ],
)
def test_the_naive_scan_keeps_the_rules(text, expected) -> None:
    """Cases worked out by hand from DESIGN's rule of boundaries."""
    assert occurrences(["ab"], text) == expected


def test_folding_is_the_documented_one() -> None:
    """NFKC, case folded, no format characters, white space as one space."""
    assert folded("\uff21 \u200b\u3000\ufb01\u00ad\u00df") == "a fiss"
