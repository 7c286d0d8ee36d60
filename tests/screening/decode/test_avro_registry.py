"""Records in the wire format, and a registry that has their schemas, has none, or is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from screening.bad_record import Reason
from screening.decode.avro_format import AvroDecoder
from screening.decode.registry import SchemaMissingError
from screening.decode.registry_client import MOST_BYTES, RegistryUnavailableError
from tests.screening.decode.wire import (
    FIRST,
    PARTY,
    SECOND,
    TO_PARTY,
    decoded,
    framed,
    reason,
    registry_at,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.screening.decode.registry_server import RegistryServer


def test_each_record_is_read_by_the_schema_it_was_written_with(server: RegistryServer) -> None:
    """Two versions side by side; each schema is asked for once."""
    server.add(1, FIRST)
    server.add(2, SECOND, schemaType="AVRO")
    using = registry_at(server)
    for number in range(3):
        old = framed(1, FIRST, {"id": f"a{number}"})
        new = framed(2, SECOND, {"id": f"b{number}", "note": "x"})
        assert decoded(using, old) == {"id": f"a{number}"}
        assert decoded(using, new) == {"id": f"b{number}", "note": "x"}
    assert server.asked == ["/schemas/ids/1", "/schemas/ids/2"]


def test_decoding_never_asks_by_itself(server: RegistryServer) -> None:
    """What is missing is said, at once, and nothing was sent."""
    with pytest.raises(SchemaMissingError):
        AvroDecoder(registry_at(server)).decode(framed(1, FIRST, {"id": "a"}))
    assert server.asked == []


def test_a_registry_that_waits_is_asked_while_decoding(server: RegistryServer) -> None:
    """As `scan` does."""
    server.add(1, FIRST)
    decoder = AvroDecoder(registry_at(server, waits=True))
    assert decoder.decode(framed(1, FIRST, {"id": "a"})) == {"id": "a"}


def test_references_are_followed_in_order(server: RegistryServer) -> None:
    """Also those of references; two that are the same are asked for once."""
    server.add_subject("deep", 1, {"type": "enum", "name": "Kind", "symbols": ["A", "B"]})
    holder = {"type": "record", "name": "Holder", "fields": [{"name": "kind", "type": "Kind"}]}
    to_deep = {"name": "Kind", "subject": "deep", "version": 1}
    server.add_subject("org.example/Party", 3, PARTY)
    server.add_subject("holder", 2, holder, references=[to_deep])
    whole = {
        "type": "record",
        "name": "Pay",
        "fields": [
            {"name": "held", "type": "Holder"},
            {"name": "kind", "type": "Kind"},
            {"name": "payer", "type": "org.example.Party"},
        ],
    }
    to_holder = {"name": "Holder", "subject": "holder", "version": 2}
    server.add(9, whole, references=[to_holder, to_deep, TO_PARTY])
    raw = b"\0\0\0\0\x09" + b"\x02\0\x02x"
    assert decoded(registry_at(server), raw) == {
        "held": {"kind": "B"},
        "kind": "A",
        "payer": {"name": "x"},
    }
    assert server.asked == [
        "/schemas/ids/9",
        "/subjects/holder/versions/2",
        "/subjects/deep/versions/1",
        "/subjects/org.example%2FParty/versions/3",
    ]


def test_references_in_a_circle_end(server: RegistryServer) -> None:
    """They make no type, and no endless loop."""
    a = {"name": "A", "subject": "a", "version": 1}
    b = {"name": "B", "subject": "b", "version": 1}
    server.add_subject("a", 1, FIRST, references=[b])
    server.add_subject("b", 1, PARTY, references=[a])
    server.add(1, FIRST, references=[a])
    assert reason(registry_at(server), b"\0\0\0\0\x01") is Reason.UNKNOWN_SCHEMA


@pytest.mark.parametrize(
    "content",
    [
        {"schema": "{"},
        {"schema": '{"type": "record"}'},
        {"schema": '{"type": "string"}', "schemaType": "JSON"},
        {"schema": 'syntax = "proto3";', "schemaType": "PROTOBUF"},
        {"schema": '"string"', "references": [{"name": "A", "subject": "gone", "version": 1}]},
        {"schema": '"string"', "references": [{"name": "A"}]},
        {"schema": '"string"', "references": "A"},
        {"schema": '"string"', "references": [1]},
    ],
)
def test_a_schema_that_is_no_use_is_as_none(server: RegistryServer, content: Any) -> None:
    """Its records can never be read; they are not waited for."""
    server.schemas[5] = content
    assert reason(registry_at(server), b"\0\0\0\0\x05\x02x") is Reason.UNKNOWN_SCHEMA


def test_an_id_that_none_can_have_is_not_asked_for(server: RegistryServer) -> None:
    """Ids are positive 32-bit integers; a registry may stumble over others."""
    assert reason(registry_at(server), b"\0\x80\0\0\0\0") is Reason.UNKNOWN_SCHEMA
    assert reason(registry_at(server), b"\0\xff\xff\xff\xff\0") is Reason.UNKNOWN_SCHEMA
    assert server.asked == []


@pytest.mark.parametrize("raw", [b"", b"\0", b"\0\0\0\0", b"{}", b"\x01\0\0\0\x01x", b"Obj\x01\0"])
def test_what_is_not_in_the_wire_format_is_refused(server: RegistryServer, raw: bytes) -> None:
    """Before any schema is looked for."""
    assert reason(registry_at(server), raw) is Reason.NOT_AVRO


def test_a_record_must_be_an_object_and_nothing_may_follow_it(server: RegistryServer) -> None:
    """A text is no transaction."""
    server.add(1, "string")
    server.add(2, FIRST)
    using = registry_at(server)
    assert reason(using, framed(1, "string", "x")) is Reason.NOT_AN_OBJECT
    assert reason(using, framed(2, FIRST, {"id": "a"}) + b"\0") is Reason.NOT_AVRO


@pytest.mark.parametrize(
    "failure",
    [
        (500, b'{"error_code": 50001}'),
        (503, b""),
        (401, b'{"error_code": 401}'),
        (403, b'{"error_code": 40403}'),
        (404, b"<html>a proxy's page</html>"),
        (404, b'{"error_code": 404}'),
        (404, b"[40403]"),
        (429, b""),
        (302, b""),
        (200, b"<html>log in here</html>"),
        (200, b'{"schema": 5}'),
        (200, b'{"schema": "string"' + b" " * MOST_BYTES + b"}"),
    ],
)
def test_trouble_that_may_pass_is_no_verdict(server: RegistryServer, failure: Any) -> None:
    """Nothing is remembered of it: when it is over, the record is read."""
    server.add(1, FIRST)
    server.failure = failure
    raw = framed(1, FIRST, {"id": "a"})
    with pytest.raises(RegistryUnavailableError, match=r"^schema registry: schema 1: "):
        decoded(registry_at(server), raw)
    server.failure = None
    assert decoded(registry_at(server), raw) == {"id": "a"}


def test_a_registry_that_is_down_or_silent_is_unavailable(server: RegistryServer) -> None:
    """One never answers, one drop by drop, one refuses; all end within the time-out."""
    raw = framed(1, FIRST, {"id": "a"})
    server.add(1, FIRST)
    server.drips = True
    with pytest.raises(RegistryUnavailableError, match=r"no answer within 0\.2 s"):
        decoded(registry_at(server, timeout_seconds=0.2), raw)
    server.drips = False
    server.silence.clear()
    with pytest.raises(RegistryUnavailableError, match=r"no answer within 0\.2 s|does not answer"):
        decoded(registry_at(server, timeout_seconds=0.2), raw)
    server.stop()
    with pytest.raises(RegistryUnavailableError, match="cannot connect"):
        decoded(registry_at(server), raw)


def test_the_password_is_sent_and_read_anew(server: RegistryServer, tmp_path: Path) -> None:
    """A wrong one is trouble that may pass; so is a file that is gone."""
    server.add(1, FIRST)
    server.login = ("reader", "quiet kettle")
    file, raw = tmp_path / "password", framed(1, FIRST, {"id": "a"})
    login = {"username": "reader", "password_file": file}
    with pytest.raises(RegistryUnavailableError, match="PASSWORD_FILE: No such file"):
        decoded(registry_at(server, **login), raw)
    file.write_text("wrong\n")
    with pytest.raises(RegistryUnavailableError, match="answered 401"):
        decoded(registry_at(server, **login), raw)
    file.write_text("quiet kettle\n")
    assert decoded(registry_at(server, **login), raw) == {"id": "a"}
