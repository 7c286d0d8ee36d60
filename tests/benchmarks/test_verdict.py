"""Whether flagged sets are judged rightly."""

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.peers.verdict import compare

PLACES = st.tuples(st.integers(0, 3), st.integers(0, 9))
TRUTHS = st.dictionaries(st.sampled_from("abcdefghij"), PLACES)
COMMITTED = st.dictionaries(st.integers(0, 3), st.integers(0, 10))


@given(TRUTHS)
def test_all_hits_once_or_more_are_exact(truth) -> None:
    """Repeats are no fault: delivery is at least once."""
    verdict = compare([*truth, *truth], truth, dict.fromkeys(range(4), 10))
    assert verdict.is_exact
    assert verdict.right == len(truth)
    assert str(verdict) == "equal"


@given(TRUTHS, COMMITTED, st.lists(st.sampled_from("abcdefghijklm")))
def test_each_id_is_judged_by_itself(truth, committed, flagged) -> None:
    """Missing: due and not there. Extra: there and never a hit."""
    verdict = compare(flagged, truth, committed)
    missing = extra = 0
    for each in "abcdefghijklm":
        if each in truth:
            part, offset = truth[each]
            missing += offset < committed.get(part, 0) and each not in flagged
        else:
            extra += each in flagged
    assert (verdict.missing, verdict.extra) == (missing, extra)
    assert verdict.is_exact == (missing == extra == 0)


def test_what_was_sent_but_not_committed_is_right() -> None:
    """A contender that was ended may be ahead of its commits, never behind them."""
    truth = {"a": (0, 1), "b": (0, 5)}
    assert compare(["a", "b"], truth, {0: 3}).is_exact
    assert compare(["a"], truth, {0: 5}).is_exact
    assert str(compare(["c"], truth, {0: 6})) == "2 missing, 1 extra"
