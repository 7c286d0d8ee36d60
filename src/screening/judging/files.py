"""A bank's YAML files, read into their models; an error names setting, file, line and field.

Rule 1: plain words are those of YAML 1.2: `NO` is Norway, `0742` a code, a date stays text.
Rule 2: a key that stands twice is an error: nobody should have to know which one counts.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import orjson
import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from screening.settings import SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

try:  # libyaml's reader takes a tenth of the time: an allow-list may have thousands of entries
    from yaml import CSafeLoader as _BaseLoader
except ImportError:  # pragma: no cover
    from yaml import SafeLoader as _BaseLoader  # type: ignore[assignment]


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
_PLAIN = {
    "null": (r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    "bool": (r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    "int": (r"[-+]?(?:0|[1-9][0-9]{0,17})", list("-+0123456789")),
    "float": (r"[-+]?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,17}", list("-+0123456789")),
}


class _Loader(_BaseLoader):
    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  the library's own form


for _name, (_pattern, _first) in _PLAIN.items():
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_name}", re.compile(f"^(?:{_pattern})$"), _first
    )


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
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
        _refuse_repeats(where, root)
        values = None if root is None else loader.construct_document(root)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f" line {mark.line + 1}:" if mark else ""
        raise SettingsError(f"{where}:{line} not readable as YAML") from error
    finally:
        loader.dispose()
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise SettingsError(f"{where}: {_first_of(error, root)}") from None


def digest(model: BaseModel) -> str:
    """SHA-256 of what a file says, whatever its layout and comments."""
    plain = model.model_dump(mode="json", by_alias=True)
    return hashlib.sha256(orjson.dumps(plain, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _refuse_repeats(where: str, root: yaml.Node | None) -> None:
    waiting = [root]
    seen: set[int] = set()
    while waiting:
        node = waiting.pop()
        if node is None or id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
            if len(keys) != len(set(keys)):
                line = node.start_mark.line + 1
                raise SettingsError(f"{where}: line {line}: a key that stands twice")
            waiting += [value for _, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            waiting += node.value


def _first_of(error: ValidationError, root: yaml.Node | None) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    path, message = first["loc"], first["msg"].removeprefix("Value error, ")
    line = f"line {_line(root, path)}: " if root is not None else ""
    names = ".".join(str(part) for part in path)
    return f"{line}{names}: {message}" if names else f"{line}{message}"


def _line(node: yaml.Node, path: Sequence[int | str]) -> int:
    """The line of the innermost part of the file that a path of names and numbers leads to."""
    for part in path:
        inner = None
        if isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            inner = node.value[part]
        elif isinstance(node, yaml.MappingNode):
            inner = next((value for key, value in node.value if key.value == part), None)
        if inner is None:
            continue  # a name of the model's own, such as the kind of a choice
        node = inner
    return int(node.start_mark.line) + 1
