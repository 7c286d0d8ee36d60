"""The audit log: a line for each look-up, whole, durable, and without the value."""

from __future__ import annotations

import json
import resource
import stat
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feeds import moment
from screening.lookup.audit_log import KEY, LOG, AuditError, AuditLog, folder, without
from screening.lookup.desk import Asker, Desk, Question
from tests.screening.lookup.values import ANY

if TYPE_CHECKING:
    from pathlib import Path

    from feeds.compile import ActiveList

ASKER = Asker("robin", "cli", "case 17")
LISTED, ABSENT, UNKNOWN = "Quiet.Lantern@example.com", "blue.otter@example.com", "?!"


def lines(state: Path) -> list[dict[str, Any]]:
    """The log's lines."""
    return [json.loads(line) for line in (state / LOG).read_bytes().splitlines()]


def test_each_outcome_has_its_line(tmp_path: Path, active: ActiveList) -> None:
    """Who, when, why, how it ended, whether revealed, of which list; and a hash."""
    desk = Desk(AuditLog(tmp_path))
    desk.answer(active, [Question(value) for value in (LISTED, ABSENT, UNKNOWN)], ASKER)
    desk.answer(active, [Question(LISTED)], Asker("robin", "http", "case 18", revealed=True))
    desk.refuse(Asker("robin", "http"), "no reason", LISTED)
    found = lines(tmp_path)
    outcomes = ["listed", "not_listed", "unknown_type", "listed", "refused"]
    assert [each["outcome"] for each in found] == outcomes
    assert [each["revealed"] for each in found] == [False, False, False, True, False]
    reasons = ["case 17", "case 17", "case 17", "case 18", None]
    assert [each["reason"] for each in found] == reasons
    assert {each["who"] for each in found} == {"robin"}
    assert [each["serial"] for each in found] == [1, 1, 1, 1, None]
    assert found[4]["why"] == "no reason"
    assert all(each["at"].endswith("Z") and moment.parse(each["at"]) for each in found)
    hashes = [each["value_hash"] for each in found]
    assert hashes[0] == hashes[3] == hashes[4] == AuditLog(tmp_path).hash_of(LISTED.upper())
    assert len(set(hashes)) == 3


def test_the_files_are_their_owners_alone(tmp_path: Path, active: ActiveList) -> None:
    """The folder too, where it is made; the key is made once and never changes."""
    state = tmp_path / "a" / "state"
    Desk(AuditLog(state)).answer(active, [Question(LISTED)], ASKER)
    key = (state / KEY).read_bytes()
    Desk(AuditLog(state)).answer(active, [Question(LISTED)], ASKER)
    assert stat.S_IMODE(state.stat().st_mode) == 0o700
    assert [stat.S_IMODE((state / name).stat().st_mode) for name in (LOG, KEY)] == [0o600] * 2
    assert (state / KEY).read_bytes() == key
    assert len(key) == 32
    first, second = lines(state)
    assert first["value_hash"] == second["value_hash"]


def test_another_key_gives_another_hash(tmp_path: Path) -> None:
    """Whoever has the log of one bank cannot compare it with that of another."""
    first, second = AuditLog(tmp_path / "a"), AuditLog(tmp_path / "b")
    assert first.hash_of(LISTED) != second.hash_of(LISTED)


@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
@given(value=ANY, data=st.data())
def test_no_line_holds_the_value(
    tmp_path_factory: pytest.TempPathFactory,
    active: ActiveList,
    value: tuple[str, str, list[str]],
    data: st.DataObject,
) -> None:
    """In no form, not even when the reason repeats it."""
    state = tmp_path_factory.mktemp("state")
    _, text, forms = value
    form = data.draw(st.sampled_from([text, *forms]))
    asker = Asker("robin", "cli", f"is {form} or\n{text.upper()} listed?")
    Desk(AuditLog(state)).answer(active, [Question(form), Question(text)], asker)
    for line in lines(state):
        assert line["reason"] == "is [value] or [value] listed?"
        written = json.dumps(line, ensure_ascii=False).lower()
        assert form.strip().lower() not in written
        assert text.lower() not in written


def test_a_reason_stays_as_it_is_otherwise() -> None:
    """A value is left out as a word; card numbers are masked as in alerts."""
    assert without("an audit of a case, 17 a", ["a"]) == "an audit of [value] case, 17 [value]"
    assert without("card 4111 1111 1111 1111", ["x"]) == "card •••• •••• •••• ••••"
    assert without(" two\n lines\t", []) == "two lines"


APPEND = """
import sys
from datetime import datetime, UTC
from pathlib import Path
from screening.lookup.answer import Outcome
from screening.lookup.audit_log import AuditLog, Entry
log = AuditLog(Path(sys.argv[1]))
sys.stdin.readline()
for number in range(200):
    log.write([Entry(datetime.now(UTC), sys.argv[2], "cli", Outcome.LISTED, "v", "r" * number)] * 3)
"""


def test_processes_write_at_once(tmp_path: Path) -> None:
    """Every line is whole, none is lost, and one key was made by whoever was first."""
    names = ["one", "two", "three"]
    running = [
        subprocess.Popen(
            [sys.executable, "-c", APPEND, tmp_path / "state", name], stdin=subprocess.PIPE
        )
        for name in names
    ]
    for each in running:
        assert each.stdin is not None
        each.stdin.write(b"go\n")
        each.stdin.flush()
    for each in running:
        each.communicate(timeout=60)
        assert each.returncode == 0
    found = lines(tmp_path / "state")
    counts = {name: sum(each["who"] == name for each in found) for name in names}
    assert counts == dict.fromkeys(names, 600)
    assert len({each["value_hash"] for each in found}) == 1


def test_a_line_that_the_machine_cut_spoils_no_other(tmp_path: Path, active: ActiveList) -> None:
    """The next one begins on a line of its own."""
    (tmp_path / LOG).write_bytes(b'{"schema":"fre')
    Desk(AuditLog(tmp_path)).answer(active, [Question(LISTED)], ASKER)
    cut, whole = (tmp_path / LOG).read_bytes().splitlines()
    assert cut == b'{"schema":"fre'
    assert json.loads(whole)["outcome"] == "listed"


def test_without_a_line_there_is_no_answer(tmp_path: Path, active: ActiveList) -> None:
    """Where the folder is none, the log a link or a folder, or the key damaged."""
    (tmp_path / "file").write_text("x")
    for name in ("link", "folder", "key"):
        (tmp_path / name).mkdir()
    (tmp_path / "link" / LOG).symlink_to(tmp_path / "elsewhere")
    (tmp_path / "folder" / LOG).mkdir()
    (tmp_path / "key" / KEY).write_bytes(b"short")
    for name in ("file", "link", "folder", "key"):
        with pytest.raises(AuditError) as caught:
            Desk(AuditLog(tmp_path / name)).answer(active, [Question(LISTED)], ASKER)
        assert "lantern" not in str(caught.value).lower()
        assert str(tmp_path / name) in str(caught.value)
    assert not (tmp_path / "elsewhere").exists()


FULL = """
import resource, signal, sys
from pathlib import Path
from tests.screening.lookup.test_audit_log import fill
fill(Path(sys.argv[1]))
"""


def fill(state: Path) -> None:
    """Write until there is no room in a file; run in a process of its own."""
    import signal
    from datetime import UTC, datetime

    from screening.lookup.answer import Outcome
    from screening.lookup.audit_log import Entry

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
    log, written = AuditLog(state), 0
    try:
        while True:
            log.write([Entry(datetime.now(UTC), "robin", "cli", Outcome.LISTED, "v")])
            written += 1
    except AuditError:
        sys.stdout.write(str(written))


def test_a_full_disk_leaves_no_piece_of_a_line(tmp_path: Path) -> None:
    """What does not fit is not there at all, and is not answered."""
    done = subprocess.run(
        [sys.executable, "-c", FULL, tmp_path], capture_output=True, timeout=60, check=True
    )
    assert len(lines(tmp_path)) == int(done.stdout) > 0


def test_without_a_state_folder_there_is_the_users_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never a temporary one."""
    monkeypatch.setenv("HOME", str(tmp_path))
    assert folder(None) == tmp_path / ".local" / "state" / "fresnel"
    assert folder(tmp_path / "set") == tmp_path / "set"
    assert not list(tmp_path.iterdir())
