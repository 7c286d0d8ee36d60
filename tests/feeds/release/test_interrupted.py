"""The publisher's process dies at any moment: banks get the old release or the new one."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING

import pytest

from feeds import snapshot
from feeds.release import channel
from tests.feeds.release.provider import Bank, Provider, content

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

EVENTS = {"open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.truncate", "shutil.rmtree"}
"""What changes a disk, as the interpreter announces it (PEP 578)."""
KILLED = 9
LEAST_CHANGES = 6


def dies_at(number: int, folder: Path, act: Callable[[], object]) -> bool:
    """Do `act` in a process of its own that is gone before its `number`th change of `folder`.

    False when it had fewer, and so came to its end.
    """
    child = os.fork()
    if child == 0:  # pragma: no cover  the other process
        die_before(number, str(folder))
        try:
            act()
        except BaseException:
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) in (0, KILLED)
    return os.waitstatus_to_exitcode(status) == KILLED


def die_before(number: int, folder: str) -> None:
    left = number

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        if event not in EVENTS or not str(arguments[0]).startswith(folder):
            return
        if event == "open" and not writes(arguments):
            return
        left -= 1
        if left < 0:
            os._exit(KILLED)

    sys.addaudithook(hook)


def writes(arguments: tuple[object, ...]) -> bool:
    flags = arguments[2]
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))


@pytest.mark.parametrize("what", ["publish", "restore", "renew", "rotate"])
def test_a_bank_gets_the_old_or_the_new_release(tmp_path: Path, what: str) -> None:
    """Whatever a killed publisher leaves, both kinds of bank get a whole release, and it heals."""
    provider = Provider(tmp_path / "provider").init(retain=2)
    for serial in (8, 9, 10):
        provider.publish(serial)
    bank = Bank(tmp_path / "bank", provider.url, provider.first_root)
    old = content(bank.follow().folder)
    made = provider.make(11)
    acts: dict[str, Callable[[], object]] = {
        "publish": lambda: provider.at().publish(made),
        "restore": lambda: provider.at().restore(9, new_serial=11),
        "renew": lambda: provider.at().renew(targets=True, root=True),
        "rotate": lambda: provider.at().rotate("targets"),
    }
    good = tmp_path / "good"
    shutil.copytree(provider.base, good)
    number = 0
    while dies_at(number, provider.base, acts[what]):
        number += 1
        for visitor in (Bank(tmp_path / f"new-{number}", provider.url, bank.root), bank_of(bank)):
            release = visitor.pull()
            assert release.serial in (10, 11)
            assert (content(release.folder) == old) == (release.serial == 10)
        if number % 4 == 0 and not release_is_new(provider):
            acts[what]()
            assert bank_of(bank).pull().serial in (10, 11)
        shutil.rmtree(provider.base)
        shutil.copytree(good, provider.base)
    assert number >= LEAST_CHANGES


def test_a_killed_bank_has_its_last_good_release(tmp_path: Path) -> None:
    """Whenever a visit is cut off: nothing yet, the release before, or the new one; never half."""
    provider = Provider(tmp_path / "provider").init()
    provider.publish(10)
    bank = Bank(tmp_path / "bank", provider.url, provider.first_root)
    bank.follow()
    provider.publish(11)
    for known, start in ((10, bank), (None, Bank(tmp_path / "new", bank.location, bank.root))):
        start.state.mkdir(exist_ok=True)
        number, visitor = 0, bank_of(start)
        while dies_at(number, visitor.state, visitor.follow):
            number += 1
            kept = channel.last_good(visitor.state)
            assert (None if kept is None else kept.serial) in (known, 11)
            assert kept is None or snapshot.read(kept.folder)[0].serial == kept.serial
            assert visitor.follow().serial == 11
            assert len(list(visitor.state.glob("snapshots/*"))) <= 2
            visitor = bank_of(start)
        assert number > LEAST_CHANGES


def bank_of(bank: Bank) -> Bank:
    """A copy of the bank, as it was."""
    copy = bank.state.with_name("copy")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(bank.state, copy, symlinks=True)
    return Bank(copy, bank.location, bank.root)


def release_is_new(provider: Provider) -> bool:
    """Whether the killed process had already made the new release current."""
    return any(path.startswith("11/") for path in provider.store.state().targets.signed.targets)
