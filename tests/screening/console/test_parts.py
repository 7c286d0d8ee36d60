"""Small parts: where reading goes on, cursors, the state, the page's files, the composition."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.console import cursor, keeping, resume, taking, window
from screening.console.cursor import CursorError
from screening.console.rows import Stranger
from screening.console.state import IngestState
from screening.console.store import Position
from screening.console.window import WindowError
from screening.settings import ConsoleSettings, HttpSettings, SettingsError, load
from tests.screening.console import made
from tests.screening.console.made import ID, Record
from tests.screening.support import NOW

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

    from feeds.compile import ActiveList
    from screening.alert import Alert
    from screening.console.parts import Parts
    from tests.screening.command import Main
    from tests.screening.console.conftest import Running


@pytest.mark.parametrize(
    ("known", "begin", "end", "offset", "remark"),
    [
        (None, 5, 9, 5, None),
        (Position(ID, 7), 5, 9, 7, None),
        (Position(ID, 9), 5, 9, 9, None),
        (Position(ID, 3), 5, 9, 5, "offsets 3 to 4 expired"),
        (Position(ID, 10), 5, 9, 5, "ends at offset 9"),
        (Position("b" * 32, 7), 0, 9, 0, "made anew"),
    ],
)
def test_where_reading_goes_on(
    known: Position | None, begin: int, end: int, offset: int, remark: str | None
) -> None:
    """Never past what is there, and never silently past what is not."""
    found = resume.start(known, ID, begin, end)
    assert found.offset == offset
    assert (remark is None) == (found.remark is None)
    assert remark is None or remark in (found.remark or "")


@given(at=st.floats(allow_nan=False, allow_infinity=False), number=st.integers(-(2**63), 2**63 - 1))
def test_a_cursor_is_read_back(at: float, number: int) -> None:
    """Whatever the place."""
    assert cursor.parse(cursor.render(at, number)) == (at, number)


@given(text=st.text(max_size=40) | st.from_regex(r"[A-Za-z0-9_-]{27}", fullmatch=True))
def test_any_other_text_is_no_cursor(text: str) -> None:
    """And raises nothing else."""
    with pytest.raises(CursorError):
        cursor.parse(text)


def test_the_state_tells_changes_once() -> None:
    """An event when Kafka is lost and when it is back, none while it stays."""
    state = IngestState()
    assert state.answered(1.0) is None
    assert state.broker_since == 1.0
    assert state.answered(2.0) is None
    lost = state.lost(3.0, "no answer in time")
    assert lost is not None
    assert lost.text == "Kafka does not answer: no answer in time"
    assert state.lost(4.0, "no answer in time") is None
    assert (state.broker_ok, state.broker_since) == (False, 3.0)
    back = state.answered(5.0)
    assert back is not None
    assert (state.broker_ok, state.broker_error, state.broker_since) == (True, None, 5.0)


def test_current_means_all_was_read() -> None:
    """Not while a topic is missing, something is behind, or nothing can be kept."""
    state = IngestState(broker_ok=True)
    assert state.is_current
    for name, value in (
        ("behind", {"t": 1}), ("missing", ("t",)), ("store_error", "full"), ("broker_ok", None),
    ):  # fmt: skip
        other = IngestState(broker_ok=True)
        setattr(other, name, value)
        assert not other.is_current


def test_a_reader_that_breaks_makes_a_stranger() -> None:
    """What nobody thought of ends nothing either."""

    def broken(*_: object) -> Stranger:
        raise RecursionError

    row = taking._row(broken, Record("t", 0, 0, 5_000, b""), ID)
    assert row == Stranger(5.0, "unreadable (RecursionError)")


FILES = {
    "/": "text/html; charset=utf-8",
    "/static/app.js": "text/javascript; charset=utf-8",
    "/static/vendor/uPlot.min.css": "text/css; charset=utf-8",
    "/static/icon.svg": "image/svg+xml",
}


@pytest.mark.parametrize("path", FILES)
def test_the_page_has_its_files(shared: httpx.Client, path: str) -> None:
    """Each with its type; asked again, it is not sent again."""
    answer = shared.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == FILES[path]
    assert answer.headers["cache-control"] == "no-cache"
    tag = answer.headers["etag"]
    again = shared.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert shared.head(path).headers["etag"] == tag


@pytest.mark.parametrize(
    "path",
    ["../parts.py", "%2e%2e/parts.py", "..%2fparts.py", "/etc/passwd", "vendor", "%2e", "",
     "vendor/%2e%2e/app.js", "app.js%00", "vendor//uPlot.min.css", ".hidden", "none.js"],
)  # fmt: skip
def test_nothing_else_is_a_file(shared: httpx.Client, path: str) -> None:
    """No way leads out of the folder."""
    assert shared.get(f"/static/{path}").status_code == 404


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::"])
def test_another_address_needs_tokens(tmp_path: Path, host: str) -> None:
    """One line names the setting and the two ways out."""
    settings = load(state_dir=tmp_path, console=ConsoleSettings(host=host))
    with pytest.raises(SettingsError, match=r"FRESNEL_CONSOLE__HOST: .*TOKENS_FILE.*OPEN=true"):
        window.build(settings)
    assert not (tmp_path / "console").exists()


def test_open_to_all_nobody_may_reveal(tmp_path: Path, alerts: list[Alert]) -> None:
    """Nor approve; any host is answered."""
    from tests.screening.console.conftest import run

    console, http = ConsoleSettings(host="0.0.0.0", port=0), HttpSettings(open=True)
    settings = load(state_dir=tmp_path, console=console, http=http)
    for running in run(settings, alerts):
        with running.client(Host="example.com") as client:
            assert client.get("/v1/me").json()["name"] == "anybody"
            path = f"/v1/alerts/{alerts[0]['alert_id']}/reveal"
            assert client.post(path, json={"reason": "case"}).status_code == 403


async def test_a_work_that_fails_ends_the_console(tmp_path: Path) -> None:
    """A window that shows nothing new would look like a quiet day."""

    async def failing(_: Parts, __: asyncio.Event) -> None:
        raise ArithmeticError

    opened = window.build(load(state_dir=tmp_path, console=ConsoleSettings(port=0)))
    with pytest.raises(WindowError, match="ArithmeticError"):
        await opened.run(asyncio.Event(), [failing])


async def test_a_work_that_hangs_is_cut_short(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The end comes, and is a clean one."""
    monkeypatch.setattr(window, "_END_SECONDS", 0.01)
    stop = asyncio.Event()

    async def hanging(_: Parts, __: asyncio.Event) -> None:
        stop.set()
        await asyncio.Event().wait()

    opened = window.build(load(state_dir=tmp_path, console=ConsoleSettings(port=0)))
    async with asyncio.timeout(60):
        await opened.run(stop, [hanging])


def test_what_is_too_old_goes(console: Running, alerts: list[Alert]) -> None:
    """By the setting."""
    parts = console.window.parts
    later = NOW.timestamp() + 90 * taking.DAY_SECONDS + 20 * 60
    assert keeping.expire(parts, later) == 20
    with console.client() as client:
        assert client.get("/v1/alerts").json()["total"] == len(alerts) - 20


def test_the_command_says_what_is_wrong(
    main: Main, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line, status 1."""
    monkeypatch.setattr("screening.logs.configure", lambda _: None)  # others run in this process
    monkeypatch.setenv("FRESNEL_CONSOLE__HOST", "0.0.0.0")
    monkeypatch.setenv("FRESNEL_STATE_DIR", str(tmp_path))
    status, _, err = main("console")
    assert status == 1
    assert "FRESNEL_CONSOLE__HOST" in err.splitlines()[-1]


HOSTILE = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\u202egnp.exe", "\x1b[31mred",
    "\x00\x01\x7f", "{{7*7}}", "javascript:alert(1)", "\u2028\u2029", "]]>", "--><b>",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_payments_is_data(console: Running, active: ActiveList, text: str) -> None:
    """It comes back as JSON, the same, and as nothing else."""
    alert = made.alert_of(active, f"{text} quiet.lantern@example.com", customer_id=text, id="x")
    alert["matches"][0]["platform"] = text
    console.window.parts.store.write([made.chunk([made.row_of(alert)], 500)], 0.0)
    with console.client() as client:
        answer = client.get(f"/v1/alerts/{alert['alert_id']}")
        page = client.get("/v1/alerts", params={"platform": text})
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["alert"]["transaction"]["fields"]["description"].startswith(text)
    assert page.json()["items"][0]["matches"][0]["platform"] == text
