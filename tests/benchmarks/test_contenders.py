"""What contenders are told, and that they are told the same."""

import re
from pathlib import Path

import orjson
import pytest

from benchmarks import corpus
from benchmarks.peers import build
from benchmarks.peers.contenders import ALL, FRESNEL, Task, environment
from benchmarks.peers.measure import ContenderError
from screening import mapping, settings

TASK = Task("127.0.0.1:9", "clean", 1_000, "group", "review", Path("lists"))
FIELDS = {
    "description", "branch.note",
    "payer.account", "payer.proxy", "payer.contact",
    "payee.account", "payee.proxy", "payee.contact",
}  # fmt: skip


def test_fresnel_takes_its_settings(monkeypatch) -> None:
    """Under the names that it has, and reads the fields that the peers read."""
    for name, value in environment(FRESNEL, TASK).items():
        if name.startswith("FRESNEL_"):
            monkeypatch.setenv(name, value)
    got = settings.Settings()
    assert (got.kafka.transactions_topic, got.kafka.group_id) == ("clean", "group")
    assert (got.kafka.review_topic, got.kafka.bootstrap_servers) == ("review", "127.0.0.1:9")
    text = Path(got.mapping).read_text("utf-8")
    assert set(re.findall(r"path: ([\w.]+)", text)) == FIELDS
    assert mapping.load(got.mapping)


def test_the_corpus_has_these_fields() -> None:
    """Every payment."""
    listed = list(corpus.rows(10, 10))
    (_, record, _) = next(corpus.known(1, listed, sharing=False))
    payment = orjson.loads(record)
    for field in FIELDS:
        value = payment
        for part in field.split("."):
            value = value[part]
        assert isinstance(value, str)


@pytest.mark.parametrize("name", [each.name for each in ALL if each.name != FRESNEL])
def test_peers_are_told_all_that_they_ask_for(name) -> None:
    """The names in their sources are those of the environment."""
    folder = build.HERE / name.partition("-")[0]
    sources = [*folder.rglob("*.py"), *folder.rglob("*.rs"), *folder.rglob("*.java")]
    assert sources
    text = "".join(path.read_text("utf-8") for path in [*sources, build.HERE / "one_by_one.py"])
    asked = set(re.findall(r'(?:setting|_lines)\(&?"([A-Z_]+)"\)', text))
    told = {key.removeprefix("PEER_") for key in environment(name, TASK) if key[:5] == "PEER_"}
    assert {"TOPIC", "GROUP", "REVIEW", "RECORDS", "REPORT_EVERY"} <= asked <= told


def test_a_missing_tool_is_named(monkeypatch, tmp_path) -> None:
    """So that the page says what to install; the others go on."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ContenderError, match="cargo is not here"):
        build.native(tmp_path / "work")


def test_building_leaves_the_repository_alone(monkeypatch, tmp_path) -> None:
    """Sources are copied: a lock file would be written beside them."""
    before = _sources()
    monkeypatch.setattr(build, "_run", lambda _, folder: (folder / "Cargo.lock").touch())
    monkeypatch.setattr(build, "_tool", str)
    build.native(tmp_path)
    assert (tmp_path / "native" / "Cargo.lock").exists()
    assert _sources() == before


def _sources() -> list[Path]:
    return sorted(path for path in build.HERE.rglob("*") if "__pycache__" not in path.parts)


@pytest.mark.parametrize(
    "path", sorted(build.HERE.rglob("requirements.txt")), ids=lambda p: p.parent.name
)
def test_versions_are_pinned(path) -> None:
    """Exactly, and without addresses."""
    for line in path.read_text("utf-8").splitlines():
        assert re.fullmatch(r"[\w-]+(\[\w+\])?==[\w.]+", line)


def test_crates_are_pinned() -> None:
    """Every version begins with an equals sign."""
    dependencies = (
        (build.HERE / "native" / "Cargo.toml").read_text("utf-8").split("[dependencies]")[1]
    )
    versions = re.findall(r'"([=\d^~*][\d.=^~*]+)"', dependencies)
    assert len(versions) == 5
    assert all(version.startswith("=") for version in versions)
