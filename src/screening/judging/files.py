"""A bank's YAML files, read into their models; an error names setting, file, line and field."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated, TypeVar

import orjson
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from feeds import strict_yaml
from feeds.strict_yaml import YamlError
from screening.settings import SettingsError


class Strict(BaseModel):
    """A part of such a file: what it does not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


def _one_line(text: str) -> str:
    if not text.strip() or not text.isprintable():
        raise ValueError("not a name on one line")
    return text.strip()


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("blank")
    return text.strip()


Name = Annotated[str, Field(max_length=100), AfterValidator(_one_line)]
Words = Annotated[str, Field(max_length=2000), AfterValidator(_not_blank)]

_Model = TypeVar("_Model", bound=BaseModel)


def load(setting: str, path: str | Path, model: type[_Model]) -> _Model:
    """The file at `path`, which `setting` names.

    Raises:
        SettingsError: it cannot be read, or is not what `model` says.
    """
    try:
        text = Path(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise SettingsError(f"{setting}: {path}: {reason}") from error
    return parse(f"{setting}: {path}", text, model)


def parse(where: str, text: str, model: type[_Model]) -> _Model:
    """The model of a YAML text; `where` begins what is said of an error.

    Raises:
        SettingsError: it is not what `model` says.
    """
    try:
        values, root = strict_yaml.load_with_nodes(text)
    except YamlError as error:
        raise SettingsError(f"{where}: {error}") from error
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise SettingsError(f"{where}: {strict_yaml.first_error(error, root)}") from None


def digest(model: BaseModel) -> str:
    """SHA-256 of what a file says, whatever its layout and comments."""
    plain = model.model_dump(mode="json", by_alias=True)
    return hashlib.sha256(orjson.dumps(plain, option=orjson.OPT_SORT_KEYS)).hexdigest()
