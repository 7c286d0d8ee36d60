"""Phrases that straddle the pieces of a split field, and the law of their excerpts."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

import orjson

from screening import judge
from screening.decode import decoders
from screening.mapping.model import MappingModel
from screening.mapping.reader import Mapping
from screening.settings import Settings
from tests.evaluation.measure import NOW, ORIGIN
from tests.evaluation.words import CARRIERS

if TYPE_CHECKING:
    from feeds.compile import ActiveList
    from tests.evaluation.values import Listed

MODEL = {
    "name": "split",
    "id": "id",
    "fields": [{"path": "RmtInf.Ustrd[*]", "role": "free_text", "join": True}],
}


def documents(made: Listed, seed: int, count: int) -> list[tuple[dict[str, Any], str]]:
    """Payments whose `Ustrd` items break a listed phrase between two words, and its id."""
    rng = Random(f"split:{seed}")
    phrases = [entry for entry in made.by_type["phrase"] if " " in entry.value]
    found = []
    for number in range(count):
        entry = rng.choice(phrases)
        text = rng.choice([c for c in CARRIERS if "{} " in c or " {}" in c]).replace(
            "{}", "\ue000".join(entry.value.split())
        )
        pieces = text.split("\ue000")
        found.append(({"id": f"s{number}", "RmtInf": {"Ustrd": pieces}}, entry.id))
    return found


def failures(active: ActiveList, made: Listed, seed: int, count: int) -> list[str]:
    """What is wrong with split fields: a phrase not found, or a part whose excerpt is not there."""
    model = MappingModel.model_validate(MODEL)
    judging = judge.from_settings(Settings(), Mapping(model, decoders.of(model.formats)))
    wrong = []
    for document, expected in documents(made, seed, count):
        raw = orjson.dumps(document)
        judged = judging.judge(raw, ORIGIN, active, mode="lookback", now=NOW)
        matches = [match for alert in judged.alerts for match in alert["matches"]]
        if [match["indicator_id"] for match in matches] != [expected]:
            wrong.append(f"{document['id']}: {len(matches)} matches")
            continue
        parts = matches[0].get("parts", [])
        if len(parts) != len(document["RmtInf"]["Ustrd"]):
            wrong.append(f"{document['id']}: {len(parts)} parts")
        pieces = {f"RmtInf.Ustrd[{n}]": text for n, text in enumerate(document["RmtInf"]["Ustrd"])}
        wrong += [
            f"{document['id']}: an excerpt is not where it is said to be"
            for span in [*parts, matches[0]]
            if pieces[span["field"]][span["start"] : span["end"]] != span["excerpt"]
        ]
    return wrong
