"""Places in a text are code points, as an alert counts them; hidden characters are written out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.console.conftest import Visits
    from tests.screening.console.conftest import Running

pytestmark = pytest.mark.asyncio(loop_scope="session")
QUOTE = """async ([text, spans]) => {
  const { quoted } = await import("/static/quoted.js");
  const element = quoted(text, spans.map(([start, end]) => ({ start, end })));
  return [[...element.querySelectorAll("mark")].map((mark) => mark.textContent),
    element.textContent];
}"""
TEXTS = (
    "pay blue otter today",
    "🦦🎁 blue otter 🦦",
    "👩‍👩‍👧 family blue otter 🇦🇺",
    "𝓫𝓵𝓾𝓮 blue otter 𝒳",
    "e\u0301\u0301 blue otter",
    "\u05d0\u05d1 blue otter \u05d2",
    "❤️ blue otter ☎️",
)


@pytest.mark.parametrize("text", TEXTS)
async def test_spans_count_code_points(visit: Visits, bare: Running, text: str) -> None:
    """What Python cuts out is what is marked, beyond the basic plane too."""
    start = text.index("blue otter")
    span = [start, start + len("blue otter")]
    page = await visit(bare)
    marks, whole = await page.page.evaluate(QUOTE, [text, [span]])
    assert marks == [text[slice(*span)]]
    assert whole == text


@pytest.mark.parametrize(
    ("spans", "marks"),
    [
        ([[0, 2], [1, 3]], ["🦦", "a", "b"]),
        ([[2, 2]], []),
        ([[3, 99]], ["c"]),
        ([[0, 4]], ["🦦abc"]),
        ([[0, 1], [1, 2]], ["🦦", "a"]),
    ],
)
async def test_spans_may_touch_overlap_and_end_beyond(
    visit: Visits, bare: Running, spans: list[list[int]], marks: list[str]
) -> None:
    """Every piece that any span covers is marked, and the text is whole."""
    page = await visit(bare)
    found, whole = await page.page.evaluate(QUOTE, ["🦦abc", spans])
    assert found == marks
    assert whole == "🦦abc"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u202eb", "aU+202Eb"),
        ("a\u200b\u200b\u200bb", "aU+200B ×3b"),
        ("\x00\x1b[0m", "U+0000U+001B[0m"),
        ("x\u200dy", "xU+200Dy"),
        ("tag\U000e0041", "tagU+E0041"),
        ("line\nfeed", "lineU+000Afeed"),
        ("\ud800", "U+D800"),
    ],
)
async def test_hidden_characters_are_written_out(
    visit: Visits, bare: Running, text: str, shown: str
) -> None:
    """By their code points, so many of a kind in a row as one."""
    page = await visit(bare)
    units = [ord(each) for each in text]
    js = f"([units, spans]) => ({QUOTE})([String.fromCodePoint(...units), spans])"
    assert (await page.page.evaluate(js, [units, []]))[1] == shown
