"""No altered byte of a release goes unnoticed, by a bank that comes new or one that knew it."""

from __future__ import annotations

import random
import shutil
from typing import TYPE_CHECKING

import pytest

from feeds.release.channel import ReleaseError
from tests.feeds.release import server as faults
from tests.feeds.release.provider import Bank, Provider, content
from tests.feeds.release.server import serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MUTATIONS = 1000
SERVED = 40
"""So many of them also over HTTP; the way does not matter to what is verified."""


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Provider:
    """A channel with two releases and a second root."""
    made = Provider(tmp_path_factory.mktemp("channel")).init()
    made.publish(10)
    return made


@pytest.fixture(scope="module")
def established(provider: Provider) -> Bank:
    """A bank that took the first release; then the second was published."""
    bank = Bank(provider.base / "established", provider.url, provider.first_root)
    bank.follow()
    provider.at().rotate("timestamp")
    provider.publish(11)
    return bank


def files(provider: Provider) -> list[Path]:
    """What a bank reads of the current release."""
    state = provider.store.state()
    names = [
        f"{getattr(state, role).signed.version}.{role}.json"
        for role in ("root", "snapshot", "targets")
    ]
    metadata = [provider.store.metadata / name for name in [*names, "timestamp.json"]]
    return [*metadata, *sorted((provider.store.targets / "11").iterdir())]


def mutated(data: bytes, chance: random.Random) -> bytes:
    """A bit flipped, bytes cut, inserted, swapped, repeated, or replaced."""
    at, to = sorted(chance.sample(range(len(data) + 1), 2))
    other = chance.choice(b'0123456789abcdef{}[]":,\\ \n\x00\xff')
    ways = [
        lambda: data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :],
        lambda: data[:at] + bytes([other]) + data[at + 1 :],
        lambda: data[:at],
        lambda: data[to:],
        lambda: data[:at] + data[to:],
        lambda: data[:to] + data[at:],
        lambda: data[:at] + chance.randbytes(chance.randrange(1, 9)) + data[at:],
        lambda: data[:at] + data[to:] + data[at:to],
        lambda: data + bytes([other]),
    ]
    return chance.choice(ways)()


def mutations(provider: Provider, count: int) -> Iterator[tuple[Path, bytes]]:
    chance = random.Random(4)
    originals = {path: path.read_bytes() for path in files(provider)}
    while count:
        path = chance.choice(list(originals))
        changed = mutated(originals[path], chance)
        if changed != originals[path]:
            count -= 1
            yield path, changed


def test_every_mutation_is_refused_or_makes_no_difference(
    provider: Provider, established: Bank, tmp_path: Path
) -> None:
    """Each is refused with one line, or what arrives is what was published, byte for byte."""
    expected = published(provider, established, tmp_path)
    counts = {"refused": 0, "same": 0}
    for number, (path, changed) in enumerate(mutations(provider, MUTATIONS)):
        original = path.read_bytes()
        path.write_bytes(changed)
        try:
            for bank in visitors(established, tmp_path / str(number), provider.url):
                counts[outcome(bank, expected)] += 1
        finally:
            path.write_bytes(original)
        shutil.rmtree(tmp_path / str(number))
    assert counts["refused"] + counts["same"] == 2 * MUTATIONS
    assert counts["refused"] > 1.8 * MUTATIONS


def test_mutations_over_http(provider: Provider, established: Bank, tmp_path: Path) -> None:
    """The same from a web server."""
    expected = published(provider, established, tmp_path)
    with serving(provider.repository) as server:
        for number, (path, changed) in enumerate(mutations(provider, SERVED)):
            server.faults = {path.name: faults.body(changed)}
            for bank in visitors(established, tmp_path / str(number), server.url):
                assert outcome(bank, expected) in ("refused", "same")


def published(provider: Provider, established: Bank, place: Path) -> tuple[bytes, bytes]:
    """What arrives when nothing is altered."""
    bank = next(visitors(established, place / "good", provider.url))
    release = bank.pull()
    assert release.serial == 11
    return content(release.folder)


def visitors(established: Bank, place: Path, location: str) -> Iterator[Bank]:
    """One that comes new, and one that has the release before."""
    yield Bank(place / "fresh", location, established.root)
    known = place / "known"
    shutil.copytree(established.state, known, symlinks=True)
    yield Bank(known, location, established.root)


def outcome(bank: Bank, expected: tuple[bytes, bytes]) -> str:
    try:
        release = bank.pull()
    except ReleaseError as error:
        return "refused" if str(error).isprintable() else "unclear"
    assert content(release.folder) == expected
    return "same"
