"""The gate: each rule alone, and what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from feeds import compile as compiler
from feeds import gate, memory
from feeds.canaries import Canaries, Canary, own_failure
from feeds.gate import Standing, size_reason
from feeds.snapshot import SnapshotError
from matcher.index import Index
from matcher.indicator import IndicatorType, Role
from tests.feeds.files import built

if TYPE_CHECKING:
    from pathlib import Path

    from feeds.compile import ActiveList

OF_EACH_TYPE = {
    "email": "quiet.lantern@example.com",
    "phone": "0491 570 006",
    "username": "copper.sparrow42",
    "url": "https://example.com/page?id=7",
    "domain": "teal-anchor.example.org",
    "ip": "192.0.2.44",
    "account": "062-000 12345678",
    "payid": "51 824 753 556",
    "wallet": "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
    "name": "Robin Placeholder",
    "phrase": "violet kettle harbour",
}
LISTED = [{"type": kind, "value": value} for kind, value in OF_EACH_TYPE.items()]


@pytest.fixture
def candidate(tmp_path: Path) -> ActiveList:
    """A list of every type, serial 5."""
    built(tmp_path, *LISTED, serial=5)
    return compiler.load(tmp_path / "snapshot")


def standing(candidate: ActiveList, serial: int, digest: str | None = None) -> Standing:
    """A list in use of the same size."""
    manifest = candidate.manifest
    return Standing(serial, digest or manifest.digest, manifest.counts)


def test_the_serial_never_goes_back(candidate: ActiveList) -> None:
    """Equal is only the same content; newer is what is wanted."""
    gate.follow(candidate, standing(candidate, 5))
    gate.follow(candidate, standing(candidate, 4, "0" * 64))
    with pytest.raises(SnapshotError, match="serial 5 is older than 6 in use"):
        gate.follow(candidate, standing(candidate, 6))
    with pytest.raises(SnapshotError, match="serial 5 is in use with other content"):
        gate.follow(candidate, standing(candidate, 5, "0" * 64))


@pytest.mark.parametrize(
    ("old", "new", "refused"),
    [
        ({"email": 1000}, {"email": 500}, None),
        ({"email": 1000}, {"email": 499}, "total: 499 indicators instead of 1000"),
        ({"email": 1000, "ip": 1000}, {"email": 1500, "ip": 499}, "ip: 499"),
        ({"email": 1000, "ip": 200}, {"email": 1000}, "ip: 0 indicators instead of 200"),
        ({"email": 100}, {"email": 1000}, None),
        ({"email": 100}, {"email": 1001}, "total: 1001 indicators instead of 100: more than 10"),
        ({"email": 1000, "ip": 19}, {"email": 1000}, None),
        ({"email": 1000}, {"email": 1000, "ip": 5000}, None),
        ({"email": 19, "ip": 19}, {"email": 9, "ip": 9}, "total: 18"),
        ({"email": 9}, {"email": 1}, None),
        ({"email": 1}, {"email": 11}, "total: 11 indicators instead of 1: more than 10"),
        ({"email": 3}, {"email": 2}, None),
    ],
)
def test_a_great_change_of_size_is_refused(
    old: dict[str, int], new: dict[str, int], refused: str | None
) -> None:
    """Half gone or ten times as many, in all or of one type; small types may do as they like."""
    reason = size_reason(old, new)
    assert (reason is None) if refused is None else (reason or "").startswith(refused)


def test_a_great_change_says_what_it_takes(candidate: ActiveList) -> None:
    """The signed release may say that it is meant."""
    gate.compare(candidate, standing(candidate, 5))
    with pytest.raises(SnapshotError, match="more than half are gone; a release that is meant so"):
        gate.compare(candidate, Standing(1, "0" * 64, {"email": 100_000}))


def test_an_index_that_misses_its_own_indicators_is_refused(candidate: ActiveList) -> None:
    """Each type is tried; the reason names the indicator by its id."""
    assert set(candidate.manifest.counts) == set(IndicatorType)
    assert own_failure(candidate) is None
    records = candidate.index.records
    keys = [(records[n].type, records[n].value) for n in range(len(records))]
    for kind in IndicatorType:
        broken = [(k, f"{v}x" if k is kind and k != "ip" else v) for k, v in keys]
        if kind is IndicatorType.IP:
            broken = [(k, "203.0.113.250" if k is kind else v) for k, v in keys]
        index = Index.compile(broken, records)
        failure = own_failure(type(candidate)(index, candidate.manifest))
        assert failure is not None
        assert failure.startswith(f"{kind} ")


def test_canaries_of_the_operator(candidate: ActiveList, tmp_path: Path) -> None:
    """What must match and does not, and what must not and does, by its number."""
    hit = next(row["value"] for row in LISTED if row["type"] == "phrase")
    path = tmp_path / "canaries.yaml"
    path.write_text(
        f"must_hit: [{{text: '{hit}'}}]\nmust_not_hit: [{{text: rent, role: merchant}}]\n"
    )
    gate.try_out(candidate, Canaries.load(path, ordinary=True))
    with pytest.raises(SnapshotError, match="canary: must_hit 1 is not found"):
        gate.try_out(candidate, Canaries((Canary(text="rent"),)))
    with pytest.raises(SnapshotError, match="must_not_hit 2 is found"):
        gate.try_out(candidate, Canaries((), (Canary(text="rent"), Canary(text=hit))))


def test_a_list_that_flags_ordinary_payments_is_refused(tmp_path: Path) -> None:
    """Nobody has to configure that."""
    built(tmp_path, {"type": "phrase", "value": "thank you for your"})
    with pytest.raises(SnapshotError, match="ordinary payments"):
        gate.try_out(compiler.load(tmp_path / "snapshot"), Canaries.load(None, ordinary=True))


@pytest.mark.parametrize(
    "text", ["[1]", "must_hit: 1", "must: []", "must_hit: [{text: a, role: x}]", "a: ["]
)
def test_a_canary_file_that_cannot_be_read_names_itself(tmp_path: Path, text: str) -> None:
    """A canary that is not understood is not passed over."""
    path = tmp_path / "canaries.yaml"
    path.write_text(text)
    with pytest.raises(SnapshotError, match=r"canaries\.yaml"):
        Canaries.load(path, ordinary=False)
    with pytest.raises(SnapshotError, match=r"missing\.yaml"):
        Canaries.load(tmp_path / "missing.yaml", ordinary=False)


def test_a_canary_stands_in_a_free_text_unless_it_says_more() -> None:
    """The role that most phrases are for."""
    assert Canary(text="x").role is Role.FREE_TEXT


def test_memory_that_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both figures are told."""
    monkeypatch.setattr(memory, "available", lambda: 100 << 20)
    gate.weigh(36 << 20)
    with pytest.raises(SnapshotError, match="101 MiB are needed, 100 MiB are free"):
        gate.weigh(37 << 20)
    monkeypatch.setattr(memory, "available", lambda: None)
    gate.weigh(1 << 50)


def test_a_container_has_what_its_limit_leaves(tmp_path: Path) -> None:
    """Of two bounds the lower holds; copies of files count as free; no limit is none."""
    machine = tmp_path / "meminfo"
    machine.write_text("MemTotal: 9 kB\nMemAvailable:    1000 kB\n")
    for name, text in {
        "max": "500000",
        "current": "400000",
        "stat": "anon 7\ninactive_file 50\n",
    }.items():
        (tmp_path / f"memory.{name}").write_text(text)
    assert memory.available(machine, tmp_path) == 100_050
    (tmp_path / "memory.max").write_text("max\n")
    assert memory.available(machine, tmp_path) == 1000 << 10
    assert memory.available(tmp_path / "none", tmp_path) is None
    assert memory.available() is not None


def test_a_bank_that_missed_releases_goes_along_them(candidate: ActiveList) -> None:
    """Each step may follow the one before, or its publisher signed that it is meant."""
    many = {"email": 1000}
    standing_list = Standing(1, "0" * 64, many)
    total = candidate.manifest.counts
    last = gate.Step(5, total, large_change=False)
    with pytest.raises(SnapshotError, match="more than half are gone"):
        gate.compare(candidate, standing_list, [last])
    meant = gate.Step(4, total, large_change=True)
    gate.compare(candidate, standing_list, [meant, last])
    with pytest.raises(SnapshotError, match="more than half are gone"):
        gate.compare(candidate, standing_list, [gate.Step(1, total, large_change=True), last])
    counts = {2: 500, 3: 250, 4: 125}
    small = [gate.Step(n, {"email": count}, large_change=False) for n, count in counts.items()]
    with pytest.raises(SnapshotError, match="instead of 125"):
        gate.compare(candidate, standing_list, [*small, last])
