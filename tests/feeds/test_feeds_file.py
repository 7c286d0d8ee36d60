"""The feeds file: configuration that says what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from feeds import feeds_file
from feeds.feeds_file import Kind
from feeds.formats import FeedError
from matcher.indicator import Tlp

if TYPE_CHECKING:
    from pathlib import Path

WHOLE = """
recipient: example-bank
max_tlp: amber+strict
known_good: [good]
drop_ended_after_days: 30
feeds:
  - name: desk
    kind: csv
    location: desk.csv
    columns: {value: Artefact, type: Kind}
    defaults: {tier: indicator, tlp: "TLP:GREEN", labels: [made-up], region: AU-NSW, confidence: 60}
    licence: For screening only
    recipients: [example-bank]
    limits: {max_rejected_share: 0.2, max_bytes: 1000, timeout_seconds: 5}
  - {name: shared, kind: taxii, location: "https://taxii.example.com/api/collections/1/",
     auth: {username: bank, password_file: secret}, enabled: false}
"""


def written(folder: Path, text: str) -> Path:
    """A feeds file."""
    path = folder / "feeds.yaml"
    path.write_text(text)
    return path


def test_every_key_of_the_design_is_read(tmp_path: Path) -> None:
    """Paths are relative to the file, wherever the build is started."""
    product = feeds_file.load(written(tmp_path, WHOLE))
    desk, shared = product.feeds
    assert (product.recipient, product.max_tlp) == ("example-bank", Tlp.AMBER_STRICT)
    assert product.known_good == (tmp_path / "good",)
    assert (desk.kind, desk.location) == (Kind.CSV, str(tmp_path / "desk.csv"))
    assert desk.columns == {"value": "Artefact", "type": "Kind"}
    assert desk.defaults.values() == {
        "tier": "indicator", "tlp": "TLP:GREEN", "labels": ["made-up"], "region": "AU-NSW",
        "confidence": 60,
    }  # fmt: skip
    assert (desk.licence, desk.limits.max_rejected_share) == ("For screening only", 0.2)
    assert shared.auth is not None
    assert shared.auth.password_file == tmp_path / "secret"
    assert not shared.enabled


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("feeds: []", "feeds: "),
        ("- 1", "valid dictionary"),
        ("", "valid dictionary"),
        ("feeds: [", "line 2: not readable as YAML"),
        ("feeds: [{name: a, kind: csv}]", "feed a.location: Field required"),
        ("feeds: [{kind: csv, location: x}]", "feed 1.name: Field required"),
        ("feeds: [{name: ../a, kind: csv, location: x}]", "feed ../a.name"),
        ("feeds: [{name: a, kind: xls, location: x}]", "feed a.kind: Input should be 'csv'"),
        ("feeds: [{name: a, kind: csv, location: x, more: 1}]", "feed a.more: Extra inputs"),
        ("feeds: [{name: a, kind: csv, location: x, columns: {val: y}}]", "columns: not ours: val"),
        (
            "feeds: [{name: a, kind: misp, location: x, columns: {value: y}}]",
            "a misp feed has none",
        ),
        ("feeds: [{name: a, kind: taxii, location: x}]", "feed a: location: a taxii feed is"),
        ("feeds: [{name: a, kind: csv, location: x, auth: {username: u}}]", "feed a.auth: give"),
        ("feeds: [{name: a, kind: csv, location: x}, {name: A, kind: csv, location: y}]", "twice"),
        ("feeds: [{name: a, kind: csv, location: x}]\nmax_tlp: pink", "max_tlp: Input should be"),
        ("feeds: [1]", "feed 1: "),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, message: str) -> None:
    """The file, the feed by its name and the key, in one line."""
    with pytest.raises(FeedError) as caught:
        feeds_file.load(written(tmp_path, text))
    assert str(caught.value).startswith("feeds.yaml: ")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_plain_feeds_and_one_feeds_file_make_a_product(tmp_path: Path) -> None:
    """In the order given; two feeds files, or something that is no feed, are refused."""
    file = written(tmp_path, WHOLE)
    other = tmp_path / "more.yml"
    other.write_text(WHOLE)
    plain = tmp_path / "a.jsonl"
    plain.write_text("")
    (tmp_path / "events").mkdir()
    product = feeds_file.gather([plain, file, tmp_path / "events"])
    assert [feed.name for feed in product.feeds] == ["a", "desk", "shared", "events"]
    assert [feed.kind for feed in product.feeds][::3] == ["jsonl", "misp"]
    assert product.recipient == "example-bank"
    for bad in ([file, other], [tmp_path / "a.txt"], [tmp_path / "none.csv"]):
        with pytest.raises(FeedError):
            feeds_file.gather(bad)


def test_feeds_for_others_and_those_switched_off_are_left_out(tmp_path: Path) -> None:
    """A feed without recipients is for everyone; none left is an error."""
    product = feeds_file.load(written(tmp_path, WHOLE))
    assert [feed.name for feed in feeds_file.chosen(product)] == ["desk"]
    for recipient in (None, "other-bank"):
        with pytest.raises(FeedError, match="no feed is left"):
            feeds_file.chosen(product.model_copy(update={"recipient": recipient}))
