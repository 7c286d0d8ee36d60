"""The feeds file: which sources a snapshot is built from, and how each is read.

Law: adding a source is configuration only. A feed's secrets are named by files, never given.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from feeds import strict_yaml
from feeds.formats import FeedError
from feeds.strict_yaml import YamlError
from matcher.indicator import IndicatorType, Nature, Tier, Tlp

if TYPE_CHECKING:
    from collections.abc import Sequence

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9](?:[A-Za-z0-9 ._-]{0,62}[A-Za-z0-9])?$")]
COLUMNS = frozenset(
    """id type value tier nature source confidence tlp valid_from valid_until platform region
    first_seen last_seen labels""".split()
)


class Kind(StrEnum):
    """How a feed's bytes are read."""

    CSV = "csv"
    JSONL = "jsonl"
    STIX = "stix"
    TAXII = "taxii"
    MISP = "misp"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Defaults(_Strict):
    """What holds for an entry that does not say; texts are read as those of an entry are."""

    type: IndicatorType | None = None
    tier: Tier | None = None
    nature: Nature | None = None
    tlp: str | None = None
    confidence: Annotated[int, Field(ge=0, le=100)] | None = None
    platform: str | None = None
    labels: tuple[str, ...] | str = ()
    region: str | None = None

    def values(self) -> dict[str, object]:
        """The columns that are given, as an entry would state them."""
        given = {name: getattr(self, name) for name in type(self).model_fields}
        labels = given.pop("labels")
        given["labels"] = list(labels) if isinstance(labels, tuple) else labels
        return {name: value for name, value in given.items() if value not in (None, [], "")}


class Auth(_Strict):
    """How to log in: a user name and a file with its password, or a file with a bearer token."""

    username: str | None = None
    password_file: Path | None = None
    token_file: Path | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Auth:
        basic = (self.username is not None, self.password_file is not None)
        if any(basic) != all(basic) or any(basic) == (self.token_file is not None):
            raise ValueError("give username and password_file, or token_file")
        return self


class Limits(_Strict):
    """What a feed may cost: above `max_rejected_share` (0 to 1) of its entries the build stops."""

    max_rejected_share: Annotated[float, Field(ge=0, le=1)] = 1.0
    max_bytes: Annotated[int, Field(gt=0)] = 1 << 29
    timeout_seconds: Annotated[float, Field(gt=0)] = 60.0


class Feed(_Strict):
    """One source of indicators.

    `location` is a path (relative to the feeds file) or an HTTPS address; for `taxii` the
    address of a collection, for `misp` a folder or its address. `columns` names theirs for ours.
    `recipients` empty: everyone may have it. `home_region` is where its phone numbers without a
    country code are from.
    """

    name: Name
    kind: Kind
    location: Annotated[str, Field(min_length=1)]
    enabled: bool = True
    columns: dict[str, str] = {}
    defaults: Defaults = Defaults()
    licence: str | None = None
    recipients: Annotated[tuple[str, ...], Field(min_length=1)] = ()
    home_region: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = "AU"
    auth: Auth | None = None
    limits: Limits = Limits()
    full_resync_days: Annotated[float, Field(gt=0)] = 7.0

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Feed:
        unknown = sorted(set(self.columns) - COLUMNS)
        if unknown:
            raise ValueError(f"columns: not ours: {', '.join(unknown)}")
        if self.columns and self.kind not in (Kind.CSV, Kind.JSONL):
            raise ValueError(f"columns: a {self.kind} feed has none")
        scheme, separator, _ = self.location.partition("://")
        if separator and scheme.lower() not in ("https", "http", "file"):
            raise ValueError("location: neither a path nor an https address")
        if self.kind is Kind.TAXII and not self.is_remote:
            raise ValueError("location: a taxii feed is an address")
        return self

    @property
    def is_remote(self) -> bool:
        """Whether it is fetched over the network."""
        return self.location.lower().startswith(("https://", "http://"))


class FeedsFile(_Strict):
    """All sources, and what holds for the product made of them.

    `recipient` is who will hold the snapshot, `max_tlp` the strictest marking they may hold,
    `known_good` folders of lists of values that are never listed, `drop_ended_after_days` how
    long ago an indicator may have ended (none: however long). `proxy` (an address) carries
    HTTPS; `ca_file` holds the certificates to trust instead of the system's.
    """

    feeds: Annotated[tuple[Feed, ...], Field(min_length=1)]
    recipient: str | None = None
    max_tlp: Tlp = Tlp.RED
    known_good: tuple[Path, ...] = ()
    drop_ended_after_days: Annotated[float, Field(ge=0)] | None = None
    proxy: str | None = None
    ca_file: Path | None = None

    @model_validator(mode="after")
    def _names_differ(self) -> FeedsFile:
        names = [feed.name.lower() for feed in self.feeds]
        if len(set(names)) < len(names):
            raise ValueError("feeds: a name occurs twice")
        return self


def load(path: Path) -> FeedsFile:
    """The feeds file at `path`, its relative paths resolved against its folder.

    Raises:
        FeedError: it cannot be read, or a key is wrong; names the file and the key.
    """
    try:
        values, root = strict_yaml.load_with_nodes(path.read_text("utf-8"))
    except OSError as error:
        raise FeedError(f"{path.name}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise FeedError(f"{path.name}: not UTF-8") from error
    except YamlError as error:
        raise FeedError(f"{path.name}: {error}") from error
    try:
        return _resolved(FeedsFile.model_validate(values), path.resolve().parent)
    except ValidationError as error:
        raise FeedError(f"{path.name}: {_explain(error, values, root)}") from error


def _explain(error: ValidationError, values: Any, root: strict_yaml.Node | None) -> str:  # noqa: ANN401
    first = error.errors(include_input=False, include_url=False)[0]
    message = first["msg"].removeprefix("Value error, ")
    where = ".".join(str(part) for part in first["loc"])
    match first["loc"]:
        case ("feeds", int(number), *rest):
            feed = values["feeds"][number]
            name = feed.get("name") if isinstance(feed, dict) else None
            where = ".".join(
                [f"feed {name if isinstance(name, str) else number + 1}", *map(str, rest)]
            )
    line = strict_yaml.line_of(root, first["loc"])
    parts = [] if line is None else [f"line {line}"]
    return ": ".join((*parts, *([where] if where else []), message))


def _resolved(file: FeedsFile, base: Path) -> FeedsFile:
    feeds = tuple(_located(feed, base) for feed in file.feeds)
    known = tuple(base / each for each in file.known_good)
    ca_file = None if file.ca_file is None else base / file.ca_file
    return file.model_copy(update={"feeds": feeds, "known_good": known, "ca_file": ca_file})


def _located(feed: Feed, base: Path) -> Feed:
    update: dict[str, object] = {}
    if not feed.is_remote:
        update["location"] = str(base / feed.location.removeprefix("file://"))
    if feed.auth is not None:
        files = ("password_file", "token_file")
        given = {name: getattr(feed.auth, name) for name in files}
        update["auth"] = feed.auth.model_copy(
            update={name: base / path for name, path in given.items() if path is not None}
        )
    return feed.model_copy(update=update)


SUFFIXES = {".csv": Kind.CSV, ".jsonl": Kind.JSONL, ".json": Kind.STIX}


def gather(paths: Sequence[Path]) -> FeedsFile:
    """The product of plain feeds and at most one feeds file, in their order.

    Raises:
        FeedError: a path is no feed, the feeds file is wrong, or there are two.
    """
    files = {path: load(path) for path in paths if path.suffix.lower() in (".yaml", ".yml")}
    if len(files) > 1:
        raise FeedError("more than one feeds file: name one")
    listed = [files[path].feeds if path in files else (plain(path),) for path in paths]
    feeds = tuple(feed for each in listed for feed in each)
    product = next(iter(files.values()), FeedsFile.model_construct(feeds=()))
    return product.model_copy(update={"feeds": feeds})


def chosen(product: FeedsFile) -> list[Feed]:
    """The feeds that are switched on and that the product's recipient may have.

    Raises:
        FeedError: none is left.
    """
    feeds = [
        feed
        for feed in product.feeds
        if feed.enabled and (not feed.recipients or product.recipient in feed.recipients)
    ]
    if not feeds:
        raise FeedError("no feed is left: all are switched off, or for other recipients")
    return feeds


def plain(path: Path) -> Feed:
    """The feed that a plain file or MISP folder is, named by its stem.

    Raises:
        FeedError: it is none of `.csv`, `.jsonl`, `.json` and a folder.
    """
    kind = Kind.MISP if path.is_dir() else SUFFIXES.get(path.suffix.lower())
    if kind is None:
        raise FeedError(f"{path.name}: not a .csv, .jsonl, .json or .yaml file, nor a folder")
    if not path.exists():
        raise FeedError(f"{path.name}: no such file")
    return Feed.model_construct(name=path.stem, kind=kind, location=str(path))
