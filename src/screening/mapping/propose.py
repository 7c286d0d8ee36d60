"""A first mapping file for sample records: a start that its author checks, and that loads as is.

Pure. What names and values do not plainly show is left out: an id that is not one would
dead-letter records, and a mapping without an id works.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC
from typing import TYPE_CHECKING, Any

import yaml

from screening import times
from screening.mapping.model import MappingModel
from screening.mapping.places import is_nameable
from screening.mapping.reader import Mapping
from screening.mapping.shape import Shape
from screening.mapping.suggest import common_shape, words_of
from screening.mapping.trial import Trial

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from screening.decode.decoder import Decoder
    from screening.mapping.trial import Unread

_NOTHING = "\0"  # a key that no record has: all of a sample is unread by it
_IDS = ("transactionid", "txnid", "txid", "uetr", "paymentid", "trxid", "messageid", "id", "20")
_TIMES = ("timestamp", "datetime", "dttm", "booked", "created", "time", "date", "dt", "at")
_NO_TIMES = {"birth", "dob", "expiry", "expires", "valid", "until", "updated"}
_AMOUNTS = ("amount", "amt", "value")
_CURRENCIES = ("currency", "ccy", "cur")
_CUSTOMERS = ("customerid", "customer", "custid", "clientid", "cif", "memberid")
_HEAD = """\
# Proposed by `fresnel mapping try` from a sample: check every line, then try it on other records:
#   fresnel mapping try --mapping THIS-FILE SAMPLE
"""


class ProposalError(Exception):
    """A sample for which there is no mapping to propose; the message says why."""


def mapping_file(form: str, decoder: Decoder, raws: Sequence[bytes]) -> str:
    """The text of a mapping file for records of one format.

    Raises:
        ProposalError: the records hold nothing that could be screened.
    """
    each = _items([decoder.decode(raw) for raw in raws])
    unread = [path for path in _everything(form, each, decoder, raws) if path.nameable]
    single = _single_values(unread, len(raws) if each is None else 0)
    taken = {path.path for path in single.values()}
    rest = [path for path in unread if path.path not in taken]
    fields = [path for path in rest if path.suggestion.role is not None]
    if not fields:
        raise ProposalError("nothing in the sample looks as if it should be screened")
    head: dict[str, Any] = {"name": "proposed", "format": form}
    if each is not None:
        head["each"] = each
    head |= {name: path.path for name, path in single.items()}
    skipped = [path for path in rest if path.suggestion.role is None]
    return "".join(
        [
            _HEAD,
            yaml.safe_dump(head, sort_keys=False, allow_unicode=True, width=10_000),
            "fields:\n",
            *(f"  - {_field(path)}  # {path.suggestion.reason}\n" for path in fields),
            *(f"# not screened: {path.path!a} ({path.suggestion.reason})\n" for path in skipped),
        ]
    )


def _field(path: Unread) -> str:
    field: dict[str, Any] = {"path": path.path, "role": str(path.suggestion.role)}
    if path.path.endswith("[*]") and field["role"] == "free_text":
        field["join"] = True
    dumped = yaml.safe_dump(field, default_flow_style=True, width=10_000, sort_keys=False)
    return str(dumped).strip()


def _everything(
    form: str, each: str | None, decoder: Decoder, raws: Sequence[bytes]
) -> list[Unread]:
    """Every path of the records, in the order of the first that has it."""
    model = MappingModel.model_validate(
        {
            "name": "proposed",
            "format": form,
            "each": each,
            "fields": [{"path": _NOTHING, "role": "free_text"}],
        }
    )
    trial = Trial(Mapping(model, decoder))
    for raw in raws:
        trial.add("", raw, 0)
    return list(trial.unread.values())


def _single_values(unread: list[Unread], records: int) -> dict[str, Unread]:
    """Which paths hold a payment's id, time, customer, amount and currency, where it is plain."""
    ones = [path for path in unread if "[*]" not in path.path]
    found = {
        "id": _best(ones, _IDS, lambda path: _is_id(path, records), whole=True),
        "timestamp": _best(ones, _TIMES, _is_time),
        "customer": _best(ones, _CUSTOMERS, lambda _: True, whole=True),
        "amount": _best(ones, _AMOUNTS, lambda path: _holds(path, Shape.NUMBER)),
        "currency": _best(ones, _CURRENCIES, lambda path: _holds(path, Shape.CURRENCY)),
    }
    return {name: path for name, path in found.items() if path is not None}


def _best(
    paths: list[Unread],
    names: tuple[str, ...],
    fits: Callable[[Unread], bool],
    *,
    whole: bool = False,
) -> Unread | None:
    """The path with the best name, nearest to the top, of those whose values fit."""
    ranked = []
    for path in paths:
        words = next((words for words in reversed(words_of(path.path)) if words != ["text"]), [])
        names_here = {"".join(words)} if whole else {"".join(words), *words}
        rank = next((n for n, name in enumerate(names) if name in names_here), None)
        if rank is not None and fits(path):
            ranked.append(
                (path.path.startswith(("^", "../")), rank, path.path.count("."), path.path, path)
            )
    return min(ranked)[-1] if ranked else None


def _is_id(path: Unread, records: int) -> bool:
    if path.path.startswith("../") or any(type(value) is float for value in path.examples):
        return False
    return path.records >= records and len(set(path.examples)) == len(path.examples)


def _is_time(path: Unread) -> bool:
    if any(not _NO_TIMES.isdisjoint(words) for words in words_of(path.path)):
        return False
    read = sum(times.read(value, UTC) is not None for value in path.examples)
    return read * 2 > len(path.examples)


def _holds(path: Unread, shape: Shape) -> bool:
    return common_shape([str(value) for value in path.examples]) is shape


def _items(documents: list[Any]) -> str | None:
    """The list whose items look most like payments: an amount and an id of their own.

    None where the records' own top has an amount, or where there is no such list.
    """
    counts: Counter[str] = Counter()
    pending = [("", document) for document in documents]
    while pending:
        path, value = pending.pop()
        names = {word for key in value for word in words_of(key)[-1]}
        has_amount = not names.isdisjoint(_AMOUNTS)
        if has_amount and not path:
            return None
        counts[path] += has_amount and not names.isdisjoint({"id", "uetr", "ref", "reference"})
        pending += _objects(path, value)
    items = [path for path, count in counts.items() if count and path.endswith("[*]")]
    return max(items, key=lambda path: (counts[path], -len(path)), default=None)


def _objects(path: str, value: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects at keys that a path can name, in lists too, each with its path."""
    for key, inner in value.items():
        if not is_nameable(key):
            continue
        place = f"{path}.{key}" if path else key
        if type(inner) is dict:
            yield place, inner
        elif type(inner) is list:
            yield from ((f"{place}[*]", each) for each in inner if type(each) is dict)
