"""The evaluation as one page: figures, charts, and the worst cases with what was expected.

Law: the page needs nothing but itself; every text of a case is escaped.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from tests.evaluation.case import CANONICAL, LOOSE
from tests.evaluation.charts import recall_chart
from tests.evaluation.score import TARGETS, WORST
from tests.evaluation.tables import percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.evaluation.measure import Result
    from tests.evaluation.score import Score

STYLE = """
:root{color-scheme:light dark;--ink:#1d2430;--soft:#5d6877;--line:#d9dee5;--paper:#fff;
--panel:#f5f7f9;--canonical:#1f6f8b;--loose:#7a5aa6;--short:#c2452d;--mark:#ffe9a8}
@media(prefers-color-scheme:dark){:root{--ink:#e6eaf0;--soft:#9aa6b5;--line:#333c49;--paper:#14181f;
--panel:#1b2129;--canonical:#56b3d1;--loose:#b197dd;--short:#f0826b;--mark:#5b4a12}}
@media print{:root{--ink:#000;--soft:#444;--line:#bbb;--paper:#fff;--panel:#fff;--canonical:#1f6f8b;
--loose:#7a5aa6;--short:#a52a12;--mark:#ffe9a8}figure,tr{break-inside:avoid}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);
font:15px/1.5 system-ui,-apple-system,"Segoe UI","Noto Sans",sans-serif}
main{max-width:1120px;margin:0 auto;padding:36px 24px 64px}h1{font-size:26px;margin:0 0 4px}
h2{font-size:18px;margin:44px 0 10px}p{margin:6px 0;max-width:76ch}.soft{color:var(--soft)}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(210px,1fr));gap:12px;
margin:22px 0}
.figure{background:var(--panel);border:1px solid var(--line);border-radius:8px;padding:14px 16px}
.figure b{display:block;font-size:27px;font-variant-numeric:tabular-nums;line-height:1.25}
.figure.short b{color:var(--short)}.figure span{color:var(--soft);font-size:13px}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(480px,1fr));gap:26px 36px}
figure{margin:0}figcaption{font-weight:600;margin-bottom:6px}svg{width:100%;height:auto;display:block}
svg text{fill:var(--ink);font-size:13px;dominant-baseline:middle;font-variant-numeric:tabular-nums}
svg .name{text-anchor:end}svg .track{fill:var(--line);opacity:.55}
svg .canonical{fill:var(--canonical)}
svg .loose{fill:var(--loose)}svg .bar.short{fill:var(--short)}svg text.short{fill:var(--short)}
svg .target{stroke:var(--ink);stroke-width:1.5}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:13.5px}
th,td{text-align:left;padding:6px 10px 6px 0;border-bottom:1px solid var(--line);vertical-align:top}
th{color:var(--soft);font-weight:600}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
code{font:12.5px/1.45 ui-monospace,"DejaVu Sans Mono",monospace;white-space:pre-wrap;
overflow-wrap:anywhere}mark{background:var(--mark);color:inherit;border-radius:2px}
ul{margin:8px 0;padding-left:20px}li.short{color:var(--short)}
"""


def page(score: Score, values: Mapping[str, str], seed: int, shortfalls: list[str]) -> str:
    """The whole page; `values` are the listed values by id."""
    verdict = "Every target is met." if not shortfalls else "Targets that are missed:"
    missed = "".join(f'<li class="short">{html.escape(text)}</li>' for text in shortfalls)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>Fresnel: evaluation</title><style>{STYLE}</style></head><body><main>"
        "<h1>How well Fresnel matches</h1>"
        f'<p class="soft">{score.positives:,} labelled positives and {score.negatives:,} hard '
        f"negatives, synthetic, seed {seed}; each screened through the mapping "
        "<code>generic</code>.</p>"
        f"{_figures(score)}<p><strong>{verdict}</strong></p><ul>{missed}</ul>"
        "<h2>What is found</h2>"
        '<p class="soft">Recall: matches with the expected indicator, field, span and lane. '
        "The line across a bar is its target.</p>"
        f'<div class="charts">{_charts(score)}</div>'
        f"<h2>What matched and should not</h2>{_traps(score)}"
        f"<h2>Worst cases</h2>{_worst(score, values)}"
        "</main></body></html>\n"
    )


def _figures(score: Score) -> str:
    figures = []
    for lane in (CANONICAL, LOOSE):
        tally, target = score.lanes[lane], TARGETS[lane]
        for name, share, least in (
            ("recall", tally.recall, target.recall),
            ("precision", tally.precision, target.precision),
        ):
            state = "" if share is None or share >= least else " short"
            of = (
                f"{tally.found:,} of {tally.expected:,}"
                if name == "recall"
                else f"{tally.unexpected:,} not expected"
            )
            figures.append(
                f'<div class="figure{state}"><span>{lane} {name}</span><b>{percent(share)}</b>'
                f"<span>{of}; target {least:.4g}</span></div>".replace(
                    f"target {least:.4g}", f"target {least * 100:.4g} %"
                )
            )
    return f'<div class="figures">{"".join(figures)}</div>'


def _charts(score: Score) -> str:
    drawn = []
    for axis, lane, title in (
        ("type", CANONICAL, "Canonical, by type"),
        ("type", LOOSE, "Loose, by type"),
        ("family", LOOSE, "Loose, by obfuscation"),
        ("place", CANONICAL, "Canonical, by field"),
        ("place", LOOSE, "Loose, by field"),
    ):
        groups = score.groups[axis]
        rows = [(name, lane, t) for (of, name), t in sorted(groups.items()) if of == lane]
        rows = [row for row in rows if row[2].expected]
        if rows:
            drawn.append(recall_chart(rows, title))
    return "".join(drawn)


def _traps(score: Score) -> str:
    rows = "".join(
        f'<tr><td>{html.escape(name)}</td><td class="n">{score.traps[name]:,}</td>'
        f'<td class="n">{matched:,}</td></tr>'
        for name, matched in score.trapped.most_common()
        if matched
    )
    if not rows:
        return f"<p>None of {score.negatives:,} negatives matched.</p>"
    head = '<tr><th>near miss</th><th class="n">documents</th><th class="n">matched</th></tr>'
    return f"<table>{head}{rows}</table>"


def _worst(score: Score, values: Mapping[str, str]) -> str:
    kinds = sorted(score.worst.items(), key=lambda kind: (kind[0][0] != CANONICAL, kind[0]))
    rows = [_case(results[0], values) for _, results in kinds][:WORST]
    if not rows:
        return "<p>No case is wrong.</p>"
    head = "<tr><th>case</th><th>text</th><th>expected</th><th>got</th></tr>"
    return f'<div class="scroll"><table>{head}{"".join(rows)}</table></div>'


def _case(result: Result, values: Mapping[str, str]) -> str:
    case, text = result.case, result.case.text
    kind = f"{case.type} · {case.form} · {case.family}"
    expected = "nothing"
    shown = html.escape(text)
    if case.expected:
        (first, *_) = case.expected
        start, end = first.spans[0]
        shown = (
            f"{html.escape(text[:start])}<mark>{html.escape(text[start:end])}</mark>"
            f"{html.escape(text[end:])}"
        )
        expected = f"{values[first.id]}\n{start}–{end}, {'/'.join(first.lanes)}"
    got = "\n".join(
        f"{values[m.id]}\n{m.field} {m.span[0]}–{m.span[1]}, {m.lane}" for m in result.got
    )
    return (
        f'<tr><td>{html.escape(kind)}<br><span class="soft">{html.escape(case.place)}</span></td>'
        f"<td><code>{shown}</code></td><td><code>{html.escape(expected)}</code></td>"
        f"<td><code>{html.escape(got or 'nothing')}</code></td></tr>"
    )
