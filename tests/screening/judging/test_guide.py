"""The page on what a bank decides: each of its files is accepted as it stands."""

from __future__ import annotations

import re
from pathlib import Path

from screening.judging import allow_list, policy, shadow
from screening.setting_groups import AlertSettings, KafkaSettings

PAGE = Path(__file__).parents[3] / "docs" / "policy.md"


def test_its_files_are_sound(tmp_path: Path) -> None:
    """A reader who copies one has a file that works."""
    blocks = dict(re.findall(r"```yaml (\S+)\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL))
    for name, text in blocks.items():
        (tmp_path / name).write_text(text, "utf-8")
    assert len(policy.load(str(tmp_path / "policy")).rules) == 2
    assert len(shadow.load(tmp_path / "shadow").entries) == 3
    assert len(allow_list.load(tmp_path / "allow-list").entries) == 3


def test_its_settings_are_ours() -> None:
    """Names that the page gives exist."""
    groups = {"ALERT": AlertSettings, "KAFKA": KafkaSettings}
    for group, name in re.findall(r"FRESNEL_([A-Z]+)__([A-Z_]+)", PAGE.read_text("utf-8")):
        assert name.lower() in groups[group].model_fields
