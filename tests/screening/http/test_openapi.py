"""OpenAPI: it works without the internet, and the server does what it says."""

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

    from tests.screening.http.conftest import Running

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
ROUTES = {
    "/livez": {"get"},
    "/readyz": {"get"},
    "/metrics": {"get"},
    "/v1/snapshot": {"get"},
    "/v1/accounting": {"get"},
    "/v1/reload": {"get", "post"},
    "/v1/reload/approve": {"post"},
    "/v1/screen": {"post"},
    "/v1/lookup": {"post"},
}


def test_exactly_the_routes_of_this_version(client: httpx.Client) -> None:
    """Names kept for later do not appear."""
    paths = client.get("/openapi.json").json()["paths"]
    assert {path: set(methods) for path, methods in paths.items()} == ROUTES


def test_no_page_needs_another_host(client: httpx.Client) -> None:
    """The description links nowhere."""
    assert "http" not in client.get("/openapi.json").text.replace('"type":"http"', "")


def test_the_server_does_what_it_describes(server: Running) -> None:
    """No error of its own, and only described statuses, content types and bodies."""
    schema = schemathesis.openapi.from_url(f"{server.url}/openapi.json")
    operations = [result.ok() for result in schema.get_all_operations()]
    assert len(operations) == sum(map(len, ROUTES.values()))
    for operation in operations:
        _probe(operation.as_strategy())


def test_the_second_listener_does_what_it_describes(metrics_server: Running) -> None:
    """Probes and metrics alone."""
    schema = schemathesis.openapi.from_url(f"{metrics_server.url}/openapi.json")
    operations = [result.ok() for result in schema.get_all_operations()]
    assert {operation.path for operation in operations} == {"/livez", "/readyz", "/metrics"}
    for operation in operations:
        _probe(operation.as_strategy())


def _probe(cases: st.SearchStrategy[schemathesis.Case]) -> None:
    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=cases)
    def probe(case: schemathesis.Case) -> None:
        case.validate_response(case.call(), checks=CHECKS)

    probe()
