"""Settings: names, sources, the loopback rule, and errors that hold no values."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

import pytest

from screening import settings
from screening.settings import SettingsError, load, names, unknown

if TYPE_CHECKING:
    from pathlib import Path

# DESIGN section 4, "Settings", with the defaults it fixes; those of later issues are not here.
CONTRACT = {
    "FRESNEL_KAFKA__BOOTSTRAP_SERVERS": None,
    "FRESNEL_KAFKA__GROUP_ID": "fresnel",
    "FRESNEL_KAFKA__GROUP_INSTANCE_ID": None,
    "FRESNEL_KAFKA__TRANSACTIONS_TOPIC": "transactions",
    "FRESNEL_KAFKA__REVIEW_TOPIC": "transactions.review",
    "FRESNEL_KAFKA__DEAD_LETTER_TOPIC": "transactions.dead-letter",
    "FRESNEL_KAFKA__AUDIT_TOPIC": "transactions.audit",
    "FRESNEL_KAFKA__SESSION_TIMEOUT_MS": 15_000,
    "FRESNEL_KAFKA__HEARTBEAT_INTERVAL_MS": 3_000,
    "FRESNEL_KAFKA__REBALANCE_TIMEOUT_MS": 60_000,
    "FRESNEL_KAFKA__SECURITY_PROTOCOL": None,
    "FRESNEL_SNAPSHOT": None,
    "FRESNEL_SOURCE": "transactions",
    "FRESNEL_MAPPING": "generic",
    "FRESNEL_ENGINE": "auto",
    "FRESNEL_MAX_RECORD_BYTES": 1 << 20,
    "FRESNEL_DEAD_LETTER_MAX_BYTES": 900_000,
    "FRESNEL_MAX_TEXT_CHARS": 65_536,
    "FRESNEL_MAX_MATCHES": 100,
    "FRESNEL_HTTP__HOST": "127.0.0.1",
    "FRESNEL_HTTP__PORT": 8080,
    "FRESNEL_HTTP__TOKENS_FILE": None,
    "FRESNEL_HTTP__OPEN": False,
    "FRESNEL_CONSOLE__HOST": "127.0.0.1",
    "FRESNEL_CONSOLE__PORT": 8081,
    "FRESNEL_METRICS__HOST": None,
    "FRESNEL_METRICS__PORT": None,
}
LATER = ["KAFKA__DISPOSITION_TOPIC"]


@pytest.mark.parametrize(("name", "default"), CONTRACT.items())
def test_the_designs_names_and_defaults(name: str, default: object) -> None:
    """The names are a contract, and so are the defaults that the design gives."""
    found, description = names()[name]
    assert default is None or found == default
    assert description


def test_names_of_later_issues_are_not_there_yet() -> None:
    """A setting appears when it does something."""
    assert not {f"FRESNEL_{name}" for name in LATER} & names().keys()


def test_defaults_are_sound() -> None:
    """Nothing must be set for settings to load, and they bind to loopback."""
    given = load()
    assert ipaddress.ip_address(given.http.host).is_loopback
    assert given.snapshot is None


def test_nested_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two underscores go into a group; case does not matter; an empty value is none."""
    monkeypatch.setenv("FRESNEL_KAFKA__GROUP_ID", "blue")
    monkeypatch.setenv("fresnel_max_matches", "7")
    monkeypatch.setenv("FRESNEL_SOURCE", "")
    given = load()
    assert (given.kafka.group_id, given.max_matches, given.source) == ("blue", 7, "transactions")


def test_every_setting_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each documented name reaches its field."""
    for name, (default, _) in names().items():
        with monkeypatch.context() as patch:
            patch.setenv("FRESNEL_HTTP__OPEN", "true")
            patch.setenv("FRESNEL_REGISTRY__USERNAME", "u")
            patch.setenv("FRESNEL_REGISTRY__PASSWORD_FILE", "p")
            value = _other(name, default)
            patch.setenv(name, value)
            if "SECURITY" in name:
                patch.setenv("FRESNEL_KAFKA__SASL_USERNAME", "u")
                patch.setenv("FRESNEL_KAFKA__SASL_PASSWORD_FILE", "p")
            found: object = load()
            for part in name.removeprefix("FRESNEL_").lower().split("__"):
                found = getattr(found, part)
            shown = ",".join(found) if isinstance(found, tuple) else str(found)
            assert shown.lower() == value.lower(), name


def _other(name: str, default: object) -> str:
    special = {
        "FRESNEL_ENGINE": "daachorse",
        "FRESNEL_CONSOLE__SERVICES": "http://127.0.0.1:8080,https://screening.example.com",
        "FRESNEL_LOG_LEVEL": "error",
        "FRESNEL_KAFKA__SECURITY_PROTOCOL": "SASL_SSL",
        "FRESNEL_KAFKA__SASL_MECHANISM": "PLAIN",
        "FRESNEL_REGISTRY__URL": "https://registry.example.com",
        "FRESNEL_ALERT__FIELDS": "matched",
        "FRESNEL_ALERT__CONTEXT_CHARS": "77",
        "FRESNEL_MAX_TEXT_CHARS": "2048",
        "FRESNEL_KAFKA__SESSION_TIMEOUT_MS": "90000",
        "FRESNEL_METRICS__PORT": "9465",
        "FRESNEL_PREPARE_MEMORY_LIMIT_BYTES": "1000000000",
    }
    if isinstance(default, float):
        return "7.5"
    if isinstance(default, bool):
        return str(not default)
    return special.get(name, "77" if isinstance(default, int) else "other")


def test_the_environment_wins_over_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The file gives the same fields; a group is merged, not replaced."""
    path = tmp_path / "fresnel.yaml"
    path.write_text("source: cards\nkafka: {group_id: file, review_topic: file.review}\n")
    monkeypatch.setenv("FRESNEL_KAFKA__GROUP_ID", "environment")
    given = load(path)
    assert given.source == "cards"
    assert given.kafka.group_id == "environment"
    assert given.kafka.review_topic == "file.review"


def test_the_command_wins_over_both(monkeypatch: pytest.MonkeyPatch) -> None:
    """An option that was given is taken, one that was not is not."""
    monkeypatch.setenv("FRESNEL_MAPPING", "environment.yaml")
    assert load(mapping="command.yaml").mapping == "command.yaml"
    assert load(mapping=None).mapping == "environment.yaml"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FRESNEL_HTTP__PORT", "canary-7f3a"),
        ("FRESNEL_HTTP__PORT", "70000"),
        ("FRESNEL_MAX_MATCHES", "-12"),
        ("FRESNEL_ENGINE", "canary-7f3a"),
        ("FRESNEL_KAFKA__TRANSACTIONS_TOPIC", "canary 7f3a"),
        ("FRESNEL_KAFKA__SESSION_TIMEOUT_MS", "-5"),
        ("FRESNEL_KAFKA", "canary-7f3a"),
        ("FRESNEL_HTTP", "canary-7f3a"),
        ("FRESNEL_LOG_LEVEL", "canary-7f3a"),
    ],
)
def test_errors_name_the_setting_and_hold_no_value(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """One line with the environment's name; a secret typed in the wrong place is not repeated."""
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load()
    message = str(caught.value)
    assert message.startswith(f"{name}: ")
    assert value not in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[1, 2]", "not a mapping of settings"),
        ("a: [", "fresnel.yaml: line 2: not readable as YAML"),
        ("http:\n  port: canary", "fresnel.yaml: line 2: FRESNEL_HTTP__PORT: "),
        ("http: 7", "fresnel.yaml: line 1: FRESNEL_HTTP: "),
        ("source: a\nsource: b", "fresnel.yaml: line 2: a key that stands twice"),
        ("http: {port: 1, port: 2}", "fresnel.yaml: line 1: a key that stands twice"),
        (f"source: {'[' * 5000}", "not readable as YAML"),
        (f"source: {'{a: ' * 900}b{'}' * 900}", "line 1: FRESNEL_SOURCE: "),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, text: str, told: str) -> None:
    """What cannot be used is one clear line."""
    path = tmp_path / "fresnel.yaml"
    path.write_text(text)
    with pytest.raises(SettingsError, match=told):
        load(path)


def test_an_error_tells_where_the_value_is_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The environment wins, and is not the file's fault; what is in neither has no line."""
    path = tmp_path / "fresnel.yaml"
    path.write_text("max_matches: 7\nhttp: {host: 0.0.0.0}\n")
    monkeypatch.setenv("FRESNEL_MAX_MATCHES", "canary")
    with pytest.raises(SettingsError) as caught:
        load(path)
    said = str(caught.value).split("; ")
    assert any(each.startswith("FRESNEL_MAX_MATCHES: ") for each in said)
    assert any(each.startswith(f"{path}: line 2: FRESNEL_HTTP: ") for each in said)


def test_words_stay_what_they_are(tmp_path: Path) -> None:
    """A topic that is called `on` is no truth."""
    path = tmp_path / "fresnel.yaml"
    path.write_text("source: no\nkafka: {review_topic: on, group_id: 0742}\n")
    found = load(path)
    assert (found.source, found.kafka.review_topic, found.kafka.group_id) == ("no", "on", "0742")


@pytest.mark.parametrize("text", ["", "1: x\n_env_file: y\n"])
def test_a_file_may_say_nothing(tmp_path: Path, text: str) -> None:
    """Empty, or only names that mean nothing here."""
    path = tmp_path / "fresnel.yaml"
    path.write_text(text)
    assert load(path) == load()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A file that was asked for must be there."""
    with pytest.raises(SettingsError, match=r"none\.yaml: No such file"):
        load(tmp_path / "none.yaml")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "[::1]", "localhost"])
def test_loopback_needs_no_tokens(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    """On the machine itself the port is open."""
    monkeypatch.setenv("FRESNEL_HTTP__HOST", host)
    assert load().http.host == host


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.1", "fresnel.example.com", "localhost."])
def test_any_other_address_does(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    """It needs a tokens file, or the plain wish to be open."""
    monkeypatch.setenv("FRESNEL_HTTP__HOST", host)
    with pytest.raises(SettingsError, match="FRESNEL_HTTP__TOKENS_FILE"):
        load()
    monkeypatch.setenv("FRESNEL_HTTP__OPEN", "true")
    assert load().http.open
    monkeypatch.setenv("FRESNEL_HTTP__OPEN", "false")
    monkeypatch.setenv("FRESNEL_HTTP__TOKENS_FILE", "tokens.yaml")
    assert load().http.tokens_file is not None


def test_the_metrics_listener_may_be_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """It carries probes and metrics alone; its address or its port asks for it."""
    assert load().metrics.address() is None
    monkeypatch.setenv("FRESNEL_METRICS__PORT", "0")
    assert load().metrics.address() == ("127.0.0.1", 0)
    monkeypatch.setenv("FRESNEL_METRICS__HOST", "0.0.0.0")
    monkeypatch.delenv("FRESNEL_METRICS__PORT")
    assert load().metrics.address() == ("0.0.0.0", 9464)


def test_sasl_is_whole_or_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A user and a password's file; the password itself cannot be given."""
    monkeypatch.setenv("FRESNEL_KAFKA__SECURITY_PROTOCOL", "SASL_SSL")
    with pytest.raises(SettingsError, match="FRESNEL_KAFKA: SASL needs"):
        load()
    monkeypatch.setenv("FRESNEL_KAFKA__SASL_USERNAME", "service")
    monkeypatch.setenv("FRESNEL_KAFKA__SASL_PASSWORD_FILE", "/run/secrets/kafka")
    assert load().kafka.sasl_username == "service"
    assert not [name for name in names() if name.endswith(("PASSWORD", "SECRET", "TOKEN"))]


def test_heartbeats_fit_the_session(monkeypatch: pytest.MonkeyPatch) -> None:
    """A session shorter than three heartbeats would flap."""
    monkeypatch.setenv("FRESNEL_KAFKA__SESSION_TIMEOUT_MS", "8000")
    with pytest.raises(SettingsError, match="three heartbeat"):
        load()


def test_unknown_names_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A misspelled setting is not silently without effect, in the environment or the file."""
    monkeypatch.setenv("FRESNEL_KAFKA__GROUPID", "x")
    monkeypatch.setenv("FRESNEL_SOURCE", "x")
    path = tmp_path / "fresnel.yaml"
    path.write_text("kafka: {group_id: x, tpoic: y}\nmaping: generic\nsource: x\n")
    assert unknown() == ["FRESNEL_KAFKA__GROUPID"]
    assert unknown(path) == [
        "FRESNEL_KAFKA__GROUPID",
        "FRESNEL_KAFKA__TPOIC",
        "FRESNEL_MAPING",
    ]


def test_settings_do_not_change() -> None:
    """They are read once and frozen."""
    with pytest.raises(ValueError, match="frozen"):
        settings.load().source = "other"


@pytest.mark.parametrize(
    "url", ["ftp://a", "a", "http://", "http://u:p@a", "http://a?b", "http://a,https://b#c"]
)
def test_the_console_asks_services_by_their_urls_alone(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    """Nothing that could be a secret, or is no place to ask."""
    monkeypatch.setenv("FRESNEL_CONSOLE__SERVICES", url)
    with pytest.raises(SettingsError, match="FRESNEL_CONSOLE__SERVICES"):
        load()
