"""The groups of settings, each one's names below `FRESNEL_` and the group's (`settings.py`)."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic_settings import NoDecode

Port = Annotated[int, Field(ge=0, le=65535)]
Milliseconds = Annotated[int, Field(gt=0)]
Topic = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,249}$")]


def is_loopback_name(host: str) -> bool:
    """Whether a host is this machine, whoever resolves it."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


class Group(BaseModel):
    """Settings that belong together."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class KafkaSettings(Group):
    """How to reach Kafka, and the topics."""

    bootstrap_servers: str = Field("localhost:9092", description="Brokers, `host:port,host:port`")
    group_id: str = Field("fresnel", description="Consumer group", min_length=1)
    group_instance_id: str | None = Field(None, description="Static membership; unique a replica")
    transactions_topic: Topic = Field("transactions", description="Topic that is read")
    review_topic: Topic = Field("transactions.review", description="Topic that alerts go to")
    dead_letter_topic: Topic = Field(
        "transactions.dead-letter", description="Topic for records that cannot be screened"
    )
    audit_topic: Topic = Field(
        "transactions.audit", description="Topic for screening receipts; made when it is missing"
    )
    shadow_topic: Topic | None = Field(
        None, description="Topic for alerts of matches in shadow; else these are only counted"
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
        topics = [self.transactions_topic, self.review_topic, self.dead_letter_topic]
        topics.append(self.audit_topic)
        if len(set(topics)) < len(topics):
            raise ValueError(
                "transactions, review, dead-letter and audit topic must be different ones"
            )
        if self.shadow_topic in topics:
            raise ValueError("shadow_topic must be another one than the other topics")
        if self.heartbeat_interval_ms * 3 > self.session_timeout_ms:
            raise ValueError("session_timeout_ms must be at least three heartbeat intervals")
        return self


class HttpSettings(Group):
    """The HTTP port of the service."""

    host: str = Field("127.0.0.1", description="Address to bind")
    port: Port = Field(8080, description="Port to bind; 0 takes a free one")
    tokens_file: Path | None = Field(None, description="Bearer tokens (see `fresnel token new`)")
    open: bool = Field(False, description="Serve any address without tokens")
    lookups_per_minute: int = Field(
        60, gt=0, description="Look-ups that one identity may make in a minute"
    )

    @model_validator(mode="after")
    def _is_guarded(self) -> HttpSettings:
        if not (is_loopback_name(self.host) or self.tokens_file or self.open):
            raise ValueError(
                "host is not a loopback address: set FRESNEL_HTTP__TOKENS_FILE, "
                "or FRESNEL_HTTP__OPEN=true to serve without tokens"
            )
        return self

    @property
    def is_loopback(self) -> bool:
        """Whether nobody on another machine can ask."""
        return is_loopback_name(self.host)


class MetricsSettings(Group):
    """A second listener with probes and metrics alone; either setting asks for it."""

    host: str | None = Field(None, description="Address of a second listener; else 127.0.0.1")
    port: Port | None = Field(None, description="Port of a second listener; else 9464; 0: any")

    def address(self) -> tuple[str, int] | None:
        """Where to bind, or None when no second listener is asked for."""
        if self.host is None and self.port is None:
            return None
        return self.host or "127.0.0.1", 9464 if self.port is None else self.port


class ReleaseSettings(Group):
    """How a release channel is followed, when `FRESNEL_SNAPSHOT` is the URL of one."""

    root: Path | None = Field(None, description="File with the channel's first root metadata")
    poll_seconds: float = Field(60.0, gt=0, description="Time between polls, about")
    timeout_seconds: float = Field(60.0, gt=0, description="Time for one file of the channel")
    max_bytes: int = Field(4 << 30, gt=0, description="Largest file taken from the channel")
    four_eyes: bool = Field(
        False, description="A list goes live when another person than who asked for it approves it"
    )


class RegistrySettings(Group):
    """Where the schemas of Avro records are, and how long to wait for one."""

    url: str | None = Field(None, description="Schema registry (Confluent's API) of Avro records")
    username: str | None = Field(None, description="User of the schema registry")
    password_file: Path | None = Field(None, description="File with that user's password")
    ca_file: Path | None = Field(None, description="Certificates to trust for it (PEM)")
    timeout_seconds: float = Field(5.0, gt=0, description="Time to fetch one schema")

    @model_validator(mode="after")
    def _is_safe(self) -> RegistrySettings:
        if (self.username is None) != (self.password_file is None):
            raise ValueError("username and password_file go together")
        if self.url is None:
            return self
        place = urlsplit(self.url)
        if place.scheme not in ("http", "https") or not place.hostname:
            raise ValueError("url must be an http or https URL")
        if place.username or place.password:
            raise ValueError("url must not hold a password: set username and password_file")
        if place.query or place.fragment:
            raise ValueError("url must end with its path")
        if self.username and place.scheme == "http" and not is_loopback_name(place.hostname):
            raise ValueError("a password is sent by https alone")
        return self


class AlertSettings(Group):
    """What an alert carries of the payment's own texts."""

    fields: Literal["all", "matched", "none"] | tuple[str, ...] = Field(
        "all", description="Texts in an alert: `all`, `matched`, `none`, or paths of the mapping"
    )
    context_chars: int | None = Field(
        None, ge=0, description="Characters kept around a match in these texts; else all"
    )

    @field_validator("fields", mode="before")
    @classmethod
    def _listed(cls, given: object) -> object:
        if not isinstance(given, str) or given in ("all", "matched", "none"):
            return given
        return [path.strip() for path in given.split(",")]


class ConsoleSettings(Group):
    """The console: a process of its own beside the service."""

    host: str = Field("127.0.0.1", description="Address that the console binds")
    port: Port = Field(8081, description="Port that the console binds; 0 takes a free one")
    retention_days: int = Field(
        90, ge=1, le=3_650, description="Days that the console keeps alerts and counts for"
    )
    services: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="URLs of the services that the console may ask, comma between them"
    )

    @field_validator("services", mode="before")
    @classmethod
    def _listed(cls, given: object) -> object:
        if not isinstance(given, str):
            return given
        return [each for url in given.split(",") if (each := url.strip().rstrip("/"))]

    @field_validator("services")
    @classmethod
    def _are_urls(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        for url in given:
            place = urlsplit(url)
            if place.scheme not in ("http", "https") or not place.hostname:
                raise ValueError("each must be an http or https URL")
            if place.username or place.password or place.query or place.fragment:
                raise ValueError("a URL must hold no password, query or fragment")
        return given

    @property
    def is_loopback(self) -> bool:
        """Whether nobody on another machine can ask."""
        return is_loopback_name(self.host)
