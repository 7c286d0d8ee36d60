"""Context rules: each condition against a naive oracle, odd facts, and no rule that hides."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from screening import mapping, severity
from screening.judging import files, policy
from screening.judging.rules import Circumstances, Rule
from tests.screening.support import judge_of, judged, only_alert, pay
from tests.screening.test_severity import MATCHES, points

if TYPE_CHECKING:
    from matcher.indicator import Match

NOTHING = Circumstances(None, None, None, {})
DEFAULT = policy.load("default")
ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=5,
)


def rule(points: int = 5, **when: Any) -> Rule:
    """A rule with these conditions."""
    return Rule.model_validate({"name": "r", "points": points, "when": when})


def paid(amount: Any, currency: Any = "AUD") -> Circumstances:
    """A payment of which only the amount is known."""
    return NOTHING._replace(amount=amount, currency=currency)


@settings(deadline=None)
@given(
    cents=st.integers(-20_000, 20_000),
    least=st.none() | st.integers(0, 150),
    most=st.none() | st.integers(0, 150),
    even=st.none() | st.integers(1, 60),
    currency=st.sampled_from(["AUD", "aud ", "USD", "", None, 36]),
    form=st.sampled_from([str, float, lambda d: f" {d} "]),
)
def test_amounts_are_banded(
    cents: int, least: int | None, most: int | None, even: int | None, currency: Any, form: Any
) -> None:
    """Size in one currency: at least, at most, a multiple that is not nothing."""
    asked = {"at_least": least, "at_most": most, "multiple_of": even}
    asked = {name: value for name, value in asked.items() if value is not None}
    if not asked:
        return
    expected = str(currency).strip().lower() == "aud"
    expected &= least is None or abs(cents) >= least * 100
    expected &= most is None or abs(cents) <= most * 100
    expected &= even is None or (cents != 0 and abs(cents) % (even * 100) == 0)
    if None not in (least, most) and least > most:  # type: ignore[operator]
        with pytest.raises(ValidationError, match="at_least is above at_most"):
            rule(amount={"currency": "AUD", **asked})
        return
    given = paid(form(Decimal(cents) / 100), currency)
    assert rule(amount={"currency": "AUD", **asked}).holds(given) is expected


@pytest.mark.parametrize(
    "when",
    [
        {"facts": {"a": {"equals": None}}},
        {"facts": {"a": {"is": None}}},
        {"facts": {"a": {"one_of": None, "equals": 1}}},
        {"amount": None, "facts": {"a": True}},
        {"amount": {"currency": "AUD", "at_least": None, "at_most": 5}},
        {"local_hour": None, "facts": {"a": True}},
    ],
)
def test_a_condition_without_a_value_is_refused(when: dict[str, Any]) -> None:
    """It would hold always: whoever wrote it meant something else."""
    with pytest.raises(ValidationError, match="has no value"):
        rule(**when)


def test_nothing_is_no_even_amount() -> None:
    """Zero is a multiple of everything, and says nothing."""
    asked = {"currency": "AUD", "at_least": 0}
    assert rule(amount=asked).holds(paid(0))
    assert not rule(amount=asked | {"multiple_of": 10}).holds(paid("0.00"))


@settings(deadline=None)
@given(
    moment=st.integers(86_400, 4_000_000_000).map(lambda s: datetime.fromtimestamp(s, UTC)),
    zone=st.sampled_from(["Australia/Sydney", "Asia/Manila", "UTC", "Asia/Kathmandu"]),
    start=st.integers(0, 23),
    end=st.integers(0, 24),
)
def test_hours_are_local_and_may_pass_midnight(
    moment: datetime, zone: str, start: int, end: int
) -> None:
    """Hour by hour from the start round the clock to the end."""
    if start == end:
        return
    hours, hour = [], start
    while hour != end and not (hour == 0 and hours and end == 24):
        hours.append(hour)
        hour = (hour + 1) % 24
    asked = rule(local_hour={"zone": zone, "from": start, "until": end})
    local = moment.astimezone(ZoneInfo(zone))
    assert asked.holds(NOTHING._replace(moment=moment)) is (local.hour in hours)
    assert not asked.holds(NOTHING)


@pytest.mark.parametrize(
    ("test", "yes", "no"),
    [
        ({"equals": "AU"}, ["AU", "au", " Au "], ["AUS", "", None, True, ["AU"], {"AU": 1}]),
        ({"equals": 5}, [5, "5", "5.0", 5.0, " 5 "], [6, "five", True, None, "٥"]),
        ({"equals": "0742"}, ["0742"], ["742", 742, None]),
        ({"one_of": ["NO", "SE", 7]}, ["no", "SE", "7", 7], [False, "NOR", None, [], 70]),
        ({"at_least": 3}, [3, "3", 3.5, "99"], [2, "2.9", True, None, "3 times", "1e9", [4]]),
        (True, [True, "true", "Yes", "Y", "1", 1], [False, "false", "no", 0, None, "2", [True]]),
    ],
)
def test_facts(test: Any, yes: list[Any], no: list[Any]) -> None:
    """Equals, one of, at least, true: by what a fact says, in whatever form a format gives it."""
    asked = rule(facts={"fact": test})
    assert [each for each in yes if not asked.holds(NOTHING._replace(context={"fact": each}))] == []
    assert [each for each in no if asked.holds(NOTHING._replace(context={"fact": each}))] == []
    assert not asked.holds(NOTHING)


def test_a_country_is_not_a_truth_value() -> None:
    """Plain words are YAML 1.2's: `NO` is Norway, `0742` a code."""
    text = "{name: r, points: 1, when: {facts: {c: {one_of: [NO, ON, y]}, m: {equals: 0742}}}}"
    read = files.parse("test", text, Rule)
    assert read.holds(NOTHING._replace(context={"c": "no", "m": "0742"}))


def test_all_conditions_must_hold() -> None:
    """A rule is their conjunction."""
    asked = rule(
        amount={"currency": "AUD", "at_most": 300}, facts={"new": True, "n": {"equals": 1}}
    )
    full = paid(20)._replace(context={"new": True, "n": 1})
    assert asked.holds(full)
    for less in (
        full._replace(amount=301),
        full._replace(context={"new": True}),
        full._replace(context={"n": 1}),
    ):
        assert not asked.holds(less)


EVERY = DEFAULT.model_copy(
    update={
        "rules": (
            rule(3, amount={"currency": "AUD", "at_least": 20, "multiple_of": "0.05"}),
            rule(5, local_hour={"zone": "Asia/Manila", "from": 22, "until": 5}),
            rule(7, facts={"a": {"one_of": ["x", 1]}, "b": {"at_least": 2}}),
            rule(9, facts={"a": True}),
            rule(0, facts={"b": {"equals": "y"}}),
        )
    }
)


@settings(deadline=None, max_examples=200)
@given(
    matches=st.lists(MATCHES, min_size=1, max_size=4),
    amount=ODD,
    currency=ODD | st.just("AUD"),
    hours=st.none() | st.integers(0, 48),
    context=st.dictionaries(st.sampled_from("ab"), ODD | st.sampled_from([True, 1, "x", 3])),
)
def test_context_raises_and_never_fails(
    matches: list[Match], amount: Any, currency: Any, hours: int | None, context: dict[str, Any]
) -> None:
    """Whatever a payment states, an alert is at least as urgent as without it, and adds up."""
    moment = None if hours is None else datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    given = Circumstances(amount, currency, moment, context)
    plain, told = (severity.judge(matches, each, given)[1] for each in (DEFAULT, EVERY))
    level, again = severity.judge(matches, EVERY, given)
    assert again == told
    assert told[: len(plain)] == plain
    total = points(told)
    held = sum(each.points for each in EVERY.rules if each.holds(given))
    assert total == points(plain) + held >= points(plain)
    assert level == DEFAULT.bands.of(total)


def test_loose_alone_is_never_critical_without_more() -> None:
    """The strongest loose match there is stays at `high` by the shipped policy."""
    strongest = max(DEFAULT.tier.values()) + max(DEFAULT.nature.values()) + DEFAULT.confidence
    assert DEFAULT.bands.of(strongest) == "critical"
    assert DEFAULT.bands.of(strongest + DEFAULT.loose) == "high"


@pytest.mark.parametrize(
    ("timestamp", "counts"),
    [("2026-02-28T23:30:00Z", True), ("2026-02-28", False), ("20260228", False), (None, False),
     ("1890-01-01T23:30:00Z", False), (1_772_321_400, True)],
)  # fmt: skip
def test_only_a_payments_own_hour_counts(
    tmp_path: Any, active: Any, timestamp: Any, counts: bool
) -> None:
    """A date alone has no hour, and a borrowed time is not the payment's."""
    path = tmp_path / "policy.yaml"
    night = {"name": "night", "points": 5,
             "when": {"local_hour": {"zone": "UTC", "from": 0, "until": 24}}}  # fmt: skip
    plain = DEFAULT.model_dump(mode="json", by_alias=True) | {"rules": [night]}
    path.write_text(str(plain), "utf-8")
    judging = judge_of(mapping.load("generic"), policy=str(path))
    document = pay("quiet.lantern@example.com") | {"timestamp": timestamp}
    reasons = only_alert(judged(document, active, judging))["severity_reasons"]
    assert ("night: +5" in reasons) is counts
