"""Documentation is complete: generated pages equal the code, links lead somewhere."""

from __future__ import annotations

import re

import pytest

from screening import reference, settings
from screening.bad_record import Reason
from screening.metrics import Metrics
from tests.rules.repository import ROOT

DOCS = ROOT / "docs"
_LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)[^)]*\)")


@pytest.mark.parametrize("name", sorted(reference.pages()))
def test_generated_pages_are_those_of_the_code(name: str) -> None:
    """`python -m screening.reference docs` writes them anew."""
    assert (DOCS / name).read_text("utf-8") == reference.pages()[name]


@pytest.mark.parametrize("name", sorted(settings.names()))
def test_every_setting_is_documented(name: str) -> None:
    """With its name and a description."""
    rows = reference.configuration().splitlines()
    row = next(line for line in rows if line.startswith(f"| `{name}`"))
    assert row.split("|")[3].strip()


def test_every_metric_is_documented() -> None:
    """Under the name that a scraper sees."""
    exposed = re.findall(r"^# TYPE (\S+)", Metrics().render(ready=True).decode(), re.MULTILINE)
    page = reference.metrics()
    names = [name for name in exposed if not name.endswith("_created")]
    assert names
    assert not [name for name in names if f"`{name}`" not in page]


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_of_a_dead_letter_is_documented(reason: Reason) -> None:
    """Whoever runs it finds what to do."""
    assert f"`{reason}`" in (DOCS / "operation.md").read_text("utf-8")


@pytest.mark.parametrize(
    "page", sorted([*ROOT.glob("*.md"), *DOCS.glob("*.md")]), ids=lambda page: page.name
)
def test_links_lead_to_files(page) -> None:
    """Links within the repository exist."""
    links = _LINK.findall(page.read_text("utf-8"))
    inner = [link for link in links if "://" not in link]
    assert not [link for link in inner if not (page.parent / link).exists()]
