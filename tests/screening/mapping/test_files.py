"""Mapping files: shipped ones, own ones, and what a wrong one says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from screening.mapping import MappingError, load
from screening.mapping.files import shipped
from tests.screening.support import read_one, texts

if TYPE_CHECKING:
    from pathlib import Path

SOUND = "name: mine\nfields:\n  - {path: note, role: free_text}\n"
GENERIC_PATHS = {
    "description": "free_text",
    "reference": "reference",
    "payer.name": "party_name",
    "payer.account": "account",
    "payer.proxy": "proxy",
    "payer.contact": "contact",
    "payee.name": "party_name",
    "payee.account": "account",
    "payee.proxy": "proxy",
    "payee.contact": "contact",
    "merchant": "merchant",
    "device.ip": "network",
}


def test_generic_reads_what_the_design_lists() -> None:
    """The shipped mapping's paths and roles are a contract."""
    party = {"name": "n", "account": "a", "proxy": "p", "contact": "c"}
    found = read_one(
        load("generic"),
        {
            "id": "1", "timestamp": "2026-01-05", "customer_id": "C1", "amount": "1.50",
            "currency": "AUD", "description": "d", "reference": "r", "payer": party,
            "payee": party, "merchant": "m", "device": {"ip": "i"}, "other": "not screened",
        },
    )  # fmt: skip
    assert {path: scope.role for path, scope, _ in found.fields} == GENERIC_PATHS
    assert len(texts(found)) == len(GENERIC_PATHS)
    assert (found.id, found.customer, found.amount, found.currency) == ("1", "C1", "1.50", "AUD")
    assert found.timestamp == "2026-01-05"


@pytest.mark.parametrize("name", ["mine.yaml", "mine.yml", "mine", "mine.mapping"])
def test_a_file_is_taken_whatever_its_ending(tmp_path: Path, name: str) -> None:
    """A mapping is a shipped name or a file."""
    (tmp_path / name).write_text(SOUND)
    assert load(str(tmp_path / name)).name == "mine"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("fields: [", "line 2: not readable as YAML"),
        ("name: x\nfields: []\n", "fields: "),
        ("fields:\n  - {path: a, role: free_text}\n", "name: "),
        (SOUND + "colour: red\n", "colour: "),
        (SOUND + "id: a..b\n", "id: not a path"),
        (SOUND + "timezone: Mars/Olympus\n", "timezone: not a time zone"),
        (SOUND + "timezone: ''\n", "timezone: not a time zone"),
        (SOUND + "format: parquet\n", "format"),
        (SOUND.replace("free_text", "free text"), "fields.0.role: "),
        (SOUND.replace("role:", "rol:"), "fields.0.role: "),
        (SOUND.replace("}", ", drop: [colour]}"), "fields.0.drop"),
        (SOUND.replace("}", ", join: true}"), "fields.0: join needs"),
        (SOUND.replace("}", ", colour: red}"), "fields.0.colour: "),
        (SOUND.replace("}", ", types: []}"), ": no type is left"),
        (SOUND.replace("free_text}", "network, drop: [ip, domain, url]}"), ": no type is left"),
        (SOUND + "context:\n  a: b\n  c: d..e\n", "line 6: context.c"),
        (SOUND + "context:\n  a: b\n  a: d\n", "line 6: a key that stands twice"),
        (SOUND.replace("}", ", role: account}"), "line 3: a key that stands twice"),
        (SOUND + f"id: {'[' * 5000}", "not readable as YAML"),
        (SOUND + f"id: {'[' * 900}{']' * 900}", "id"),
        ("- 1\n", ""),
        ("", ""),
    ],
)
def test_a_wrong_mapping_names_its_file_and_the_place(tmp_path: Path, text: str, told: str) -> None:
    """One line says which file and which path of it."""
    path = tmp_path / "wrong.yaml"
    path.write_text(text)
    with pytest.raises(MappingError) as caught:
        load(str(path))
    message = str(caught.value)
    assert message.startswith(f"mapping {path}:")
    assert told in message
    assert "\n" not in message


@pytest.mark.parametrize("name", ["nothing", "missing/nothing.yaml", "."])
def test_a_missing_mapping_is_named(name: str) -> None:
    """Neither shipped nor a file: the message says so and lists what is shipped."""
    with pytest.raises(MappingError, match=f"mapping {name}: "):
        load(name)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    """A mapping file is UTF-8."""
    path = tmp_path / "wrong.yaml"
    path.write_bytes(b"name: \xff\n")
    with pytest.raises(MappingError, match="not UTF-8"):
        load(str(path))


def test_shipped_mappings_load() -> None:
    """Every mapping that comes with Fresnel is sound."""
    assert shipped()
    for name in shipped():
        assert load(name).name == name
