"""The alarms: Prometheus takes them, each is about a metric there is, and the runbook has it."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest
import yaml

from screening.metrics import Metrics
from screening.workers.supervision import Supervision
from tests.rules.repository import ROOT

FOLDER = ROOT / "deploy" / "prometheus"
RULES = [
    rule
    for group in yaml.safe_load((FOLDER / "alerts.yaml").read_text("utf-8"))["groups"]
    for rule in group["rules"]
]
_METRIC = re.compile(r"\bfresnel_[a-z_]+")
_SUFFIXES = re.compile(r"_(bucket|count|sum)$")


@pytest.mark.parametrize(
    "arguments",
    [["check", "rules", "alerts.yaml"], ["test", "rules", "alerts.test.yaml"]],
    ids=["check", "test"],
)
def test_prometheus_takes_them(arguments: list[str]) -> None:
    """By its own tool: they parse, and fire when they should and not before."""
    tool = shutil.which("promtool")
    if tool is None:
        pytest.skip("promtool is not here (Debian: prometheus)")
    ran = subprocess.run(
        [tool, *arguments], cwd=FOLDER, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_an_alarm_is_about_metrics_there_are(rule: dict[str, str]) -> None:
    """Under the names that are exposed."""
    workers = Supervision().render(wanted=0, running=0, restarts=0, ready=True)
    text = (Metrics().render(ready=True) + workers).decode()
    exposed = set(re.findall(r"^# TYPE (\S+)", text, re.MULTILINE))
    named = {_SUFFIXES.sub("", name) for name in _METRIC.findall(rule["expr"])}
    assert not named - exposed


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_the_runbook_has_every_alarm(rule: dict[str, dict[str, str]]) -> None:
    """What it means and what to do, where the alarm points."""
    page = (ROOT / "docs" / "runbook.md").read_text("utf-8")
    name = str(rule["alert"])
    assert rule["annotations"]["runbook"] == f"docs/runbook.md#{name.lower()}"
    section = page.split(f"### {name}\n")[1].split("\n#")[0]
    for part in ("**Means**", "**See**", "**Do**"):
        assert part in section
