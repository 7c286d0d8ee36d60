"""An explanation as lines for people, from its JSON values. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screening.lookup.masked import harmless

if TYPE_CHECKING:
    from collections.abc import Iterator

    from screening.explain.sight import Shown

MOST_TOKENS, MOST_HITS, MOST_MISSES, LONGEST = 12, 12, 8, 160

Line = tuple[str, str]
"""A style of Rich, and a text in which nothing is alive."""


def lines(explained: Shown) -> Iterator[Line]:
    """What a terminal shows."""
    return ((style, harmless(text)) for style, text in _lines(explained))


def _lines(explained: Shown) -> Iterator[Line]:
    record, listing = explained["record"], explained["snapshot"]
    place = f"{record['file']}, record {record['number']} (line {record['line']})"
    yield "dim", f"{place}, mapping {explained['mapping']}, list serial {listing['serial']}"
    reason = f" ({explained['reason']})" if explained["reason"] else ""
    yield "bold", f"record: {_words(explained['outcome'])}{reason}"
    if len(explained["transactions"]) != 1:
        yield from (("", f"  {said}") for said in explained["why"])
    if explained["sieve"]:
        yield "", f"  sieve: {explained['sieve']}"
    for transaction in explained["transactions"]:
        yield "", ""
        yield from _transaction(transaction)


def _words(name: str) -> str:
    return name.replace("_", " ")


def _transaction(shown: Shown) -> Iterator[Line]:
    title = f"payment {shown['number']}"
    if "fields" not in shown:
        yield "bold", f"{title}: {_words(shown['outcome'])}"
        yield from (("", f"  {said}") for said in shown["why"])
        return
    if shown["item"]:
        title += f" at {shown['item']}"
    named = f" id {shown['id']}," if shown["id"] is not None else ""
    whose = "its own time" if shown["timestamp_source"] == "transaction" else "the record's time"
    yield "bold", f"{title}: {_words(shown['outcome'])}"
    yield "", f" {named} judged at {shown['judged_at']} ({whose})"
    yield "bold", "  why"
    yield from (("", f"    {said}") for said in shown["why"])
    if shown["severity"]:
        yield "bold", f"  severity {shown['severity']}"
        yield from (("", f"    {reason}") for reason in shown["severity_reasons"])
    for field in shown["fields"]:
        yield from _field(field)
    if (more := shown["fields_total"] - len(shown["fields"])) > 0:
        yield "dim", f"  and {more} more fields"
    for joined in shown["joined"]:
        yield "bold", f"  read as one text: {', '.join(joined['fields'])}"
        yield "", f"    {_cut(joined['text'])}"
    if shown["not_mapped"]:
        yield "bold", "  not mapped"
        yield "", f"    {_listed(shown['not_mapped'], 20)}"


def _field(field: Shown) -> Iterator[Line]:
    yield "bold", f"  {field['path']} ({field['role']}, {field['read']})"
    yield "", f"    text: {_cut(field['text'])}"
    yield "dim", f"    may match: {', '.join(field['types'])}"
    for form in field["forms"]:
        yield "", f"    {form['form']}: {_cut(form['text'])}"
    if not field["screened_whole"]:
        yield "", f"    {field['length']} characters: its head and tail alone are screened"
    yield "", f"    sieve: {field['sieve']}"
    yield from _tokens(field["tokens"])
    yield from _lookups(field)
    yield from _loose(field)
    yield "", f"    matches: {field['matches']}"


def _tokens(tokens: list[Shown]) -> Iterator[Line]:
    ordered = sorted(tokens, key=lambda each: not each["listed"])
    for each in ordered[:MOST_TOKENS]:
        key = "no such value" if each["key"] is None else f"key {_cut(each['key'])}"
        listed = ", listed" if each["listed"] else ""
        place = f"{each['start']}-{each['end']}"
        yield (
            "green" if each["listed"] else "",
            f"    token {each['type']} {place}: {_cut(each['text'])} ({key}{listed})",
        )
    if len(tokens) > MOST_TOKENS:
        yield "dim", f"    and {len(tokens) - MOST_TOKENS} more tokens"


def _lookups(field: Shown) -> Iterator[Line]:
    hits = [each for each in field["lookups"] if each["hit"]]
    for each in hits[:MOST_HITS]:
        ids = f": {', '.join(each['indicators'])}" if each["indicators"] else ""
        yield "green", f"    looked up in {each['table']}: {_cut(each['key'])} hit{ids}"
    misses = [
        f"{each['table']} {_cut(each['key'])}" for each in field["lookups"] if not each["hit"]
    ]
    if misses:
        total = field["lookups_total"] - len(hits)
        yield "dim", f"    looked up, no hit ({total}): {_listed(misses, MOST_MISSES)}"


def _loose(field: Shown) -> Iterator[Line]:
    yield "", f"    lanes: {', '.join(field['lanes'])}"
    for piece in field["loose"]:
        if piece["length_of_a_cut_field"]:
            yield (
                "",
                "    loose: as long as fields are cut at: its end was compared with beginnings",
            )
        if not piece["signs_of_disguise"]:
            yield "dim", "    loose: no sign of disguise"
        for reading in piece["readings"]:
            undone = ", ".join(reading["undone"]) or "nothing"
            yield (
                "",
                f"    loose: signs of disguise; read as {_cut(reading['text'])} ({undone} undone)",
            )


def _listed(names: list[str], most: int) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return "; ".join(names[:most]) + more


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
