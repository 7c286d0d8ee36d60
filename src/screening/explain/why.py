"""Why a payment was flagged, or why it was not, in plain sentences. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screening.bad_record import Reason
from screening.explain.decisions import LIVE, NOT_VALID, SHADOW, SUPPRESSED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from screening.explain.sight import Shown

REASONS: dict[Reason, str] = {
    Reason.TOO_LARGE: "it is larger than FRESNEL_MAX_RECORD_BYTES",
    Reason.NOT_UTF8: "it is not UTF-8",
    Reason.NOT_JSON: "it is not JSON",
    Reason.NOT_XML: "it is not XML",
    Reason.XML_DTD: "it has a document type declaration, which is never read",
    Reason.NOT_CSV: "it is not CSV",
    Reason.NOT_ABA: "it is not a direct entry (ABA) file",
    Reason.NOT_MT103: "it is not an MT103",
    Reason.NOT_AVRO: "it is not Avro by its schema",
    Reason.UNKNOWN_SCHEMA: "the schema registry does not know its schema",
    Reason.TOO_DEEP: "it nests too deeply, or holds too many values",
    Reason.NOT_AN_OBJECT: "the payment is not an object",
    Reason.DUPLICATE_KEY: "a key that the mapping reads occurs twice in one object",
    Reason.NO_TRANSACTION: "the mapping's `each` leads to no payment in it",
    Reason.INCOMPLETE: "the message is not complete",
    Reason.ID_MISSING: "it has no id where the mapping reads it",
    Reason.ID_EMPTY: "its id is empty",
    Reason.ID_TYPE: "its id is neither text nor a whole number",
    Reason.TEXT_TOO_LONG: "a text is longer than FRESNEL_MAX_TEXT_CHARS, and what was screened of "
    "it, its head and tail, holds nothing listed",
    Reason.ALERT_TOO_LARGE: "its alert is too large for the topic",
}
_MOST = 20
_NO_PAYMENT = "There is no payment in it."


def unreadable(reason: Reason) -> str:
    """Why a record or a payment could not be screened."""
    return f"It could not be screened and goes to the dead letters ({reason}): {REASONS[reason]}."


def of_record(record: Shown) -> list[str]:
    """Why, for a record as it is shown: what became of it, and of each payment in it."""
    payments = record["transactions"]
    if record["reason"] is not None and not payments:
        return [unreadable(record["reason"])]
    if not payments:
        return [_NO_PAYMENT]
    return [f"Payment {each['number']}: {each['why'][0]}" for each in payments]


def sentences(transaction: Shown) -> list[str]:
    """Why, for a transaction as it is shown: what decided first."""
    matches, near = transaction["matches"], transaction["near"]
    by_decision = {name: _of(matches, name) for name in (LIVE, SHADOW, SUPPRESSED, NOT_VALID)}
    said = [_opening(transaction, by_decision)]
    for name, tell in _TELLS.items():
        found = by_decision[name]
        said += [tell(each, transaction) for each in found[:_MOST]]
        if len(found) > _MOST:
            said.append(f"And {len(found) - _MOST} more that are {name}.")
    said += [_near(each) for each in near[:_MOST]]
    if len(near) > _MOST:
        said.append(f"And {len(near) - _MOST} more that are near.")
    if not matches and not near:
        said.append(_nothing(transaction))
    said += _remarks(transaction)
    return said


def _opening(transaction: Shown, by_decision: dict[str, list[Shown]]) -> str:
    if transaction["outcome"] == "flagged":
        return (
            f"Flagged, severity {transaction['severity']}: {len(by_decision[LIVE])} live "
            f"{'match' if len(by_decision[LIVE]) == 1 else 'matches'}."
        )
    if transaction["outcome"] == "dead_lettered":
        return unreadable(Reason.TEXT_TOO_LONG)
    if by_decision[SHADOW] or by_decision[SUPPRESSED]:
        return "Not flagged: what matched is in shadow, or on the bank's allow-list."
    if by_decision[NOT_VALID]:
        return "Not flagged: what matched is not valid at the payment's time."
    if transaction["near"]:
        return "Not flagged: nothing matched, but a listed value is near."
    return "Not flagged: nothing of the list stands where the mapping looks."


def _of(matches: list[Shown], decision: str) -> list[Shown]:
    return [each for each in matches if each["decision"] == decision]


def _named(each: Shown) -> str:
    return f"{each['indicator_id']} ({each['type']} {each['value']})"


def _place(each: Shown) -> str:
    parts = each["parts"]
    if parts:
        return "across " + ", ".join(part["field"] for part in parts)
    return f"in {each['field']} at {each['start']}-{each['end']}"


def _lane(each: Shown) -> str:
    if each["lane"] == "canonical":
        return f"canonical lane, {each['method']}"
    undone = f", undoing {', '.join(each['undone'])}" if each["undone"] else ""
    return f"loose lane, {each['method']}{undone}"


def _live(each: Shown, _: Shown) -> str:
    allowed = [entry["entry"] for entry in each["allow_list"] if not entry["in_force"]]
    ended = f" Allow-list entry {', '.join(allowed)} covered it and has expired." if allowed else ""
    return f"{_named(each)} stands {_place(each)} ({_lane(each)}).{ended}"


def _in_shadow(each: Shown, _: Shown) -> str:
    if each["type"] == "name":
        why = "names are always in shadow"
    else:
        entries = ", ".join(str(entry["entry"]) for entry in each["shadow"])
        why = f"by entry {entries} of the shadow file"
    return f"{_named(each)} stands {_place(each)}, in shadow: {why}."


def _suppressed(each: Shown, _: Shown) -> str:
    entries = [entry for entry in each["allow_list"] if entry["in_force"]]
    said = ", ".join(f"{entry['entry']} (until {entry['expires']})" for entry in entries)
    return f"{_named(each)} stands {_place(each)}, suppressed by allow-list entry {said}."


def _not_valid(each: Shown, transaction: Shown) -> str:
    windows = "; ".join(
        f"{source['name']}: from {source['valid_from'] or 'ever'} "
        f"to {source['valid_until'] or 'ever'}"
        for source in each["sources"]
    )
    return (
        f"{_named(each)} stands {_place(each)}, but is not valid at {transaction['judged_at']} "
        f"({windows})."
    )


_TELLS = {LIVE: _live, SHADOW: _in_shadow, SUPPRESSED: _suppressed, NOT_VALID: _not_valid}


def _near(each: Shown) -> str:
    return f"{_named(each)} is near, in {each['field']}, and does not match: {each['says']}."


def _nothing(transaction: Shown) -> str:
    fields = transaction["fields"]
    tokens = sum(len(field["tokens"]) for field in fields)
    lookups = sum(field["lookups_total"] for field in fields)
    return (
        f"{transaction['fields_total']} fields were read, {tokens} tokens found in them and "
        f"{lookups} keys looked up; none is listed."
    )


def _remarks(transaction: Shown) -> Iterator[str]:
    if not transaction["fields_total"]:
        yield "The mapping reads no text of this payment: `fresnel mapping try` shows what it has."
    if transaction["timestamp_source"] == "record":
        yield (
            "Its own time is missing, unreadable or more than ten years off, so validity was "
            "judged at the record's (--at)."
        )
