"""Medallion, a TAXII 2.1 server, in a thread of this process.

Its memory backend compares every object with every manifest entry, several times a page: with
thousands of objects a page would take minutes. The three places are replaced by look-ups with
the same results; the rest (views, log-in, headers, sessions behind `next`, versions) is its own.
"""

from __future__ import annotations

import contextlib
import functools
import threading
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flask import Flask
from medallion import application_instance, common, register_blueprints
from medallion.backends import memory_backend
from medallion.filters import basic_filter
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.feeds.fetch.fetching import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

USER, PASSWORD = "bank", "correct horse"
COLLECTION = "472c94ae-3113-4e3e-a4dd-a9f4ac7471d4"
_parse = functools.cache(common.string_to_datetime)


def stamp(seconds: float) -> str:
    """A moment as TAXII writes it, this long after the tests' own."""
    return (NOW + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def indicator(number: int, *, version: int = 0, **more: Any) -> dict[str, Any]:
    """A synthetic STIX indicator."""
    return {
        "type": "indicator",
        "spec_version": "2.1",
        "id": f"indicator--{uuid.UUID(int=number)}",
        "created": stamp(0),
        "modified": stamp(version),
        "pattern": f"[email-addr:value = 'user{number}@example.com']",
        "pattern_type": "stix",
        "valid_from": stamp(0),
        **more,
    }


@dataclass(slots=True)
class Collection:
    """One collection; `location` is its address."""

    location: str
    data: dict[str, Any]
    asked: list[dict[str, str]]

    def add(self, added: str, *objects: dict[str, Any]) -> None:
        """Add objects as of `added`."""
        self.data["objects"] += objects
        self.data["manifest"] += [
            {
                "id": each["id"],
                "date_added": added,
                "version": each.get("modified", added),
                "media_type": "application/stix+json;version=2.1",
            }
            for each in objects
        ]

    def remove(self, object_id: str) -> None:
        """Delete an object, as only a server can."""
        for name in ("objects", "manifest"):
            self.data[name] = [each for each in self.data[name] if each["id"] != object_id]


@contextlib.contextmanager
def serving(monkeypatch: pytest.MonkeyPatch, page_size: int) -> Iterator[Collection]:
    """A collection with no objects, of which a page holds at most `page_size`."""
    monkeypatch.setattr(basic_filter, "string_to_datetime", _parse)
    monkeypatch.setattr(common, "string_to_datetime", _parse)
    monkeypatch.setattr(basic_filter.BasicFilter, "filter_by_added_after", staticmethod(_after))
    monkeypatch.setattr(basic_filter.BasicFilter, "filter_by_spec_version", staticmethod(_all))
    monkeypatch.setattr(basic_filter.BasicFilter, "sort_and_paginate", _paginate)
    data: dict[str, Any] = {
        "id": COLLECTION,
        "title": "test",
        "can_read": True,
        "can_write": False,
        "media_types": ["application/stix+json;version=2.1"],
        "objects": [],
        "manifest": [],
    }
    app = _app(data, page_size)
    asked: list[dict[str, str]] = []
    app.before_request(lambda: _note(asked))
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        host = f"http://127.0.0.1:{server.server_port}"
        yield Collection(f"{host}/root/collections/{COLLECTION}/", data, asked)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _note(asked: list[dict[str, str]]) -> None:
    from flask import request

    asked.append(request.args.to_dict())


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


def _app(data: dict[str, Any], page_size: int) -> Flask:
    app = Flask("medallion")
    app.taxii_config = {"max_page_size": page_size}
    app.users_backend = {USER: PASSWORD}
    app.medallion_backend = memory_backend.MemoryBackend(check_interval=3600)
    information = {"title": "test", "versions": ["application/taxii+json;version=2.1"]}
    app.medallion_backend.data = {
        "/discovery": {"title": "test", "api_roots": ["root"]},
        "root": {"information": information, "collections": [data], "status": []},
    }
    register_blueprints(app)
    for kind, handler in application_instance.error_handler_spec[None][None].items():
        app.register_error_handler(kind, handler)
    return app


def _all(data: list[Any], _spec: str | None) -> list[Any]:
    """Every object here is of STIX 2.1."""
    return list(data)


def _after(data: list[Any], manifest: list[Any], added_after: str) -> list[Any]:
    after = _parse(added_after)
    added = {_key(each) for each in manifest if _parse(each["date_added"]) > after}
    return [each for each in data if _key(each) in added]


def _paginate(
    _filter: basic_filter.BasicFilter, data: list[Any], limit: int, manifest: list[Any]
) -> tuple[list[Any], list[Any], dict[str, str]]:
    if not data:
        return [], [], {}
    added = {_key(each): each["date_added"] for each in manifest}
    data = sorted(data, key=lambda each: added[_key(each)])
    page = data[:limit]
    first, last = (added[_key(each)] for each in (page[0], page[-1]))
    headers = {"X-TAXII-Date-Added-First": first, "X-TAXII-Date-Added-Last": last}
    return page, data[limit:], headers


def _key(each: dict[str, Any]) -> tuple[str, object]:
    return each["id"], common.find_att(each)
