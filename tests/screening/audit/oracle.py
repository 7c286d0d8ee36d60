"""What a patient clerk would find, with nothing of the code under test: sets, loops and json."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

Found = tuple[str, int | None, int | None]


def sha256(value: object) -> str:
    """Of canonical JSON."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def is_sound(receipt: dict[str, Any]) -> bool:
    """Whether a receipt's digest is its own."""
    rest = {name: value for name, value in receipt.items() if name != "digest"}
    return sha256(rest) == receipt["digest"]


def offsets(receipt: dict[str, Any]) -> set[int]:
    """What a receipt speaks of."""
    return set(range(receipt["first_offset"], receipt["last_offset"] + 1))


def ranges(numbers: set[int]) -> list[tuple[int, int]]:
    """Numbers as ranges that do not touch."""
    firsts = sorted(each for each in numbers if each - 1 not in numbers)
    lasts = sorted(each for each in numbers if each + 1 not in numbers)
    return list(zip(firsts, lasts, strict=True))


def findings(
    log: list[dict[str, Any]],
    alerts: list[dict[str, Any]],
    dead: list[int],
    begin: int,
    committed: int | None,
    committed_digest: str | None,
    group: str,
) -> list[Found]:
    """Every fault of one partition, whose topics have lost nothing to retention."""
    main = [each for each in log if each["group"] == group]
    again = [each for each in log if each["group"] != group]
    found, covered, spoken = _chain(main, alerts, dead)
    more, covered_again, spoken_again = _chain(again, alerts, dead)
    sound = [each for each in main if is_sound(each) and _is_possible(each)]
    if sound:
        start = sound[0]["first_offset"]
        wanted = set(range(start, max(covered, default=start) + 1))
        wanted |= set(range(start, committed or 0))
        found += [("hole", *each) for each in ranges(wanted - covered)]
        known = [each for each in main if is_sound(each)]
        is_there = committed_digest in {None, *(each["digest"] for each in known)}
        if not is_there and committed is not None and committed > start:
            is_last = known[-1]["last_offset"] == committed - 1
            first = known[-1]["first_offset"] if is_last else committed - 1
            found.append(("committed_receipt_missing", first, committed - 1))
    else:
        start = begin
        if committed is not None and committed > begin:
            found.append(("no_receipt", begin, committed - 1))
    stray = {
        alert["transaction"]["offset"]
        for number, alert in enumerate(alerts)
        if number not in spoken | spoken_again
    }
    stray -= covered | covered_again
    lost = {each for each in stray if start <= each < (0 if committed is None else committed)}
    found += [("alerts_without_receipt", *each) for each in ranges(lost)]
    return found + more


def _chain(
    receipts: list[dict[str, Any]], alerts: list[dict[str, Any]], dead: list[int]
) -> tuple[list[Found], set[int], set[int]]:
    found: list[Found] = []
    covered: set[int] = set()
    spoken: set[int] = set()
    for place, each in enumerate(receipts):
        where = each["first_offset"], each["last_offset"]
        before = receipts[:place]
        if not is_sound(each):
            found.append(("altered", *where))
            continue
        if any(is_sound(other) and other["digest"] == each["digest"] for other in before):
            continue
        if each["previous"] not in {None, *(other["digest"] for other in before)}:
            found.append(("broken_chain", *where))
        if _is_possible(each):
            covered |= offsets(each)
        else:
            found.append(("impossible_counts", *where))
        is_there, those = _compare(each, alerts)
        spoken |= those
        if not is_there:
            found.append(("alerts_missing_or_changed", *where))
        if len(set(dead) & offsets(each)) < each["dead_lettered"]:
            found.append(("dead_letters_missing", *where))
    return found, covered, spoken


def _is_possible(receipt: dict[str, Any]) -> bool:
    counted = sum(receipt[name] for name in ("clear", "flagged", "dead_lettered", "skipped"))
    return bool(offsets(receipt)) and counted <= len(offsets(receipt))


def _compare(receipt: dict[str, Any], alerts: list[dict[str, Any]]) -> tuple[bool, set[int]]:
    """Whether the alerts are those of the receipt, and which (their places) are spoken of."""
    mine = {
        number: alert
        for number, alert in enumerate(alerts)
        if alert["transaction"]["offset"] in offsets(receipt)
        and alert["snapshot"]["digest"] == receipt["snapshot"]["digest"]
        and alert["config_digest"] == receipt["config_digest"]
        and alert["software"] == receipt["software"]
    }
    at = datetime.fromisoformat(receipt["at"])
    in_time = {
        number: alert
        for number, alert in mine.items()
        if datetime.fromisoformat(alert["detected_at"]) <= at
    }
    for chosen in (mine, in_time):
        ids = sorted({alert["alert_id"] for alert in chosen.values()})
        if len(ids) == receipt["alerts"] and sha256(ids) == receipt["alerts_digest"]:
            return True, set(chosen)
    return False, set(mine)
