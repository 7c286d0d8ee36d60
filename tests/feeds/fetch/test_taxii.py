"""TAXII 2.1 against a real server (medallion): pages, equal timestamps, what was added since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.feeds.fetch.collection import (
    PASSWORD,
    USER,
    Collection,
    indicator,
    serving,
    stamp,
)
from tests.feeds.fetch.fetching import DAY, NOW, feed, fetch, kept, objects

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from feeds.feeds_file import Feed


@pytest.fixture
def collection(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collection]:
    """A collection of which a page holds 70 objects."""
    with serving(monkeypatch, 70) as one:
        yield one


@pytest.fixture
def taxii(collection: Collection, tmp_path: Path) -> Feed:
    """The feed that it is."""
    return reading(collection, tmp_path)


def reading(collection: Collection, tmp_path: Path, **more: Any) -> Feed:
    """A feed that logs in to the collection."""
    (tmp_path / "password").write_text(PASSWORD + "\n")
    auth = {"username": USER, "password_file": str(tmp_path / "password")}
    location = more.pop("location", collection.location)
    return feed("taxii", location, limits={"timeout_seconds": 20}, auth=auth, **more)


def ids(objects_: list[Any]) -> list[str]:
    """Their ids."""
    return [each["id"] for each in objects_]


async def test_thousands_of_objects_with_equal_timestamps(
    collection: Collection, taxii: Feed, tmp_path: Path
) -> None:
    """Each once, sorted by id, though whole pages were added at the same moment."""
    sent = [indicator(number) for number in range(3000)]
    for first in range(0, 3000, 500):
        collection.add(stamp(first), *sent[first : first + 500])
    found = objects(await kept(taxii, tmp_path / "state"))
    assert found == sent
    assert len(collection.asked) == 43  # 3,000 / 70, rounded up
    assert all(each["limit"] == "1000" for each in collection.asked)


async def test_only_what_was_added_is_asked_for(
    collection: Collection, taxii: Feed, tmp_path: Path
) -> None:
    """By the server's own time, in every page's request; newer versions replace older ones."""
    collection.add(stamp(1), *(indicator(number) for number in range(100)))
    await kept(taxii, tmp_path / "state")
    newer = [indicator(number, version=9) for number in range(90, 100)]
    more = [indicator(number) for number in range(100, 190)]
    collection.add(stamp(2), *newer, *more)
    collection.asked.clear()
    found = objects(await kept(taxii, tmp_path / "state", NOW + DAY))
    assert found == [*(indicator(number) for number in range(90)), *newer, *more]
    assert [each["added_after"] for each in collection.asked] == [stamp(1)] * 2
    assert ["next" in each for each in collection.asked] == [False, True]


async def test_nothing_new_keeps_the_copy(
    collection: Collection, taxii: Feed, tmp_path: Path
) -> None:
    """It is confirmed as of now, and the cursor stays."""
    collection.add(stamp(1), indicator(1))
    first = await kept(taxii, tmp_path / "state")
    second = await kept(taxii, tmp_path / "state", NOW + DAY)
    assert second.path == first.path
    assert second.fetched == NOW + DAY
    await kept(taxii, tmp_path / "state", NOW + 2 * DAY)
    assert [each.get("added_after") for each in collection.asked] == [None, stamp(1), stamp(1)]


async def test_a_revocation_is_a_version(
    collection: Collection, taxii: Feed, tmp_path: Path
) -> None:
    """It replaces what it revokes."""
    collection.add(stamp(1), indicator(1))
    await kept(taxii, tmp_path / "state")
    collection.add(stamp(2), indicator(1, version=5, revoked=True))
    (found,) = objects(await kept(taxii, tmp_path / "state"))
    assert found["revoked"] is True


async def test_an_older_version_that_is_added_later(
    collection: Collection, taxii: Feed, tmp_path: Path
) -> None:
    """Replaces nothing."""
    collection.add(stamp(1), indicator(1, version=5))
    await kept(taxii, tmp_path / "state")
    collection.add(stamp(2), indicator(1, version=4))
    # The server itself sends the latest only; so that the older one comes, drop the newer.
    collection.data["objects"] = [indicator(1, version=4)]
    assert objects(await kept(taxii, tmp_path / "state")) == [indicator(1, version=5)]


@pytest.mark.parametrize(("days", "expected"), [(6.9, 2), (7, 1), (-1, 1)])
async def test_what_was_deleted_goes_with_a_full_fetch(
    collection: Collection, taxii: Feed, tmp_path: Path, days: float, expected: int
) -> None:
    """After `full_resync_days`, or when the clock went back; the protocol cannot say it."""
    collection.add(stamp(1), indicator(1), indicator(2))
    await kept(taxii, tmp_path / "state")
    collection.remove(indicator(1)["id"])
    await kept(taxii, tmp_path / "state", NOW + DAY / 2)
    assert len(objects(await kept(taxii, tmp_path / "state", NOW + days * DAY))) == expected


async def test_a_full_fetch_begins_a_new_period(collection: Collection, tmp_path: Path) -> None:
    """The next one is as far off again, whatever was added between."""
    taxii = reading(collection, tmp_path, full_resync_days=2)
    for days in range(5):
        collection.add(stamp(days), indicator(days))
        await kept(taxii, tmp_path / "state", NOW + days * DAY)
    asked = ["added_after" in each for each in collection.asked]
    assert asked == [False, True, False, True, False]


async def test_a_fetch_that_is_not_kept_moves_no_cursor(
    collection: Collection, taxii: Feed, tmp_path: Path
) -> None:
    """What came in it comes again."""
    collection.add(stamp(1), indicator(1))
    await kept(taxii, tmp_path / "state")
    collection.add(stamp(2), indicator(2))
    await fetch(taxii, tmp_path / "state")
    assert len(objects(await fetch(taxii, tmp_path / "state"))) == 2
    assert [each.get("added_after") for each in collection.asked] == [None, stamp(1), stamp(1)]


async def test_a_damaged_copy_is_fetched_anew(
    collection: Collection, taxii: Feed, tmp_path: Path
) -> None:
    """All of it: a cursor without its objects would lose them."""
    collection.add(stamp(1), indicator(1), indicator(2))
    first = await kept(taxii, tmp_path / "state")
    assert first.path is not None
    first.path.write_bytes(first.path.read_bytes()[:-20])
    assert len(objects(await kept(taxii, tmp_path / "state"))) == 2
    assert ["added_after" in each for each in collection.asked] == [False, False]


async def test_an_empty_collection(collection: Collection, taxii: Feed, tmp_path: Path) -> None:
    """Is a feed without objects; what comes later is found."""
    assert objects(await kept(taxii, tmp_path / "state")) == []
    collection.add(stamp(1), indicator(1))
    assert objects(await kept(taxii, tmp_path / "state")) == [indicator(1)]


@pytest.mark.parametrize("ending", ["", "/", "/objects", "/objects/"])
async def test_ways_to_write_the_address(
    collection: Collection, tmp_path: Path, ending: str
) -> None:
    """With or without its final slash, or that of its objects."""
    collection.add(stamp(1), indicator(1))
    one = reading(collection, tmp_path, location=collection.location.rstrip("/") + ending)
    assert len(objects(await fetch(one, tmp_path / "state"))) == 1


async def test_a_wrong_password(collection: Collection, taxii: Feed, tmp_path: Path) -> None:
    """Is said, without it."""
    (tmp_path / "password").write_text("battery staple")
    result = await fetch(taxii, tmp_path / "state")
    assert result.problem is not None
    assert result.problem.endswith("answered 401 Unauthorized: the log-in is missing or wrong")
    assert "battery" not in result.problem


async def test_a_collection_that_is_not_there(collection: Collection, tmp_path: Path) -> None:
    """Or not for this log-in."""
    one = reading(collection, tmp_path, location=collection.location.replace("472c", "572c"))
    missing = await fetch(one, tmp_path / "state")
    assert missing.problem is not None
    assert missing.problem.endswith("answered 404 Not Found: no such collection")
    collection.data["can_read"] = False
    forbidden = await fetch(reading(collection, tmp_path), tmp_path / "state")
    assert forbidden.problem is not None
    assert forbidden.problem.endswith("answered 403 Forbidden: the log-in may not read this")
