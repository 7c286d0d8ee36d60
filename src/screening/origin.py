"""Where lists come from: a folder that is the operator's own, or a release channel."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from feeds.prepare import RELEASE, ReleaseRequest, Request
from feeds.release import channel

if TYPE_CHECKING:
    from matcher.automaton import Engine
    from screening.settings import Settings


class OriginError(Exception):
    """Settings that name no usable origin; the message names the setting."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What to prepare lists from, and where to keep what is prepared."""

    folder: Path | None
    release: ReleaseRequest | None
    state: Path
    engine: Engine = "auto"
    canaries: Path | None = None
    memory_limit_bytes: int | None = None

    def request(self, standing: dict[str, Any] | None, asked_by: str | None = None) -> Request:
        """The request to prepare the current list in place of the one that stands.

        With `asked_by` it must be approved by somebody else.
        """
        return Request(
            state=self.state,
            engine=self.engine,
            folder=self.folder,
            release=self.release,
            standing=standing,
            canaries=self.canaries,
            memory_limit_bytes=self.memory_limit_bytes,
            asked_by=asked_by,
        )

    @property
    def records(self) -> Path:
        """Where it is recorded what was accepted and what waits for approval."""
        return self.request(None).records

    @property
    def name(self) -> str:
        """The folder, or the channel's address, as people may see it."""
        return str(self.folder) if self.release is None else self.release.location


def of(settings: Settings) -> Origin:
    """The origin that the settings name.

    Raises:
        OriginError: there is none, or something that a release channel needs is missing.
    """
    if settings.snapshot is None:
        raise OriginError(
            "FRESNEL_SNAPSHOT: not set: name the folder of a snapshot, or a release channel's URL"
        )
    if (Path(settings.snapshot) / "metadata" / "timestamp.json").is_file():
        raise OriginError("FRESNEL_SNAPSHOT: the folder of a release channel: give its file:// URL")
    release = _release(settings) if is_channel(settings.snapshot) else None
    return Origin(
        folder=Path(settings.snapshot) if release is None else None,
        release=release,
        state=_state(settings, needed=release is not None),
        engine=settings.engine,
        canaries=settings.canaries,
        memory_limit_bytes=settings.prepare_memory_limit_bytes,
    )


def check_four_eyes(settings: Settings) -> None:
    """See that approvals have a lasting place.

    Raises:
        OriginError: they have none.
    """
    if settings.release.four_eyes and settings.state_dir is None:
        raise OriginError(
            "FRESNEL_STATE_DIR: not set: FRESNEL_RELEASE__FOUR_EYES keeps there what was approved"
        )


def is_channel(snapshot: str) -> bool:
    """Whether a snapshot setting is a release channel's URL."""
    return "://" in snapshot


def awaits_first(settings: Settings) -> bool:
    """Whether lists come from a release channel of which no release was taken yet.

    Raises:
        OriginError: the settings name no usable origin.
        SnapshotError: the last release taken was altered since.
    """
    place = of(settings)
    return place.release is not None and channel.last_good(place.state / RELEASE) is None


def folder(settings: Settings) -> Path:
    """The snapshot folder to read without any connection: of a channel, the last release taken.

    Raises:
        OriginError: there is none.
        SnapshotError: the last release taken was altered since.
    """
    place = of(settings)
    if place.folder is not None:
        return place.folder
    accepted = channel.last_good(place.state / RELEASE)
    if accepted is None:
        raise OriginError("FRESNEL_STATE_DIR: holds no release yet: see `fresnel release pull`")
    return accepted.folder


def _release(settings: Settings) -> ReleaseRequest:
    location = urlsplit(str(settings.snapshot))
    if location.scheme not in ("http", "https", "file"):
        raise OriginError("FRESNEL_SNAPSHOT: a release channel is an http, https or file URL")
    if location.username or location.password:
        raise OriginError("FRESNEL_SNAPSHOT: a URL with a password in it is not accepted")
    if settings.release.root is None:
        raise OriginError(
            "FRESNEL_RELEASE__ROOT: not set: a release channel is trusted by its root file, "
            "which never comes from the network"
        )
    if settings.state_dir is None:
        raise OriginError("FRESNEL_STATE_DIR: not set: a release channel needs it")
    return ReleaseRequest(
        location=str(settings.snapshot),
        root=settings.release.root,
        timeout_seconds=settings.release.timeout_seconds,
        max_bytes=settings.release.max_bytes,
    )


def _state(settings: Settings, *, needed: bool) -> Path:
    """The state folder, ours alone; without the setting one that goes with the process."""
    if settings.state_dir is None:
        assert not needed
        scratch = Path(tempfile.mkdtemp(prefix="fresnel-"))
        atexit.register(shutil.rmtree, scratch, ignore_errors=True)
        return scratch
    settings.state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    return settings.state_dir
