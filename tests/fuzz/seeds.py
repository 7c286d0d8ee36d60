"""Sound messages in every shipped mapping's formats: what the mutations begin with."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from screening import mapping
from screening.batch.frames import frames
from screening.decode import decoders
from screening.mapping.model import MappingModel
from screening.mapping.reader import Mapping
from tests.kafka.payments import PLANTS, payment, planted
from tests.screening.support import judge_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from screening.judge import Judge

SAMPLES = Path(__file__).parents[1] / "screening" / "samples"
FILES = (
    ("iso20022-pacs008", "pacs008.xml"),
    ("iso20022-pacs008", "pacs009.xml"),
    ("pain001", "pain001.xml"),
    ("camt", "camt053.xml"),
    ("camt", "camt054.xml"),
    ("cdr", "payments.cdr.jsonl"),
    ("card", "payments.card.jsonl"),
    ("wallet", "payments.wallet.jsonl"),
    ("aba", "payments.aba"),
    ("mt103", "payments.fin"),
)
MOST_BYTES = 1 << 20


class Seed(NamedTuple):
    """A record, or a whole file, and the judge whose mapping reads it."""

    judge: Judge
    raw: bytes
    is_file: bool = False


def seeds() -> list[Seed]:
    """Every sample as a file and record by record, and payments with everything to find."""
    generic = mapping.load("generic")
    found = [Seed(judge_of(generic), raw) for raw in _payments()]
    model = MappingModel.model_validate(
        {**generic.model.model_dump(exclude_defaults=True), "format": "csv"}
    )
    rows = Mapping(model, decoders.of(["csv"]))
    found.append(Seed(judge_of(rows), (SAMPLES / "payments.csv").read_bytes(), is_file=True))
    for name, file in FILES:
        judge = judge_of(mapping.load(name))
        content = (SAMPLES / file).read_bytes()
        cut = frames(io.BytesIO(content), judge.mapping.model.formats, MOST_BYTES)
        found += [Seed(judge, frame.raw) for frame in cut if frame.reason is None]
        found.append(Seed(judge, content, is_file=True))
    return found


def _payments() -> Iterator[bytes]:
    yield json.dumps(payment("plain")).encode()
    for plant in PLANTS:
        yield json.dumps(planted("found", plant)[0]).encode()
