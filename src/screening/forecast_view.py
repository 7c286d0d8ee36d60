"""A forecast as tables and bars for a terminal; no value of an indicator unless it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Column, Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from screening.forecast import Forecast, Noisy, Pair

BAR, SHORT_BAR = 30, 12
SEVERITIES = ("critical", "high", "medium", "low")
_BASES = {"daily_volume": "as given", "sample_span": "by the sample's own span"}


def show(forecast: Forecast, console: Console, *, reveal: bool = False) -> None:
    """Print the whole forecast; indicators' values only where `reveal` is set."""
    block = "█" if console.encoding.startswith("utf") else "#"
    for line in _head(forecast):
        console.print(line, markup=False)
    for table in (
        _overview(forecast),
        _changes(forecast),
        _counts(forecast, "severity", {n: forecast.severities[n] for n in _present(forecast)}),
        _counts(forecast, "source", forecast.sources),
        _chart(forecast, block),
        _noisiest(forecast, block, reveal=reveal),
    ):
        console.print()
        console.print(table)


def plain(text: str) -> Text:
    """Text of a list's for a terminal: what is not printable is replaced."""
    return Text("".join(char if char.isprintable() else "\ufffd" for char in text))


def number(value: float) -> str:
    """A figure to as many places as mean something."""
    size = abs(value)
    if size >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if size >= 1 or not size else f"{value:.2g}"


def _present(forecast: Forecast) -> list[str]:
    return [name for name in SEVERITIES if name in forecast.severities]


def _head(forecast: Forecast) -> Iterator[str]:
    span = "no times"
    if forecast.first and forecast.last:
        span = f"{forecast.first:%Y-%m-%d %H:%M} to {forecast.last:%Y-%m-%d %H:%M} UTC"
    yield (
        f"sample: {forecast.records:,} records, {forecast.transactions:,} transactions, "
        f"{forecast.tombstones:,} tombstones, {span}"
    )
    volume = forecast.volume
    if volume.basis is None or volume.records_per_day is None:
        yield f"volume: no estimate for a day, as {volume.reason}; --daily-volume gives one"
    else:
        yield f"volume: {number(volume.records_per_day)} records a day, {_BASES[volume.basis]}"
    if forecast.not_yet_valid:
        yield (
            f"note: {forecast.not_yet_valid:,} of the new list's indicators begin after the "
            "sample and cannot match in it; --as-of judges at a later time"
        )


def _overview(forecast: Forecast) -> Table:
    old, new, alerts = forecast.old, forecast.new, forecast.alerts
    table = _table("", "old", "new", "difference")
    table.add_row("serial", str(old.serial), str(new.serial))
    table.add_row("digest", old.digest[:16], new.digest[:16])
    table.add_row("indicators", *_triple(old.total, new.total))
    for reason, pair in forecast.unreadable.items():
        table.add_row(f"unreadable: {reason}", *_triple(pair.old, pair.new))
    table.add_row("alerts in the sample", *_triple(alerts.old, alerts.new))
    table.add_row(f"alerts {forecast.unit}", *_rates(forecast, alerts))
    limits = [forecast.interval(count) for count in (alerts.old, alerts.new)]
    table.add_row("95 % interval", *(f"{number(low)} to {number(high)}" for low, high in limits))
    return table


def _changes(forecast: Forecast) -> Table:
    table = _table("alerts that", "sample", forecast.unit)
    for name in ("appear", "disappear", "change", "same"):
        count = getattr(forecast, name)
        label = "stay the same" if name == "same" else name
        table.add_row(label, f"{count:,}", number(forecast.rate(count)))
    return table


def _counts(forecast: Forecast, title: str, pairs: dict[str, Pair]) -> Table:
    """Counts of the sample, and what they come to a day, by one property of alerts."""
    unit = forecast.unit
    table = _table(title, "old", "new", "difference", f"old {unit}", f"new {unit}", "difference")
    for name, pair in pairs.items():
        table.add_row(plain(name), *_triple(pair.old, pair.new), *_rates(forecast, pair))
    return table


def _chart(forecast: Forecast, block: str) -> Table:
    """Alerts by type: a bar for the old list, and one for the new."""
    table = Table("type", "", f"alerts {forecast.unit}", "", box=None, pad_edge=False)
    most = max((max(pair.old, pair.new) for pair in forecast.types.values()), default=0)
    for name, pair in forecast.types.items():
        table.add_row(name, "old", _bar(pair.old, most, block), number(forecast.rate(pair.old)))
        table.add_row("", "new", _bar(pair.new, most, block), number(forecast.rate(pair.new)))
    return table


def _noisiest(forecast: Forecast, block: str, *, reveal: bool) -> Table:
    table = Table(
        Column("noisiest indicators", min_width=34, overflow="fold"), box=None, pad_edge=False
    )
    for title in ("type", "source", ""):
        table.add_column(title)
    for title in ("sample", forecast.unit):
        table.add_column(title, justify="right")
    table.add_column("", no_wrap=True, overflow="crop")
    if reveal:
        table.add_column("value", overflow="fold")
    most = max((each.alerts.new for each in forecast.noisiest), default=0)
    for each in forecast.noisiest:
        bar = _bar(each.alerts.new, most, block, SHORT_BAR)
        value = [plain(each.value)] if reveal else []
        table.add_row(*_named(each), *_loudness(forecast, each), bar, *value)
    return table


def _named(each: Noisy) -> tuple[Text, str, Text, str]:
    return plain(each.id), each.type, plain(", ".join(each.sources)), "new" if each.is_new else ""


def _loudness(forecast: Forecast, each: Noisy) -> tuple[str, str]:
    return f"{each.alerts.new:,}", number(forecast.rate(each.alerts.new))


def _table(first: str, *columns: str) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column(first)
    for column in columns:
        table.add_column(column, justify="right")
    return table


def _triple(old: int, new: int) -> tuple[str, str, str]:
    return f"{old:,}", f"{new:,}", f"{new - old:+,}"


def _rates(forecast: Forecast, pair: Pair) -> tuple[str, str, str]:
    rates = forecast.rate(pair.old), forecast.rate(pair.new)
    sign = "+" if pair.difference > 0 else ""
    return number(rates[0]), number(rates[1]), sign + number(forecast.rate(pair.difference))


def _bar(count: int, most: int, block: str, width: int = BAR) -> str:
    """A bar for a count; any count but 0 has at least one block."""
    return block * max(1, round(width * count / most)) if count else ""
