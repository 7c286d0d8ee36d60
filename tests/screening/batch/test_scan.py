"""The scan of files: lines, limits, coordinates."""

from __future__ import annotations

import io
import json
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.batch.lines import Lines
from screening.batch.scan import Scan
from screening.stream.accounting import Outcome
from tests.screening.support import NOW, judge_of, mapping_of

if TYPE_CHECKING:
    from feeds.compile import ActiveList

EMAIL = "quiet.lantern@example.com"


@settings(deadline=None, max_examples=200)
@given(
    st.lists(st.binary(max_size=12), max_size=8),
    st.integers(1, 12),
    st.sampled_from([b"\n", b"\r\n"]),
)
def test_lines_are_numbered_and_bounded(texts: list[bytes], most: int, end: bytes) -> None:
    """Each line that is not blank comes once, with its number; of a long one only the beginning."""
    texts = [text.replace(b"\n", b"").replace(b"\r", b"") for text in texts]
    lines = Lines(io.BytesIO(end.join(texts)), most)
    found = {line.number: line.text for line in lines if not line.is_blank}
    expected = {number: text for number, text in enumerate(texts, 1) if text[: most + 2].strip()}
    assert found.keys() == expected.keys()
    for number, text in expected.items():
        assert found[number] == text if len(text) <= most else text.startswith(found[number])
        assert (len(found[number]) > most) == (len(text) > most)


def scan(
    active: ActiveList, content: bytes, most: int = 1 << 20
) -> tuple[Scan, list[dict], list[dict]]:
    """A run over one file: itself, the alerts, the rejects."""
    alerts: list[bytes] = []
    rejects: list[bytes] = []
    judging = judge_of(mapping_of({"path": "note", "role": "free_text"}), max_record_bytes=most)
    run = Scan(judging, active, NOW, NOW, alerts.append, rejects.append)
    run.file("payments.jsonl", io.BytesIO(content), most)
    return run, [json.loads(each) for each in alerts], [json.loads(each) for each in rejects]


def test_outcomes_add_up(active: ActiveList) -> None:
    """Every line that is not blank has exactly one outcome."""
    content = f'{{"note":"{EMAIL}"}}\n\n   \n{{"note":"x"}}\nnot json\n'.encode()
    run, alerts, rejects = scan(active, content)
    assert run.counts == Counter({Outcome.FLAGGED: 1, Outcome.CLEAR: 1, Outcome.DEAD_LETTERED: 1})
    assert [alert["mode"] for alert in alerts] == ["lookback"]
    assert rejects == [{"file": "payments.jsonl", "line": 5, "reason": "not_json"}]


def test_ten_megabytes_on_a_line_harm_no_neighbour(active: ActiveList) -> None:
    """It is a reject of its own, and is not kept in memory whole."""
    good = f'{{"note":"{EMAIL}"}}'.encode()
    _, alerts, rejects = scan(active, good + b"\n" + b"x" * 10_000_000 + b"\n" + good)
    assert len(alerts) == 2
    assert rejects == [{"file": "payments.jsonl", "line": 2, "reason": "too_large"}]


@pytest.mark.parametrize(("extra", "reasons"), [(0, []), (1, ["too_large"])])
@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
def test_the_limit_is_of_the_record(
    active: ActiveList, extra: int, reasons: list[str], end: bytes
) -> None:
    """The end of the line is no part of it."""
    record = b'{"note":"x"}'
    _, _, rejects = scan(active, record + end, most=len(record) - extra)
    assert [each["reason"] for each in rejects] == reasons


def test_file_and_line_are_the_coordinates(active: ActiveList) -> None:
    """Equal records without an id are different alerts, the same ones in a second run."""
    record = f'{{"note":"{EMAIL}"}}\n'.encode()
    first, again = (scan(active, record * 2)[1] for _ in range(2))
    assert len({alert["alert_id"] for alert in first}) == 2
    assert [alert["alert_id"] for alert in first] == [alert["alert_id"] for alert in again]
