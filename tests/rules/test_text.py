"""Texts of the repository: reproducible anywhere, and about no particular machine."""

from __future__ import annotations

import re

import pytest

from tests.rules.repository import ROOT, texts

# Written in pieces, so that this file keeps its own rule.
HOSTS = [
    "pypi" + ".org", "python" + "hosted.org", "npm" + "js.org", "maven" + ".org",
    "repo.maven" + ".apache", "crates" + ".io", "proxy.golang" + ".org", "index" + "-url =",
]  # fmt: skip
SAMPLES = "tests/screening/samples/"
MACHINE = re.compile(r"(?<![\w.$}])/(?:root|home|Users|work)" + r"/\w")


def test_no_registry_is_named() -> None:
    """Whoever builds decides where packages come from."""
    found = [(name, host) for name, text in texts().items() for host in HOSTS if host in text]
    assert not found


def test_no_path_of_a_machine() -> None:
    """Nothing depends on where it was written."""
    found = {name: MACHINE.search(text) for name, text in texts().items()}
    assert not {name: hit[0] for name, hit in found.items() if hit}


@pytest.mark.parametrize("name", ["run", "dev", "build", "java"])
def test_requirements_have_hashes_and_no_hosts(name: str) -> None:
    """Every pinned package has hashes, and none an address."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
    lines = [
        line for line in text.replace("\\\n", " ").splitlines() if line and line[0] not in "# "
    ]
    assert lines
    for line in lines:
        assert re.match(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==\S+ ", line), line
        assert "--hash=sha256:" in line, line
    assert "://" not in "".join(line for line in text.splitlines() if not line.startswith("#"))


def test_text_files_end_in_a_line_feed() -> None:
    """And have no line feeds of other systems, but for samples of formats that are so."""
    ours = {name: text for name, text in texts().items() if not name.startswith(SAMPLES)}
    assert not [name for name, text in ours.items() if text and not text.endswith("\n")]
    assert not [name for name, text in ours.items() if "\r" in text]
