"""From a feeds file to a snapshot: what each of its keys does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import orjson
import pytest
import yaml

from feeds import record, snapshot
from feeds.build import Built, build
from feeds.formats import FeedError
from feeds.intake import RejectedShareError
from feeds.snapshot import SnapshotError
from tests.feeds.files import CREATED

if TYPE_CHECKING:
    from pathlib import Path

    from matcher.indicator import Indicator

ADDRESS = {"type": "email", "value": "quiet.lantern@example.com"}


def feed(name: str, location: str, **more: Any) -> dict[str, Any]:
    """A feed of a feeds file."""
    return {"name": name, "kind": location.rpartition(".")[2], "location": location, **more}


def built(folder: Path, *feeds: dict[str, Any], **product: Any) -> Built:
    """The snapshot of these feeds, in `folder / "out"`."""
    path = folder / "feeds.yaml"
    path.write_text(yaml.safe_dump({"feeds": list(feeds), **product}))
    return build([path], folder / "out", serial=1, created=CREATED)


def listed(folder: Path) -> dict[str, Indicator]:
    """What is on the list, by value."""
    _, content = snapshot.read(folder / "out")
    found = map(record.from_line, content.splitlines(keepends=True))
    return {each.value: each for each in found}


def rejected(folder: Path) -> list[dict[str, Any]]:
    """What is in the rejects file."""
    lines = (folder / "out" / "rejects.jsonl").read_bytes().splitlines()
    return [orjson.loads(line) for line in lines]


def write(folder: Path, name: str, *entries: dict[str, Any]) -> None:
    """A JSONL feed."""
    (folder / name).write_text("".join(f"{json.dumps(entry)}\n" for entry in entries))


def test_columns_and_defaults(tmp_path: Path) -> None:
    """Theirs are renamed, ours are taken as they are, and what is not said is filled in."""
    (tmp_path / "a.csv").write_text(
        "Artefact,How Sure,tier,platform,value\n"
        "0491 570 006,80,indicator,,not this one\n"
        "0491 570 156,,,example-chat,not this one\n"
    )
    columns = {"value": "Artefact", "confidence": "How Sure"}
    defaults = {"type": "phone", "tier": "clue", "confidence": 20, "platform": "forum"}
    defaults |= {"region": "AU-VIC", "tlp": "green", "nature": "access", "labels": ["x"]}
    built(tmp_path, feed("desk", "a.csv", columns=columns, defaults=defaults))
    found = listed(tmp_path)
    first, second = found["+61491570006"], found["+61491570156"]
    assert (first.confidence, first.tier, first.platform) == (80, "indicator", "forum")
    assert (second.confidence, second.tier, second.platform) == (20, "clue", "example-chat")
    assert {(each.region, each.tlp, each.nature, each.labels) for each in found.values()} == {
        ("AU-VIC", "green", "access", ("x",))
    }


def test_columns_of_json_may_be_deep(tmp_path: Path) -> None:
    """Dotted names go into objects; a name with a dot in it wins."""
    write(tmp_path, "a.jsonl", {"item": {"what": "email", "v": "a@example.com"}, "t.l": "red"})
    columns = {"type": "item.what", "value": "item.v", "tlp": "t.l", "id": "item.none.id"}
    built(tmp_path, feed("desk", "a.jsonl", columns=columns))
    assert listed(tmp_path)["a@example.com"].tlp == "red"


def test_numbers_without_a_country_code_are_from_the_feeds_region(tmp_path: Path) -> None:
    """Australia's, unless the feed says where it is from; other types are untouched."""
    entries = [
        {"type": "phone", "value": "020 7946 0018"},
        {"type": "phone", "value": "+61491570006"},
    ]
    write(tmp_path, "a.jsonl", *entries, ADDRESS)
    built(tmp_path, feed("london", "a.jsonl", home_region="GB"))
    assert set(listed(tmp_path)) == {"+442079460018", "+61491570006", ADDRESS["value"]}


def test_the_product_holds_what_its_recipient_may(tmp_path: Path) -> None:
    """Markings above theirs, what is known to be good and what ended long ago stay out."""
    (tmp_path / "good").mkdir()
    (tmp_path / "good" / "own.txt").write_text("Helpline@example.org # ours\n")
    write(
        tmp_path,
        "a.jsonl",
        ADDRESS | {"tlp": "TLP:AMBER"},
        ADDRESS | {"value": "strict@example.com", "tlp": "amber+strict"},
        ADDRESS | {"value": "helpline@example.org"},
        ADDRESS | {"value": "long.ago@example.com", "valid_until": "2025-12-03T03:04:05Z"},
        ADDRESS | {"value": "lately@example.com", "valid_until": "2025-12-03T03:04:06Z"},
    )
    told = built(
        tmp_path, feed("desk", "a.jsonl"), max_tlp="amber", known_good=["good"],
        drop_ended_after_days=30,
    )  # fmt: skip
    assert set(listed(tmp_path)) == {ADDRESS["value"], "lately@example.com"}
    reasons = {each["line"]: each["reason"] for each in rejected(tmp_path)}
    assert reasons[2] == "quarantined: TLP above what the recipient may hold"
    assert "known-good list" in reasons[3]
    assert reasons[4] == "quarantined: ended too long ago"
    assert not any("example" in reason for reason in reasons.values())
    assert (told.entries, told.rejected.total()) == (5, 3)


def test_a_feed_that_fails_costs_no_other_feed(tmp_path: Path) -> None:
    """The list has the others, and the manifest says which is stale and why."""
    write(tmp_path, "a.jsonl", ADDRESS)
    (tmp_path / "b.csv").write_text("no,header\n")
    manifest = built(
        tmp_path,
        feed("gone", "gone.jsonl"),
        feed("odd", "b.csv"),
        feed("desk", "a.jsonl", licence="L"),
    ).manifest
    problems = {each.name: each.problem for each in manifest.feeds}
    assert problems["gone"] == "gone.jsonl: No such file or directory"
    assert problems["odd"] is not None
    assert "column missing" in problems["odd"]
    assert problems["desk"] is None
    assert [(each.kept, each.licence, each.stale) for each in manifest.feeds] == [
        (0, None, True), (0, None, True), (1, "L", False),
    ]  # fmt: skip
    with pytest.raises(SnapshotError, match=r"no indicators: feed gone: .*; feed odd: "):
        built(tmp_path, feed("gone", "gone.jsonl"), feed("odd", "b.csv"))


def test_a_feed_of_which_too_much_is_rejected_stops_the_build(tmp_path: Path) -> None:
    """Above its share and not at it; no snapshot is written, and the reasons are told."""
    write(tmp_path, "a.jsonl", ADDRESS, {"type": "email", "value": "x"})
    limited = feed("desk", "a.jsonl", limits={"max_rejected_share": 0.5})
    assert built(tmp_path, limited).rejected.total() == 1
    before = snapshot.read_manifest(tmp_path / "out")
    limited["limits"] = {"max_rejected_share": 0.4}
    with pytest.raises(RejectedShareError, match=r"feed desk: 1 of 2 entries .* 0\.4 \(value: "):
        built(tmp_path, limited)
    assert snapshot.read_manifest(tmp_path / "out") == before


def test_what_several_feeds_state_keeps_every_source(tmp_path: Path) -> None:
    """Each with its own tier, nature, confidence and validity, named by its feed."""
    write(tmp_path, "a.jsonl", ADDRESS | {"id": "a-1", "confidence": 10, "nature": "access"})
    write(
        tmp_path, "b.jsonl", ADDRESS | {"tier": "indicator", "value": "Quiet.Lantern@Example.com"}
    )
    built(tmp_path, feed("a", "a.jsonl"), feed("b", "b.jsonl"), feed("c", "a.jsonl", enabled=False))
    (one,) = listed(tmp_path).values()
    assert (one.id, one.tier, one.confidence) == ("a-1", "indicator", 10)
    assert [(each.name, each.tier, each.nature) for each in one.sources] == [
        ("a", "clue", "access"), ("b", "indicator", "unknown"),
    ]  # fmt: skip


def test_nothing_but_the_snapshot_stays(tmp_path: Path) -> None:
    """No scratch folder, and no state where nothing was fetched."""
    write(tmp_path, "a.jsonl", ADDRESS)
    built(tmp_path, feed("a", "a.jsonl"))
    assert {each.name for each in tmp_path.iterdir()} == {"a.jsonl", "feeds.yaml", "out"}


def test_a_broken_plain_feed_ends_the_build(tmp_path: Path) -> None:
    """Whoever names one file wants that file."""
    (tmp_path / "b.csv").write_text("no,header\n")
    with pytest.raises(FeedError, match="column missing"):
        build([tmp_path / "b.csv"], tmp_path / "out", serial=1, created=CREATED)


def test_ids_that_stand_for_several_indicators_are_counted(tmp_path: Path) -> None:
    """Feeds number their entries as they like; of one indicator any number may agree."""
    first, second = ADDRESS | {"id": "1"}, {"type": "phrase", "value": "blue otter", "id": "2"}
    write(tmp_path, "a.jsonl", first, second)
    write(tmp_path, "b.jsonl", first, second | {"id": "3"})
    assert built(tmp_path, feed("a", "a.jsonl"), feed("b", "b.jsonl")).repeated_ids == 0
    write(tmp_path, "b.jsonl", first | {"id": "2"}, second | {"id": "1"})
    assert built(tmp_path, feed("a", "a.jsonl"), feed("b", "b.jsonl")).repeated_ids == 2
    write(tmp_path, "a.jsonl", ADDRESS, {"type": "phrase", "value": "blue otter"})
    write(tmp_path, "b.jsonl", {"type": "phrase", "value": "red heron"})
    assert built(tmp_path, feed("a", "a.jsonl"), feed("b", "b.jsonl")).repeated_ids == 0
