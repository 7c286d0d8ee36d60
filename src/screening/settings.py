"""Settings: the only reader of the environment.

Names are `FRESNEL_` and the field's name, nested by `__`; a YAML file (`--config`) may give
the same fields, the environment wins. A secret is named by a file, never given itself.
"""

from __future__ import annotations

import ipaddress
import os
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings import SettingsError as UnparsedError

Port = Annotated[int, Field(ge=0, le=65535)]
Milliseconds = Annotated[int, Field(gt=0)]
Topic = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,249}$")]


class SettingsError(Exception):
    """Settings that cannot be used; the message names each by its path."""


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


class _Group(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class KafkaSettings(_Group):
    """How to reach Kafka, and the topics."""

    bootstrap_servers: str = Field("localhost:9092", description="Brokers, `host:port,host:port`")
    group_id: str = Field("fresnel", description="Consumer group", min_length=1)
    group_instance_id: str | None = Field(None, description="Static membership; unique a replica")
    transactions_topic: Topic = Field("transactions", description="Topic that is read")
    review_topic: Topic = Field("transactions.review", description="Topic that alerts go to")
    dead_letter_topic: Topic = Field(
        "transactions.dead-letter", description="Topic for records that cannot be screened"
    )
    session_timeout_ms: Milliseconds = Field(15_000, description="Group session time-out")
    heartbeat_interval_ms: Milliseconds = Field(3_000, description="Group heartbeat interval")
    rebalance_timeout_ms: Milliseconds = Field(60_000, description="Time to drain in a rebalance")
    request_timeout_ms: Milliseconds = Field(30_000, description="Time for one broker request")
    max_poll_records: int = Field(2_000, gt=0, description="Records taken at a time")
    fetch_max_bytes: int = Field(16 << 20, gt=0, description="Bytes fetched from a broker a time")
    max_request_bytes: int = Field(
        1_000_000, gt=0, description="Largest message sent; keep at most the topics' own limit"
    )
    security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field(
        "PLAINTEXT", description="Kafka's security protocol"
    )
    sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = Field(
        "SCRAM-SHA-512", description="SASL mechanism"
    )
    sasl_username: str | None = Field(None, description="SASL user")
    sasl_password_file: Path | None = Field(None, description="File with the SASL password")
    ssl_ca_file: Path | None = Field(None, description="Certificates to trust (PEM)")
    ssl_cert_file: Path | None = Field(None, description="Own certificate (PEM)")
    ssl_key_file: Path | None = Field(None, description="Own key (PEM)")

    @model_validator(mode="after")
    def _sasl_is_whole(self) -> KafkaSettings:
        if self.security_protocol.startswith("SASL") and not (
            self.sasl_username and self.sasl_password_file
        ):
            raise ValueError("SASL needs sasl_username and sasl_password_file")
        if len({self.transactions_topic, self.review_topic, self.dead_letter_topic}) < 3:
            raise ValueError("transactions, review and dead-letter topic must be different ones")
        if self.heartbeat_interval_ms * 3 > self.session_timeout_ms:
            raise ValueError("session_timeout_ms must be at least three heartbeat intervals")
        return self


class HttpSettings(_Group):
    """The HTTP port of the service."""

    host: str = Field("127.0.0.1", description="Address to bind")
    port: Port = Field(8080, description="Port to bind; 0 takes a free one")
    tokens_file: Path | None = Field(None, description="Bearer tokens (see `fresnel token new`)")
    open: bool = Field(False, description="Serve any address without tokens")

    @model_validator(mode="after")
    def _is_guarded(self) -> HttpSettings:
        if not (_is_loopback(self.host) or self.tokens_file or self.open):
            raise ValueError(
                "host is not a loopback address: set FRESNEL_HTTP__TOKENS_FILE, "
                "or FRESNEL_HTTP__OPEN=true to serve without tokens"
            )
        return self


class MetricsSettings(_Group):
    """A second listener with probes and metrics alone; either setting asks for it."""

    host: str | None = Field(None, description="Address of a second listener; else 127.0.0.1")
    port: Port | None = Field(None, description="Port of a second listener; else 9464; 0: any")

    def address(self) -> tuple[str, int] | None:
        """Where to bind, or None when no second listener is asked for."""
        if self.host is None and self.port is None:
            return None
        return self.host or "127.0.0.1", 9464 if self.port is None else self.port


class ReleaseSettings(_Group):
    """How a release channel is followed, when `FRESNEL_SNAPSHOT` is the URL of one."""

    root: Path | None = Field(None, description="File with the channel's first root metadata")
    poll_seconds: float = Field(60.0, gt=0, description="Time between polls, about")
    timeout_seconds: float = Field(60.0, gt=0, description="Time for one file of the channel")
    max_bytes: int = Field(4 << 30, gt=0, description="Largest file taken from the channel")


class Settings(BaseSettings):
    """Everything that can be set."""

    model_config = SettingsConfigDict(
        env_prefix="FRESNEL_",
        env_nested_delimiter="__",
        extra="ignore",
        frozen=True,
        env_ignore_empty=True,
    )

    kafka: KafkaSettings = KafkaSettings()
    http: HttpSettings = HttpSettings()
    metrics: MetricsSettings = MetricsSettings()
    release: ReleaseSettings = ReleaseSettings()
    snapshot: str | None = Field(
        None, description="Folder of the snapshot to screen by, or a release channel's URL"
    )
    state_dir: Path | None = Field(
        None, description="Folder for accepted releases and compiled lists; else a temporary one"
    )
    canaries: Path | None = Field(
        None, description="YAML file of texts that a list must match, and must not"
    )
    snapshot_warn_age_hours: float = Field(
        168.0, gt=0, description="Age of the list in use from which there is a warning"
    )
    prepare_seconds: float = Field(
        900.0, gt=0, description="Time to pull, verify and compile a list"
    )
    prepare_memory_limit_bytes: int | None = Field(
        None, gt=0, description="Address space of the process that prepares a list"
    )
    source: str = Field(
        "transactions", min_length=1, description="Name of this stream in alerts and their ids"
    )
    mapping: str = Field("generic", description="A shipped mapping, or a YAML file")
    engine: Literal["auto", "pyahocorasick", "daachorse"] = Field(
        "auto", description="Phrase search; `auto` takes daachorse when installed"
    )
    max_record_bytes: int = Field(1 << 20, gt=0, description="Larger records are dead-lettered")
    dead_letter_max_bytes: int = Field(
        900_000, gt=0, description="Most raw bytes that a dead letter carries"
    )
    max_text_chars: int = Field(
        65_536, ge=1024, description="Longer fields are screened at head and tail only"
    )
    max_matches: int = Field(100, gt=0, description="Most matches that an alert lists")
    drain_seconds: float = Field(25.0, gt=0, description="Time to finish on SIGTERM")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="Least level that is logged"
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over the configuration file."""
        del settings_cls, dotenv_settings, file_secret_settings
        return env_settings, init_settings


def load(config: Path | None = None, **overrides: Any) -> Settings:  # noqa: ANN401
    """Settings from the environment, over those of `config`; `overrides` are from the command.

    Raises:
        SettingsError: the file cannot be read, or any setting is wrong; names each.
    """
    values = {} if config is None else _file(config)
    try:
        settings = Settings(
            **{name: values[name] for name in values if name in Settings.model_fields}
        )
    except ValidationError as error:
        raise SettingsError(_explain(error)) from error
    except UnparsedError as error:  # its text is: error parsing value for field "kafka" from …
        group = "FRESNEL_" + str(error).split('"')[1].upper()
        raise SettingsError(f"{group}: names a group of settings: {group}__…") from None
    given = {name: value for name, value in overrides.items() if value is not None}
    return settings.model_copy(update=given)


def names() -> dict[str, tuple[object, str]]:
    """Every setting's environment name with its default and description."""
    found: dict[str, tuple[object, str]] = {}
    for name, field in Settings.model_fields.items():
        group = field.annotation
        if isinstance(group, type) and issubclass(group, _Group):
            for inner, each in group.model_fields.items():
                found[f"FRESNEL_{name}__{inner}".upper()] = (each.default, each.description or "")
        else:
            found[f"FRESNEL_{name}".upper()] = (field.default, field.description or "")
    return found


def unknown(config: Path | None = None) -> list[str]:
    """Names in the environment, and in `config`, that mean nothing here."""
    known = names()
    given = {name for name in os.environ if name.startswith("FRESNEL_")}
    for name, value in ({} if config is None else _file(config)).items():
        inner = [f"{name}__{each}" for each in value] if isinstance(value, dict) else [name]
        given.update(f"FRESNEL_{each}".upper() for each in inner)
    return sorted(name for name in given if name.upper() not in known)


def _file(path: Path) -> dict[str, Any]:
    try:
        values = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SettingsError(f"{path}: not readable as YAML") from error
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise SettingsError(f"{path}: not a mapping of settings")
    return values


def _explain(error: ValidationError) -> str:
    lines = []
    for each in error.errors(include_url=False, include_input=False):
        name = "__".join(str(part) for part in each["loc"]).upper()
        lines.append(f"FRESNEL_{name}: {each['msg'].removeprefix('Value error, ')}")
    return "; ".join(lines)
