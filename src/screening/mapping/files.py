"""Mapping files: the shipped ones by name, a bank's own by path."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from feeds import strict_yaml
from feeds.strict_yaml import YamlError
from screening.decode import decoders
from screening.mapping.model import MappingModel
from screening.mapping.reader import Mapping

if TYPE_CHECKING:
    from screening.decode.registry import NoRegistry, Registry


class MappingError(Exception):
    """A mapping that cannot be used; the message names the file and the place in it."""


def shipped() -> list[str]:
    """The names of the mappings that come with Fresnel."""
    folder = resources.files("screening.mapping").joinpath("shipped")
    return sorted(each.name.removesuffix(".yaml") for each in folder.iterdir())


def load(name: str, *, registry: Registry | NoRegistry | None = None) -> Mapping:
    """The mapping shipped as `name`, or of the YAML file at that path.

    `registry` has the schemas of Avro records.

    Raises:
        MappingError: there is none, or it is not a mapping.
    """
    text = _text(name)
    try:
        values, root = strict_yaml.load_with_nodes(text)
    except YamlError as error:
        raise MappingError(f"mapping {name}: {error}") from error
    try:
        model = MappingModel.model_validate(values)
    except ValidationError as error:
        raise MappingError(f"mapping {name}: {strict_yaml.first_error(error, root)}") from error
    try:
        return Mapping(model, decoders.of(model.formats, registry=registry))
    except LookupError as error:
        raise MappingError(f"mapping {name}: {error.args[0]}") from error


def _text(name: str) -> str:
    if name in shipped():
        file = resources.files("screening.mapping").joinpath("shipped", f"{name}.yaml")
        return file.read_text("utf-8")
    if not name.endswith((".yaml", ".yml")) and not Path(name).exists():
        raise MappingError(f"mapping {name}: neither shipped ({', '.join(shipped())}) nor a file")
    try:
        return Path(name).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise MappingError(f"mapping {name}: {reason}") from error
