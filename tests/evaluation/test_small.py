"""The evaluation in a small form: the same targets, on a stratified part of the corpus."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.evaluation.case import CANONICAL, LOOSE
from tests.evaluation.measure import Screener, compiled
from tests.evaluation.negatives import negatives
from tests.evaluation.positives import positives
from tests.evaluation.sample import stratified
from tests.evaluation.score import TARGETS, Score, scored
from tests.evaluation.split import failures
from tests.evaluation.values import listed

if TYPE_CHECKING:
    from tests.evaluation.measure import ActiveList

SEED, POSITIVES, NEGATIVES, SPLIT = 7, 2_000, 5_000, 300
LOOSE_FAMILIES = [
    "separators", "at and dot", "leet", "confusables", "repeated", "mixed scripts", "diacritics",
    "diacritics removed", "truncated", "letters for digits", "two at once", "bare letters",
]  # fmt: skip


@pytest.fixture(scope="module")
def active(tmp_path_factory) -> ActiveList:
    """The whole list, compiled as a host compiles it."""
    return compiled(tmp_path_factory.mktemp("evaluation"), listed(SEED, decoys=1_500).entries())


@pytest.fixture(scope="module")
def score(active) -> Score:
    """The score of the sample."""
    made = listed(SEED, decoys=1_500)
    cases = stratified(positives(made, SEED, 2 * POSITIVES), POSITIVES, SEED)
    cases += negatives(made, SEED, NEGATIVES)
    return scored(map(Screener(active).result, cases))


def wrong(score: Score, lane: str, **of: str) -> str:
    """Some of what is wrong, to say which."""
    results = [
        result
        for results in score.worst.values()
        for result in results
        if lane in {result.case.lane, *(got.lane for got in result.unexpected)}
        and all(getattr(result.case, name) == value for name, value in of.items())
    ]
    shown = [
        f"{r.case.type}, {r.case.form}, {r.case.place}: {r.case.text!r} "
        f"expected {r.case.expected} got {r.got}"
        for r in results[:20]
    ]
    return "\n".join(shown)


def test_the_sample_is_large_enough(score) -> None:
    """Thousands of cases, and both lanes."""
    assert score.positives >= POSITIVES
    assert score.negatives == NEGATIVES
    assert min(score.lanes[lane].expected for lane in (CANONICAL, LOOSE)) > POSITIVES // 5


def test_everything_canonical_is_found(score) -> None:
    """Recall of 100 %: each value as people write it, in its field, with its span and lane."""
    assert score.lanes[CANONICAL].recall == TARGETS[CANONICAL].recall, wrong(score, CANONICAL)


@pytest.mark.parametrize("lane", [CANONICAL, LOOSE])
def test_next_to_nothing_else_is_found(score, lane) -> None:
    """Precision: near misses and usual texts do not match, nor does anything beside a positive."""
    precision = score.lanes[lane].precision
    assert precision is not None
    assert precision >= TARGETS[lane].precision, wrong(score, lane)


def test_most_of_what_is_hidden_is_found(score) -> None:
    """Recall of the loose lane over all families."""
    tallies = [tally for (lane, family), tally in score.groups["family"].items() if lane == LOOSE]
    expected = sum(tally.expected for tally in tallies)
    assert expected > POSITIVES // 5
    found = sum(tally.found for tally in tallies)
    assert found / expected >= TARGETS[LOOSE].recall, wrong(score, LOOSE)


@pytest.mark.parametrize("family", LOOSE_FAMILIES)
def test_each_obfuscation_is_undone(score, family) -> None:
    """Recall of the loose lane for each family; in so small a sample one miss is forgiven."""
    tally = score.groups["family"][LOOSE, family]
    least = TARGETS[LOOSE].recall * tally.expected
    assert 0 < least <= tally.found + 1, wrong(score, LOOSE, family=family)


def test_no_family_is_left_out(score) -> None:
    """The families that are measured are those that are made."""
    made = {family for lane, family in score.groups["family"] if lane == LOOSE}
    assert {f for f in made if score.groups["family"][LOOSE, f].expected} == set(LOOSE_FAMILIES)


def test_every_excerpt_is_where_it_says(score) -> None:
    """`original[start:end] == excerpt` for every match, of positives and negatives alike."""
    assert score.matches > POSITIVES // 2
    assert score.unlawful == 0


def test_split_fields_hold_the_law_of_excerpts(active) -> None:
    """A phrase that straddles pieces is found, and each part is where it is said to be."""
    assert not failures(active, listed(SEED, decoys=1_500), SEED, SPLIT)
