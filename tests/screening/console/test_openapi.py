"""OpenAPI: it works without the internet, and the console does what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)

if TYPE_CHECKING:
    import httpx

    from tests.screening.console.conftest import Running

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
STREAM = "/v1/alerts/stream"


def test_no_page_needs_another_host(shared: httpx.Client) -> None:
    """The description links nowhere."""
    assert "http" not in shared.get("/openapi.json").text.replace('"type":"http"', "")


def test_the_console_does_what_it_describes(console: Running) -> None:
    """No error of its own, and only described statuses, content types and bodies."""
    schema = schemathesis.openapi.from_url(f"{console.window.url}/openapi.json")
    operations = [result.ok() for result in schema.get_all_operations()]
    assert len(operations) > 10
    for operation in operations:
        if operation.path != STREAM:  # it has no end
            _probe(operation.as_strategy())


def _probe(cases: st.SearchStrategy[schemathesis.Case]) -> None:
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=cases)
    def probe(case: schemathesis.Case) -> None:
        case.validate_response(case.call(), checks=CHECKS)

    probe()
