"""YAML as people mean it: every file that a person writes is read here.

Rule 1: plain words are those of YAML 1.2: `NO` is Norway, `0742` a code, a date stays text.
Rule 2: a key that stands twice is an error: nobody should have to know which one counts.
Rule 3: an error names the line, and repeats nothing of the file.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

try:  # libyaml's reader takes a tenth of the time: an allow-list may have thousands of entries
    from yaml import CSafeLoader as _BaseLoader
except ImportError:  # pragma: no cover
    from yaml import SafeLoader as _BaseLoader  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic import ValidationError

Node = yaml.Node
_PLAIN = {
    "null": (r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    "bool": (r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    "int": (r"[-+]?(?:0|[1-9][0-9]{0,17})", list("-+0123456789")),
    "float": (r"[-+]?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,17}", list("-+0123456789")),
}


class YamlError(ValueError):
    """A text that cannot be used; the message begins with the line, where one is known."""


class _Loader(_BaseLoader):
    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  the library's own form


for _name, (_pattern, _first) in _PLAIN.items():
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_name}", re.compile(f"^(?:{_pattern})$"), _first
    )


def load(text: str) -> Any:  # noqa: ANN401  any YAML value
    """The value of a YAML document; None where it is empty.

    Raises:
        YamlError: it is none, nests too deep, or a key stands twice.
    """
    return load_with_nodes(text)[0]


def load_with_nodes(text: str) -> tuple[Any, Node | None]:
    """The value of a YAML document, and the tree that knows the line of each part.

    Raises:
        YamlError: as `load`.
    """
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
        _refuse_repeats(root)
        return None if root is None else loader.construct_document(root), root
    except YamlError:
        raise
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f"line {mark.line + 1}: " if mark else ""
        raise YamlError(f"{line}not readable as YAML") from error
    finally:
        loader.dispose()


def line_of(root: Node | None, path: Sequence[int | str], *, whole: bool = False) -> int | None:
    """The line of the innermost part of a document that keys and numbers lead to, if any does.

    What leads nowhere is passed over: it is a name of a model's own, such as the kind of a choice.
    With `whole` every part must lead on.
    """
    node = root
    for part in path:
        inner = _inner(node, part)
        if inner is None and whole:
            return None
        node = inner or node
    return None if node is None else int(node.start_mark.line) + 1


def _inner(node: Node | None, part: int | str) -> Node | None:
    found: Node | None = None
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int):
        found = node.value[part]
    elif isinstance(node, yaml.MappingNode):
        found = next((value for key, value in node.value if key.value == str(part)), None)
    return found


def first_error(error: ValidationError, root: Node | None) -> str:
    """The first thing that is wrong with a document: line, key, and why; no value."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    line = line_of(root, first["loc"])
    parts = [] if line is None else [f"line {line}"]
    parts += [".".join(map(str, first["loc"]))] if first["loc"] else []
    return ": ".join((*parts, first["msg"].removeprefix("Value error, ")))


def _refuse_repeats(root: Node | None) -> None:
    waiting = [root]
    seen: set[int] = set()
    while waiting:
        node = waiting.pop()
        if node is None or id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            _refuse_repeated([key for key, _ in node.value if isinstance(key, yaml.ScalarNode)])
            waiting += [value for _, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            waiting += node.value


def _refuse_repeated(keys: list[yaml.ScalarNode]) -> None:
    seen: set[str] = set()
    for key in keys:
        if key.value in seen:
            raise YamlError(f"line {key.start_mark.line + 1}: a key that stands twice")
        seen.add(key.value)
