"""The one reader of YAML that people write."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from feeds import strict_yaml
from feeds.strict_yaml import YamlError

SCALARS = st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.text(max_size=8)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=4), inner)
)


@given(VALUES)
def test_what_is_written_as_yaml_is_read_as_it_was(value: object) -> None:
    """Whatever a YAML writer makes of a value is that value."""
    assert strict_yaml.load(yaml.safe_dump(value)) == value


@pytest.mark.parametrize("word", ["NO", "no", "on", "Yes", "0742", "1_000", "2026-01-05", "1e3"])
def test_plain_words_stay_text(word: str) -> None:
    """Of YAML 1.1's surprises none."""
    assert strict_yaml.load(f"a: {word}") == {"a": word}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb: 2\na: 3\n", "line 3: a key that stands twice"),
        ("a:\n  - {b: 1, b: 2}\n", "line 2: a key that stands twice"),
        ("a: [\n", "line 2: not readable as YAML"),
        ("[" * 20_000, "not readable as YAML"),
        ("a: \x00", "not readable as YAML"),
    ],
)
def test_what_is_wrong_is_told_by_its_line(text: str, message: str) -> None:
    """Nothing of the file is repeated, and nothing ends in a traceback."""
    with pytest.raises(YamlError) as refused:
        strict_yaml.load(text)
    assert message in str(refused.value)


def test_an_empty_document_is_none() -> None:
    """A file of comments alone holds nothing."""
    assert strict_yaml.load("# nothing\n") is None


@given(VALUES, st.data())
def test_lines_are_those_of_the_text(value: object, data: st.DataObject) -> None:
    """A marked place in a document is found on the line where it stands."""
    inner: object = "marked-place"
    path: list[int | str] = []
    for _ in range(data.draw(st.integers(0, 4))):
        if data.draw(st.booleans()):
            path.insert(0, 1)
            inner = [value, inner]
        else:
            path.insert(0, "key")
            inner = {"first": value, "key": inner}
    text = yaml.safe_dump(inner, sort_keys=False, default_flow_style=False, width=10_000)
    _, root = strict_yaml.load_with_nodes(text)
    (expected,) = [n for n, each in enumerate(text.split("\n"), 1) if "marked-place" in each]
    assert strict_yaml.line_of(root, path) == expected
    assert strict_yaml.line_of(root, path, whole=True) == expected
    assert strict_yaml.line_of(root, [*path, "none"]) == expected
    assert strict_yaml.line_of(root, [*path, "none"], whole=True) is None
