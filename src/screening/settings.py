"""Settings: the only reader of the environment.

Names are `FRESNEL_` and the field's name, nested by `__`; a YAML file (`--config`) may give
the same fields, the environment wins. A secret is named by a file, never given itself.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings import SettingsError as UnparsedError

from feeds import strict_yaml
from feeds.strict_yaml import Node, YamlError
from screening.setting_groups import (
    AlertSettings,
    ConsoleSettings,
    Group,
    HttpSettings,
    KafkaSettings,
    MetricsSettings,
    RegistrySettings,
    ReleaseSettings,
)

__all__ = [
    "AlertSettings",
    "ConsoleSettings",
    "HttpSettings",
    "KafkaSettings",
    "MetricsSettings",
    "RegistrySettings",
    "ReleaseSettings",
    "Settings",
    "SettingsError",
    "load",
    "names",
    "unknown",
]


class SettingsError(Exception):
    """Settings that cannot be used; the message names each by its path."""


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
    registry: RegistrySettings = RegistrySettings()
    alert: AlertSettings = AlertSettings()
    console: ConsoleSettings = ConsoleSettings()
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
    screen_unread_text: bool = Field(
        False, description="Screen texts that no path of the mapping reads as free text too"
    )
    mapping_sample_every: int = Field(
        1000, ge=0, description="One in so many records is compared with the mapping; 0: none"
    )
    policy: str = Field("default", description="The shipped severity policy, or a YAML file")
    shadow: Path | None = Field(
        None, description="YAML file of sources, indicators, types and lanes kept in shadow"
    )
    allow_list: Path | None = Field(None, description="YAML file of matches that make no alert")
    engine: Literal["auto", "pyahocorasick", "daachorse"] = Field(
        "auto", description="Phrase search; `auto` takes daachorse when installed"
    )
    workers: int = Field(
        1, ge=1, le=256, description="Processes on this host that share the compiled list"
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
    watchdog_seconds: float = Field(
        120.0, gt=0, description="Time without progress, and without a known reason, to leave after"
    )
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
    values, root = ({}, None) if config is None else _file(config)
    try:
        settings = Settings(
            **{name: values[name] for name in values if name in Settings.model_fields}
        )
    except ValidationError as error:
        raise SettingsError(_explain(error, config, root)) from error
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
        if isinstance(group, type) and issubclass(group, Group):
            for inner, each in group.model_fields.items():
                found[f"FRESNEL_{name}__{inner}".upper()] = (each.default, each.description or "")
        else:
            found[f"FRESNEL_{name}".upper()] = (field.default, field.description or "")
    return found


def unknown(config: Path | None = None) -> list[str]:
    """Names in the environment, and in `config`, that mean nothing here."""
    known = names()
    given = {name for name in os.environ if name.startswith("FRESNEL_")}
    for name, value in ({} if config is None else _file(config)[0]).items():
        inner = [f"{name}__{each}" for each in value] if isinstance(value, dict) else [name]
        given.update(f"FRESNEL_{each}".upper() for each in inner)
    return sorted(name for name in given if name.upper() not in known)


def _file(path: Path) -> tuple[dict[str, Any], Node | None]:
    try:
        values, root = strict_yaml.load_with_nodes(path.read_text("utf-8"))
    except YamlError as error:
        raise SettingsError(f"{path}: {error}") from error
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise SettingsError(f"{path}: {reason}") from error
    if values is None:
        return {}, None
    if not isinstance(values, dict):
        raise SettingsError(f"{path}: not a mapping of settings")
    return values, root


def _explain(error: ValidationError, config: Path | None, root: Node | None) -> str:
    """What is wrong with each setting; with file and line where the environment does not give it.

    An error of a whole group may be in either.
    """
    lines = []
    environment = {name.upper() for name in os.environ}
    for each in error.errors(include_url=False, include_input=False):
        name = "FRESNEL_" + "__".join(str(part) for part in each["loc"]).upper()
        line = None if name in environment else strict_yaml.line_of(root, each["loc"], whole=True)
        place = "" if line is None else f"{config}: line {line}: "
        lines.append(f"{place}{name}: {each['msg'].removeprefix('Value error, ')}")
    return "; ".join(lines)
