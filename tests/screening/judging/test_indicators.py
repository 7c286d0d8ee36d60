"""How a bank's files name an indicator, in the allow-list and the shadow file alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from screening import judge, mapping
from screening.settings import SettingsError, load
from tests.screening.support import judged, list_of, pay

if TYPE_CHECKING:
    from pathlib import Path

FIRST, SECOND = "quiet.lantern@example.com", "old.heron@example.com"
MERGED = [
    {"id": "a-1", "source": "alpha", "type": "email", "value": FIRST},
    {"id": "b-9", "source": "beta", "type": "email", "value": FIRST},
    {"id": "a-1", "source": "beta", "type": "email", "value": SECOND},
]
SHADOW = {"reason": "on trial", "owner": "list team"}
ALLOWED = {
    "name": "AL-1", "customer": "C1", "reason": "known", "owner": "O. Analyst",
    "approver": "A. Reviewer", "expires": "2030-06-01",
}  # fmt: skip


def silenced(folder: Path, named: dict[str, Any], kind: str, text: str) -> bool:
    """Whether a payment that holds `text` has no live alert by a file that names an indicator."""
    path = folder / f"{kind}.yaml"
    file = (
        {"approved_by": "A. Reviewer", "shadow": [named | SHADOW]}
        if kind == "shadow"
        else {"version": 1, "entries": [named | ALLOWED]}
    )
    path.write_text(yaml.safe_dump(file), "utf-8")
    judging = judge.from_settings(load(**{kind: path}), mapping.load("generic"))
    active = list_of(folder, *MERGED)
    return not judged(pay(text, customer_id="C1"), active, judging).alerts


@pytest.mark.parametrize("kind", ["shadow", "allow_list"])
@pytest.mark.parametrize(
    ("named", "first", "second"),
    [
        ({"indicator": "b-9"}, True, False),
        ({"indicator": "a-1"}, False, False),
        ({"type": "email", "value": FIRST.upper()}, True, False),
        ({"type": "email", "value": SECOND}, False, True),
        ({"indicator": "none"}, False, False),
    ],
)
def test_by_any_id_or_by_value(
    tmp_path: Path, kind: str, named: dict[str, Any], first: bool, second: bool
) -> None:
    """The id of any entry that was merged; one that stands for several silences none of them."""
    assert silenced(tmp_path, named, kind, FIRST) is first
    assert silenced(tmp_path, named, kind, SECOND) is second


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ({"value": FIRST, "lane": "loose"}, "value belongs to type"),
        ({"type": "email", "value": FIRST, "indicator": "a-1"}, "value belongs to type"),
        ({"type": "email", "value": "no address"}, "value: "),
    ],
)
def test_a_shadow_entry_that_names_none(
    tmp_path: Path, named: dict[str, Any], message: str
) -> None:
    """It is refused, and its value is not repeated."""
    with pytest.raises(SettingsError, match=message) as refused:
        silenced(tmp_path, named, "shadow", FIRST)
    assert not {FIRST, "no address"} & set(str(refused.value).split("'"))
